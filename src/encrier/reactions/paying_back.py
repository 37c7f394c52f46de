"""Reactions to a refund that goes by bank: where to is asked of the customer (PAY-4)."""

from datetime import datetime

from encrier.journal.models import Event
from encrier.kernel.actor import SYSTEM
from encrier.kernel.money import money
from encrier.payments import bank_queries
from encrier.payments import commands as payments
from encrier.payments.models import RefundAccount
from encrier.reactions.facts import shop_url
from encrier.reactions.writing import order_of, queue_about_order


def ask_for_account(event: Event, now: datetime) -> None:
    """A refund by bank needs an account; one by card or PayPal knows its way."""
    payments.ask_for_account(by=SYSTEM, refund_reference=event.data["refund"], now=now)


def write_account_asked(event: Event, now: datetime) -> None:
    """The link under which the customer says where the money goes; none if that is known by now."""
    order = order_of(event)
    account = RefundAccount.objects.filter(refund__reference=event.data["refund"]).first()
    if account is None or account.given_at is not None:
        return
    refund = account.refund
    queue_about_order(
        "refund_account",
        order,
        f"{refund.reference}:{event.pk}",
        now,
        refund={
            "reference": refund.reference,
            "amount": money(refund.amount, refund.currency),
        },
        again=event.data["again"],
        expires_on=account.expires_at.date(),
        has_known_account=bool(bank_queries.known_payer(refund.payment)[1]),
        button_url=f"{shop_url(order.language, order.country)}refunds/{account.token}/",
    )
