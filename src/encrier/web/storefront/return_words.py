"""Returns and claims as a person would tell of them: what is open, what has happened, what next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import get_language

from encrier.invoicing.models import Invoice
from encrier.invoicing.queries import bill_of, document_for, preview_credit, standing_invoice
from encrier.kernel.money import Money
from encrier.kernel.refusal import Refusal
from encrier.orders.models import Order, OrderLine
from encrier.orders.queries import placed_under
from encrier.payments.models import Refund
from encrier.returns import queries
from encrier.returns.models import Claim, ReceivedLine, Reception, RefundClock, Return
from encrier.returns.refusals import way_closed
from encrier.returns.types import ClaimStatus, DueRule, Option, ReceptionStatus, Verdict, Way
from encrier.web import refusals
from encrier.web.templatetags.words import zone_of

Situation = tuple[str, tuple[Way, ...]]
SITUATIONS: tuple[Situation, ...] = (
    ("regret", (Way.CANCEL, Way.WITHDRAWAL, Way.VOLUNTARY, Way.EXCHANGE)),
    ("damaged", (Way.DAMAGE,)),
    ("not_working", (Way.STORE_BRAND, Way.GUARANTEE, Way.DEFECT)),
)
"""What may have happened, in the order in which it is asked, and the ways out of it."""


@dataclass(frozen=True)
class Door:
    """A way back as the page shows it: open until a day, or closed with its reason."""

    option: Option
    lines: tuple[tuple[OrderLine, int], ...]
    last_day: date | None
    days_left: int | None
    carrier_until: datetime | None
    why: str

    @property
    def way(self) -> str:
        return self.option.way.value


def doors(order: Order, now: datetime) -> dict[Way, Door]:
    """Every way back of an order, by the one rule that page and command share."""
    ordered = list(order.lines.all())
    return {
        option.way: _door(option, order, ordered, now) for option in queries.ways_of(order, now)
    }


def _door(option: Option, order: Order, ordered: Sequence[OrderLine], now: datetime) -> Door:
    zone = zone_of(order.shipping_address["country"])
    last, left = None, None
    if option.until is not None:
        last = (option.until - timedelta(microseconds=1)).astimezone(zone).date()
        left = (last - now.astimezone(zone).date()).days
    mine = [(line, option.lines.get(line.part_number, 0)) for line in ordered]
    why = "" if option.is_open else refusals.sentence(way_closed(option), get_language() or "en")
    carrier = option.carrier_until
    return Door(
        option=option,
        lines=tuple((line, units) for line, units in mine if units),
        last_day=last,
        days_left=left,
        carrier_until=carrier if carrier and now <= carrier else None,
        why=why,
    )


@dataclass(frozen=True)
class Moment:
    """One thing that happened; ``facts`` fill its sentence."""

    kind: str
    at: datetime
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Payback:
    """Money that goes back, or went: by which credit note, until when by which rule."""

    amount: Money | None
    goods: Money | None
    shipping: Money | None
    deduction: Money | None
    reasons: tuple[str, ...]
    note: Invoice | None
    refund: Refund | None
    due_on: date | None
    rule: str
    is_waiting: bool
    is_done: bool


@dataclass(frozen=True)
class ToldReturn:
    """All that a page says of a return."""

    parent: Return
    days_left: int | None
    is_late: bool
    moments: tuple[Moment, ...]
    receptions: tuple[Reception, ...]
    paybacks: tuple[Payback, ...]
    refused: tuple[ReceivedLine, ...]
    paid_for: Money | None

    @property
    def is_paid(self) -> bool:
        """Whether no money is still on its way."""
        return all(back.is_done for back in self.paybacks)


def of_return(parent: Return, now: datetime) -> ToldReturn:
    """A return that was read with its lines, receptions and clocks."""
    edition = placed_under(parent.order)
    today = now.astimezone(edition.dispatch.zone).date()
    receptions = sorted(
        (each for each in parent.receptions.all() if each.status == ReceptionStatus.MATCHED),
        key=lambda each: each.position,
    )
    refused = [
        line for each in receptions for line in each.lines.all() if line.verdict == Verdict.REFUSED
    ]
    left = (parent.send_by - today).days if parent.send_by else None
    return ToldReturn(
        parent=parent,
        days_left=left,
        is_late=left is not None and left < 0,
        moments=tuple(sorted(_return_moments(parent, receptions), key=lambda each: each.at)),
        receptions=tuple(receptions),
        paybacks=tuple(_paybacks_of(parent, receptions)),
        refused=tuple(refused),
        paid_for=_paid_for(parent, receptions),
    )


def _paid_for(parent: Return, receptions: Sequence[Reception]) -> Money | None:
    """What was paid for the goods that come back, as long as nothing of them is decided."""
    is_open = parent.closed_at is None and not any(each.settled_at for each in receptions)
    invoice = standing_invoice(parent.order) if is_open and not parent.is_exchange else None
    if invoice is None:
        return None
    units = {line.part_number: line.quantity for line in parent.lines.all()}
    try:
        return preview_credit(invoice, quantities=units).gross
    except Refusal:
        return None


def _return_moments(parent: Return, receptions: Sequence[Reception]) -> Iterator[Moment]:
    notice = getattr(parent, "notice", None)
    if notice is not None:
        yield Moment("withdrawn", notice.said_at)
    else:
        yield Moment("asked", parent.asked_at, {"way": parent.way})
    if parent.verified_at and parent.verified_at != parent.asked_at:
        yield Moment("verified", parent.verified_at)
    for each in receptions:
        yield Moment("received", each.received_at)
        if each.settled_at:
            refund = queries.refund_of(each.cause)
            amount = Money(each.paid_back, parent.order.currency)
            yield Moment("decided", each.settled_at, {"amount": amount if each.paid_back else None})
            if refund and refund.done_at:
                yield Moment("paid_back", refund.done_at, {"amount": amount})
        if each.went_back_at:
            yield Moment("went_back", each.went_back_at, {"number": each.went_back_as})
    if parent.at_maker_since:
        yield Moment("at_maker", parent.at_maker_since)
    if parent.closed_at and parent.status in (Return.Status.EXPIRED, Return.Status.GIVEN_UP):
        yield Moment(str(parent.status), parent.closed_at)


def _paybacks_of(parent: Return, receptions: Sequence[Reception]) -> Iterator[Payback]:
    told = set()
    for each in receptions:
        told.add(each.cause)
        clock = next((c for c in parent.clocks.all() if c.cause == each.cause), None)
        if each.settled_at is None or each.paid_back:
            reasons = [line.reason for line in each.lines.all() if line.deduction]
            yield payback(parent.order, each.cause, clock, reasons)
    for clock in parent.clocks.all():
        if clock.cause not in told and clock.stopped_at is None:
            yield payback(parent.order, clock.cause, clock)


def payback(
    order: Order, cause: str, clock: RefundClock | None, reasons: Sequence[str] = ()
) -> Payback:
    """The money of a cause: the credit note's figures if it was issued, and how far it is."""
    note, refund = document_for(cause), queries.refund_of(cause)
    goods = shipping = deduction = None
    if note is not None:
        lines = bill_of(note).lines
        goods = _sum([line.gross for line in lines if not line.is_delivery], order)
        shipping = _sum([line.gross for line in lines if line.is_delivery], order)
        deduction = _sum([line.deduction for line in lines if not line.is_delivery], order)
    runs = clock is not None and clock.stopped_at is None
    return Payback(
        amount=Money(refund.amount, refund.currency) if refund else None,
        goods=goods,
        shipping=shipping,
        deduction=deduction,
        reasons=tuple(dict.fromkeys(filter(None, reasons))),
        note=note,
        refund=refund,
        due_on=clock.due_on if clock and runs else None,
        rule=clock.rule if clock else DueRule.DECISION.value,
        is_waiting=bool(clock and runs and clock.waits),
        is_done=bool(refund and refund.done_at),
    )


