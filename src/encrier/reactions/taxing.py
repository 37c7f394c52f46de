"""Reactions by which an order's tax follows what is proved afterwards (PRICE-5, VAT-1)."""

from contextlib import suppress
from datetime import datetime
from decimal import Decimal

from encrier import policy
from encrier.customers.models import Account
from encrier.invoicing import commands as invoicing
from encrier.invoicing import queries as documents
from encrier.journal.models import Event
from encrier.kernel.actor import SYSTEM
from encrier.kernel.refusal import Refusal
from encrier.orders import commands as orders
from encrier.orders import queries
from encrier.orders.models import Order
from encrier.orders.types import OrderStatus
from encrier.pricing.rules import tax_for
from encrier.pricing.types import Tax
from encrier.vat import commands as vat
from encrier.vat import queries as known
from encrier.vat import rules
from encrier.vat.types import Buyer


def await_vies(event: Event, now: datetime) -> None:
    """An order was charged VAT because VIES was silent: it is asked again (PRICE-5)."""
    order = _order(event.about)
    if order.tax_reason == "vies_unknown":
        vat.await_answer(by=SYSTEM, number=order.tax_evidence["vat_number"], now=now)


def prove_waiting(event: Event, now: datetime) -> None:
    """A number has proved valid: what was charged while VIES was silent is owed back."""
    checked = known.checked(event.about, event.happened_at)
    for order in queries.charged_for_silence(event.about):
        _prove(order, Buyer("company", checked=checked), now)


def open_review(event: Event, now: datetime) -> None:
    """VAT-1: whoever registers as not subject to VAT is called."""
    account_id, said = int(event.about), event.data.get("after") or event.data["customer_type"]
    if said == Account.Type.NOT_SUBJECT_TO_VAT:
        with suppress(Refusal):  # exempt already, or something else again by now
            vat.open_review(by=SYSTEM, account_id=account_id, now=now)
    else:
        vat.drop_review(by=SYSTEM, account_id=account_id, now=now)


def prove_approved(event: Event, now: datetime) -> None:
    """VAT-1: orders paid with VAT within the agreed time before the approval are corrected."""
    review = known.find_review(event.about)
    if review is None or review.decided_on is None:
        raise LookupError(f"no decided review {event.about}")
    edition = policy.current().at(review.decided_on)
    buyer = Buyer("not_subject_to_vat", exemption=known.as_exemption(review))
    for order in queries.charged_before_approval(review.account_id):
        paid_on = known.store_day(order.confirmed_at or order.placed_at)
        if rules.is_corrected(edition, paid_on=paid_on, approved_on=review.decided_on):
            _prove(order, buyer, now)


def correct_tax(event: Event, now: datetime) -> None:
    """The invoice follows the proof, as soon as there is one: credited, and made out anew."""
    order = _order(event.about)
    proof = order.tax_proof
    if proof is None or order.status != OrderStatus.CONFIRMED:
        return
    invoice = documents.standing_invoice(order)
    if invoice is None or not invoice.tax or documents.left_to_credit(invoice).is_nothing:
        return
    invoicing.correct_tax(
        by=SYSTEM,
        order_number=order.number,
        tax=Tax(proof["category"], Decimal(0), proof["reason"], proof["evidence"]),
        evidence=proof["evidence"],
        cause=order.number,
        now=now,
    )


def _order(number: str) -> Order:
    order = queries.find_order(number)
    if order is None:
        raise LookupError(f"no order {number}")
    return order


def _prove(order: Order, buyer: Buyer, now: datetime) -> None:
    where = order.shipping_address
    tax = tax_for(
        queries.placed_under(order),
        country=where["country"],
        postcode=where["postcode"],
        buyer=buyer,
        day=known.store_day(order.placed_at),
    )
    orders.prove_tax(by=SYSTEM, number=order.number, tax=tax, now=now)
