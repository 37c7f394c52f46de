"""Which figures of an edition each promise stands on, as dotted keys."""

PROMISES: dict[str, tuple[str, ...]] = {
    "FIND-1": ("finding.prefix_min_letters", "finding.typo_min_letters", "finding.typos"),
    "FIND-5": ("stock.low",),
    "ORDER-5": ("payment.online_payment_minutes",),
    "GUEST-1": ("security.order_lookups_per_hour", "security.order_links_per_hour"),
    "PAY-1": ("payment.card_brands", "payment.debit_brands", "payment.wallets"),
    "PAY-3": (
        "payment.transfer_days",
        "payment.transfer_reminder_days",
        "payment.transfer_tolerance",
        "payment.transfer_shortfall",
        "payment.refund_link_days",
        "payment.bank_account_name",
        "payment.iban",
        "payment.bic",
    ),
    "PAY-4": ("payment.refund_batch_minutes", "accounting"),
    "PRICE-1": ("countries.*.currency",),
    "PRICE-2": ("countries.*.shipping",),
    "PRICE-3": ("countries.*.import_duties",),
    "INV-1": ("invoicing",),
    "PRICE-5": (
        "countries.*.vat",
        "taxation.vies_timeout_seconds",
        "taxation.vies_retry_minutes",
        "taxation.vies_retry_days",
    ),
    "VAT-1": (
        "taxation.review_call_days",
        "taxation.correction_days",
        "taxation.exemption_days",
        "taxation.exemption_warning_days",
    ),
    "SHIPTO-1": ("countries.*",),
    "SHIPTO-2": ("places",),
    "SHIPTO-3": ("places",),
    "SHIP-1": ("dispatch.country", "dispatch.time_zone", "dispatch.cutoff"),
    "SHIP-2": (
        "services.standard.min_days",
        "services.standard.max_days",
        "services.express.min_days",
        "services.express.max_days",
    ),
    "SHIP-3": ("countries.*.time_zone",),
    "CARRIER-1": ("carrier.name", "carrier.signature"),
    "CARRIER-2": ("carrier.attempts_by_country", "carrier.hold_days"),
    "CARRIER-3": ("carrier.attempts", "carrier.second_attempt_after_days", "carrier.hold_days"),
    "DAMAGE-2": ("complaints.damage_hours",),
    "DAMAGE-3": ("complaints.state_days",),
    "RETURN-1": ("returns.days",),
    "RETURN-2": ("returns.send_back_days", "returns.patience_days"),
    "RETURN-4": ("returns.refund_days", "returns.refund_warning_days", "returns.warehouse"),
    "RETURN-5": (
        "returns.withdrawal_days",
        "returns.withdrawal_not_in",
        "returns.guarantee_years",
        "returns.guarantee_years_by_country",
    ),
    "XBRAND-1": ("store_brand.name", "store_brand.prefix", "store_brand.makers"),
    "HELP-1": ("countries.*.languages",),
    "HELP-2": ("countries.*.phone", "countries.*.email", "service.hours"),
    "HELP-3": ("security.contact_messages_per_hour",),
    "NEWS-1": ("newsletter.max_letters_a_month", "security.newsletter_signups_per_hour"),
    "RECYCLE-1": ("recycling.programmes",),
    "LEGAL-1": ("seller", "legal.terms_version", "legal.privacy_version"),
}


def promises_of(key: str) -> list[str]:
    """The promises that a figure belongs to, nearest key first; empty: the store's own choice."""
    steps = key.split(".")
    if steps[0] == "countries" and len(steps) > 2:
        steps[1] = "*"
    for length in range(len(steps), 0, -1):
        prefix = ".".join(steps[:length])
        if found := [promise for promise, keys in PROMISES.items() if prefix in keys]:
            return found
    return []
