"""Event -> what follows, on one screen. Names are stable: deliveries remember them."""

from encrier.journal.types import Reaction
from encrier.reactions import (
    clocking,
    fulfilling,
    invoicing,
    noting,
    paying_back,
    taxing,
    writing,
    writing_consent,
    writing_invoices,
    writing_offers,
    writing_parcels,
    writing_returns,
    writing_vat,
)

TABLE: dict[str, tuple[Reaction, ...]] = {
    "orders.order_placed": (
        Reaction("await_vies", taxing.await_vies),
        Reaction("write_payment_instructions", writing.write_payment_instructions),
    ),
    "orders.order_confirmed": (
        Reaction("write_order_confirmation", writing.write_order_confirmation),
        Reaction("plan_dispatch", fulfilling.plan_dispatch),
        Reaction("invoice_when_paid", invoicing.invoice_when_paid),
    ),
    "orders.order_expired": (Reaction("write_order_expired", writing.write_order_expired),),
    "orders.order_cancelled": (Reaction("write_order_cancelled", writing.write_order_cancelled),),
    "orders.link_requested": (Reaction("write_order_link", writing.write_order_link),),
    "payments.payment_retried": (
        Reaction("write_payment_instructions", writing.write_payment_instructions),
    ),
    "payments.transfer_reminder_due": (
        Reaction("write_payment_reminder", writing.write_payment_reminder),
    ),
    "payments.refund_requested": (
        Reaction("ask_for_account", paying_back.ask_for_account),
        Reaction("watch_refund", clocking.watch_refund),
    ),
    "payments.account_asked": (Reaction("write_account_asked", paying_back.write_account_asked),),
    "payments.refund_done": (
        Reaction("write_refund_sent", writing.write_refund_sent),
        Reaction("stop_refund_clock", clocking.stop_refund_clock),
    ),
    "helpdesk.ticket_opened": (Reaction("write_ticket_received", writing.write_ticket_received),),
    "helpdesk.ticket_answered": (Reaction("write_ticket_answer", writing.write_ticket_answer),),
    "newsletter.subscription_requested": (
        Reaction("write_newsletter_confirm", writing_consent.write_newsletter_confirm),
    ),
    "newsletter.mailing_written": (Reaction("show_offer", writing_offers.show_offer),),
    "fulfilment.picking_short": (
        Reaction("write_goods_missing", writing_parcels.write_goods_missing),
    ),
    "fulfilment.parcel_dispatched": (
        Reaction("write_dispatch_confirmation", writing_parcels.write_dispatch_confirmation),
        Reaction("invoice_when_dispatched", invoicing.invoice_when_dispatched),
    ),
    "fulfilment.attempt_failed": (
        Reaction("write_attempt_failed", writing_parcels.write_attempt_failed),
    ),
    "fulfilment.parcel_held": (Reaction("write_parcel_held", writing_parcels.write_parcel_held),),
    "fulfilment.parcel_late": (Reaction("write_parcel_late", writing_parcels.write_parcel_late),),
    "fulfilment.case_opened": (
        Reaction("send_damaged_again", fulfilling.send_damaged_again),
        Reaction("write_parcel_returned", writing_parcels.write_parcel_returned),
    ),
    "customers.account_registered": (Reaction("open_vat_review", taxing.open_review),),
    "customers.customer_type_changed": (Reaction("open_vat_review", taxing.open_review),),
    "vat.number_proved_valid": (Reaction("prove_waiting", taxing.prove_waiting),),
    "vat.documents_asked": (Reaction("write_vat_documents", writing_vat.write_documents_asked),),
    "vat.exemption_approved": (
        Reaction("prove_approved", taxing.prove_approved),
        Reaction("write_vat_approved", writing_vat.write_approved),
    ),
    "vat.exemption_refused": (Reaction("write_vat_refused", writing_vat.write_refused),),
    "vat.exemption_expiring": (Reaction("write_vat_expiring", writing_vat.write_expiring),),
    "vat.exemption_expired": (Reaction("write_vat_expired", writing_vat.write_expired),),
    "orders.tax_proved": (Reaction("correct_tax", taxing.correct_tax),),
    "fulfilment.case_resolved": (Reaction("pay_back_case", invoicing.pay_back_case),),
    "invoicing.invoice_issued": (
        Reaction("write_invoice", writing_invoices.write_invoice),
        Reaction("correct_tax", taxing.correct_tax),
    ),
    "invoicing.credit_note_issued": (
        Reaction("write_credit_note", writing_invoices.write_credit_note),
    ),
    "returns.notice_given": (
        Reaction("write_withdrawal_acknowledged", writing_returns.write_withdrawal_acknowledged),
    ),
    "returns.return_authorised": (
        Reaction("write_return_authorised", writing_returns.write_return_authorised),
    ),
    "returns.return_expired": (
        Reaction("write_return_expired", writing_returns.write_return_expired),
    ),
    "returns.goods_received": (
        Reaction("write_goods_received", writing_returns.write_goods_received),
    ),
    "returns.return_decided": (
        Reaction("write_return_decided", writing_returns.write_return_decided),
    ),
    "returns.parcel_held": (Reaction("write_parcel_held", writing_returns.write_parcel_held),),
    "returns.parcel_sent_back": (
        Reaction("write_parcel_sent_back", writing_returns.write_parcel_sent_back),
    ),
    "returns.goods_went_back": (
        Reaction("write_goods_went_back", writing_returns.write_goods_went_back),
    ),
    "returns.claim_made": (Reaction("write_claim_received", writing_returns.write_claim_received),),
    "returns.claim_decided": (
        Reaction("write_claim_decided", writing_returns.write_claim_decided),
    ),
    "returns.refund_due_soon": (
        Reaction("write_refund_alarm", writing_returns.write_refund_alarm),
    ),
    "returns.goods_awaited": (Reaction("write_refund_alarm", writing_returns.write_refund_alarm),),
    "returns.refund_overdue": (Reaction("write_refund_alarm", writing_returns.write_refund_alarm),),
    "mailroom.letter_sent": (Reaction("note_confirmation_sent", noting.note_confirmation_sent),),
}