def _sum(amounts: Sequence[Money], order: Order) -> Money | None:
    whole = sum(amounts, Money(0, order.currency))
    return whole if whole.amount else None


@dataclass(frozen=True)
class ToldClaim:
    """All that a page says of a claim."""

    claim: Claim
    moments: tuple[Moment, ...]
    payback: Payback | None
    goes_on: Return | None

    @property
    def is_open(self) -> bool:
        return self.claim.status == ClaimStatus.OPEN


def of_claim(claim: Claim, now: datetime) -> ToldClaim:
    """A claim that was read with its lines, pictures and clocks."""
    clock = next((c for c in claim.clocks.all() if c.cause == claim.cause), None)
    back = None
    if claim.status == ClaimStatus.REFUNDED:
        back = payback(claim.order, claim.cause, clock)
    return ToldClaim(
        claim=claim,
        moments=tuple(sorted(_claim_moments(claim, back), key=lambda each: each.at)),
        payback=back,
        goes_on=getattr(claim, "goods_asked_back", None),
    )


def _claim_moments(claim: Claim, back: Payback | None) -> Iterator[Moment]:
    yield Moment("reported", claim.reported_at)
    if claim.decided_at:
        yield Moment(str(claim.status), claim.decided_at, {"reason": claim.reason})
    if back and back.refund and back.refund.done_at:
        yield Moment("paid_back", back.refund.done_at, {"amount": back.amount})
