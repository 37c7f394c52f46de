"""Reading returns, receptions, claims and clocks: for pages, the API and timed work."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Min, Q, QuerySet, Sum

from encrier.catalogue.queries import products
from encrier.delivery import rules as delivery
from encrier.fulfilment.models import Case, DispatchOrder, Parcel
from encrier.fulfilment.types import ParcelStatus, Stage
from encrier.invoicing import queries as invoicing
from encrier.mailroom import queries as mailroom
from encrier.orders.models import Order
from encrier.orders.queries import placed_under
from encrier.payments.models import Refund
from encrier.returns import rules
from encrier.returns.models import (
    Claim,
    ClaimLine,
    Notice,
    Picture,
    ReceivedLine,
    Reception,
    RefundClock,
    Return,
    ReturnLine,
)
from encrier.returns.types import (
    BoughtLine,
    CauseOfReturn,
    ClaimStatus,
    Disposition,
    Option,
    OrderFacts,
    ReceptionStatus,
    ReturnStatus,
    Verdict,
    Viewer,
    Way,
)

SENT_ANEW = ("return:", "claim:")
"""Causes of dispatch orders whose goods replace others: no period counts from them."""


def ways_of(order: Order, now: datetime) -> tuple[Option, ...]:
    """Every way back for an order as it stands now: what all doors show and go by."""
    return rules.ways(order_facts(order), placed_under(order), now)


def order_facts(order: Order) -> OrderFacts:
    """All that decides which ways are open for an order."""
    parcels = [parcel for parcel in _parcels(order) if parcel.dispatched_at]
    arrived = [parcel.delivered_at for parcel in parcels if parcel.delivered_at]
    is_complete = bool(arrived) and len(arrived) == len(parcels) and not _is_to_be_sent(order)
    first = invoicing.first_invoice(order)
    return OrderFacts(
        number=order.number,
        customer_type=order.customer_type,
        country=order.shipping_address["country"],
        status=order.status,
        is_confirmation_sent=_confirmation_has_left(order),
        lines=tuple(_bought(order)),
        invoiced_on=first.issued_on if first else None,
        sent_on=_first_day(order, parcels),
        first_delivered_at=min(arrived, default=None),
        delivered_at=max(arrived) if is_complete else None,
    )


def return_address(order: Order) -> tuple[str, ...]:
    """Where goods go back to (RETURN-4), line by line, under the order's own policy."""
    warehouse = placed_under(order).returns.warehouse
    return (warehouse.name, *warehouse.lines)


def find_return(number: str) -> Return | None:
    """A return by its number in any spelling, with all that belongs to it."""
    return _whole_returns().filter(number=spelled(number)).first()


def return_by_token(token: str) -> Return | None:
    """The return that an unguessable link opens."""
    return _whole_returns().filter(token=token).first() if token else None


def returns_of(order: Order) -> list[Return]:
    """The returns of an order, newest first (TRACK-1); unproven declarations are none of them."""
    found = _whole_returns().filter(order=order)
    return list(found.exclude(status=ReturnStatus.UNVERIFIED.value))


def find_claim(number: str) -> Claim | None:
    """A claim by its number in any spelling, with all that belongs to it."""
    return _whole_claims().filter(number=spelled(number)).first()


def claim_by_token(token: str) -> Claim | None:
    """The claim that an unguessable link opens."""
    return _whole_claims().filter(token=token).first() if token else None


def claims_of(order: Order) -> list[Claim]:
    """The claims of an order, newest first."""
    return list(_whole_claims().filter(order=order))


def find_notice(number: str) -> Notice | None:
    """A declaration of withdrawal by its number."""
    return Notice.objects.select_related("parent__order").filter(number=number).first()


def notices_to_match() -> QuerySet[Notice]:
    """Declarations of withdrawal whose contract was not found, oldest first; for staff."""
    unmatched = Notice.objects.filter(parent=None, refused_because="unknown_order", matched_by="")
    return unmatched.order_by("said_at", "id")


def find_reception(number: str) -> Reception | None:
    """A parcel that came to the warehouse, by the number of its reception."""
    return _whole_receptions().filter(number=spelled(number)).first()


def find_received_line(line_id: int) -> ReceivedLine | None:
    """Units that came back, with their reception and return."""
    found = ReceivedLine.objects.select_related("reception__parent__order")
    return found.filter(pk=line_id).first()


def picture_by_token(token: str) -> Picture | None:
    """A picture by its unguessable name."""
    found = Picture.objects.select_related("claim__order", "received_line__reception__parent")
    return found.filter(token=token).first() if token else None


def running_clocks() -> QuerySet[RefundClock]:
    """Refunds that are due, the most urgent first (HELP-4); to be paged."""
    running = RefundClock.objects.filter(stopped_at=None)
    return running.select_related("order", "parent", "claim").order_by("due_on", "id")


def clock_of(cause: str) -> RefundClock | None:
    """The clock of a refund by its cause."""
    return RefundClock.objects.filter(cause=cause).first()


def clocks_of(order: Order) -> list[RefundClock]:
    """The clocks of an order's refunds, the most urgent first."""
    return list(RefundClock.objects.filter(order=order).select_related("parent", "claim"))


def refund_of(cause: str) -> Refund | None:
    """The money that goes or went back for a cause (``Reception.cause``, ``Claim.cause``)."""
    return Refund.objects.filter(cause=cause).first()


def held_parcels() -> QuerySet[Reception]:
    """Parcels that belong to no return, oldest first (RETURN-2)."""
    held = _whole_receptions().filter(status=ReceptionStatus.HELD.value)
    return held.order_by("received_at", "id")


def latest_receptions() -> QuerySet[Reception]:
    """Parcels that came to the warehouse, newest first; to be paged."""
    return _whole_receptions().order_by("-received_at", "-id")


def going_back() -> QuerySet[Reception]:
    """Parcels of which goods are to go back to whoever sent them, the longest waiting first."""
    refused = Q(settled_at__isnull=False, lines__disposition=Disposition.BACK.value)
    is_to_go = Q(status=ReceptionStatus.SENT_BACK.value) | refused
    found = _whole_receptions().filter(is_to_go, went_back_at=None).distinct()
    return found.order_by("received_at", "id")


def lines_to_judge() -> QuerySet[ReceivedLine]:
    """Units that wait for a person's decision, the longest waiting first (RETURN-3)."""
    waiting = ReceivedLine.objects.filter(
        verdict=Verdict.OPEN.value, reception__status=ReceptionStatus.MATCHED.value
    )
    related = waiting.select_related("reception__parent__order")
    return related.order_by("reception__received_at", "id")


def open_returns() -> QuerySet[Return]:
    """Returns that are not over, by the day on which they are waited for no longer."""
    standing = [status.value for status in rules.STANDING]
    return _whole_returns().filter(status__in=standing).order_by("expires_at", "id")


def open_claims() -> QuerySet[Claim]:
    """Claims that wait for a decision, oldest first."""
    return _whole_claims().filter(status=ClaimStatus.OPEN.value).order_by("reported_at", "id")


def claims_to_file() -> QuerySet[Claim]:
    """Damages for which the carrier is to answer, oldest first."""
    waiting = _whole_claims().filter(carrier_claim=Claim.CarrierClaim.TO_FILE.value)
    return waiting.order_by("reported_at", "id")


def left_to_come(parent: Return) -> dict[str, int]:
    """Units of a return that have not come yet: part number -> how many, nothing left out."""
    came: Counter[str] = Counter()
    for line in ReceivedLine.objects.filter(reception__parent=parent, because=""):
        came[line.part_number] += line.quantity
    return {line.part_number: line.quantity - came[line.part_number] for line in parent.lines.all()}


def product_file(part_number: str) -> tuple[list[Return], list[Claim]]:
    """All that was returned or claimed of a product, newest first (RETURN-5: file per product)."""
    returned = _whole_returns().filter(lines__part_number=part_number)
    return list(returned), list(_whole_claims().filter(lines__part_number=part_number))


def causes(since: datetime, until: datetime) -> list[CauseOfReturn]:
    """Why goods come back: units by product, way and cause, asked for in a period; most first."""
    period = Q(parent__asked_at__gte=since, parent__asked_at__lt=until)
    rows = ReturnLine.objects.filter(period).exclude(parent__status=ReturnStatus.UNVERIFIED.value)
    returned = rows.values_list("part_number", "parent__way", "parent__cause")
    claimed = ClaimLine.objects.filter(
        claim__reported_at__gte=since, claim__reported_at__lt=until
    ).values_list("part_number", "claim__way", "claim__wish")
    found = [
        CauseOfReturn(part_number, way, cause, units)
        for part_number, way, cause, units in [
            *returned.order_by().annotate(units=Sum("quantity")),
            *((number, way, "", units) for number, way, _, units in _summed(claimed)),
        ]
    ]
    return sorted(found, key=lambda each: (-each.units, each.part_number, each.way, each.cause))


def to_expire(now: datetime, limit: int) -> list[str]:
    """Numbers of returns whose parcel is waited for no longer."""
    due = _expiring().filter(expires_at__lte=now).order_by("expires_at", "id")
    return list(due.values_list("number", flat=True)[:limit])


def next_expiry() -> datetime | None:
    return _earliest(_expiring(), "expires_at")


def to_warn(now: datetime, limit: int) -> list[str]:
    """Causes of clocks whose warning is due."""
    due = RefundClock.objects.filter(warn_at__lte=now).order_by("warn_at", "id")
    return list(due.values_list("cause", flat=True)[:limit])


def next_warning() -> datetime | None:
    return _earliest(RefundClock.objects.all(), "warn_at")


def to_alarm(now: datetime, limit: int) -> list[str]:
    """Causes of clocks whose day has passed."""
    due = RefundClock.objects.filter(alarm_at__lte=now).order_by("alarm_at", "id")
    return list(due.values_list("cause", flat=True)[:limit])


def next_alarm() -> datetime | None:
    return _earliest(RefundClock.objects.all(), "alarm_at")


def spelled(number: str) -> str:
    """``r26 4829 1735`` as it is stored: ``R26-4829-1735``."""
    plain = "".join(filter(str.isalnum, number)).upper()
    return f"{plain[:3]}-{plain[3:7]}-{plain[7:]}" if len(plain) == 11 else number.strip()


def _parcels(order: Order) -> list[Parcel]:
    """The parcels that brought what was ordered; one that came back has brought nothing."""
    found = Parcel.objects.filter(order=order, case__isnull=True).select_related("dispatch_order")
    return [
        parcel
        for parcel in found.defer("label")
        if not parcel.dispatch_order.cause.startswith(SENT_ANEW)
        and parcel.dispatch_order.stage != Stage.WITHDRAWN
        and parcel.status not in (ParcelStatus.REFUSED, ParcelStatus.RETURNED)
    ]


def _is_to_be_sent(order: Order) -> bool:
    over = (Stage.DISPATCHED.value, Stage.WITHDRAWN.value)
    waiting = DispatchOrder.objects.filter(order=order).exclude(stage__in=over)
    return any(not work.cause.startswith(SENT_ANEW) for work in waiting)


def _first_day(order: Order, parcels: Iterable[Parcel]) -> date | None:
    moments = [parcel.dispatched_at for parcel in parcels if parcel.dispatched_at]
    return delivery.store_day(placed_under(order), min(moments)) if moments else None


def _confirmation_has_left(order: Order) -> bool:
    key = f"order_confirmation:{order.number}"
    return order.confirmation_sent_at is not None or mailroom.has_left(key)


def _bought(order: Order) -> Iterable[BoughtLine]:
    lines, gone, edition = list(order.lines.all()), _gone(order), placed_under(order)
    known = products([line.part_number for line in lines])
    for line in lines:
        product = known.get(line.part_number)
        yield BoughtLine(
            part_number=line.part_number,
            quantity=line.quantity,
            gone=gone[line.part_number],
            is_store_brand=product is not None
            and rules.is_store_brand(edition, product.brand, product.kind, product.stands_in_for),
        )


def _gone(order: Order) -> Counter[str]:
    """Units that are on their way back, claimed, or paid back already, by part number."""
    gone: Counter[str] = Counter()
    standing = [s.value for s in rules.STANDING if s is not ReturnStatus.UNVERIFIED]
    mine = Q(parent__order=order)
    _add(gone, ReturnLine.objects.filter(mine, parent__status__in=standing))
    accepted = ReceivedLine.objects.filter(
        reception__parent__order=order, because="", verdict=Verdict.ACCEPTED.value
    )
    anew = [way.value for way in rules.SENDS_ANEW]
    accepted = accepted.exclude(reception__parent__way__in=anew, reception__paid_back=0)
    _add(gone, accepted.exclude(reception__parent__status__in=standing))
    unsettled = (ClaimStatus.OPEN.value, ClaimStatus.REFUNDED.value)
    _add(gone, ClaimLine.objects.filter(claim__order=order, claim__status__in=unsettled))
    for case in Case.objects.filter(order=order, status=Case.Status.REFUNDED):
        _add(gone, case.parcel.lines.all())
    return gone


def _add(gone: Counter[str], rows: QuerySet[Any]) -> None:
    for part_number, quantity in rows.values_list("part_number", "quantity"):
        gone[part_number] += quantity


def _summed(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    return rows.order_by().annotate(units=Sum("quantity"))


def _expiring() -> QuerySet[Return]:
    waiting = Return.objects.filter(status=ReturnStatus.AUTHORISED.value)
    return waiting.filter(expires_at__isnull=False).exclude(way=Way.WITHDRAWAL.value)


def _earliest(rows: QuerySet[Any], field: str) -> datetime | None:
    found = rows.filter(**{f"{field}__isnull": False})
    moment: datetime | None = found.aggregate(moment=Min(field))["moment"]
    return moment


def _whole_returns() -> QuerySet[Return]:
    related = Return.objects.select_related("order", "notice")
    return related.prefetch_related("lines", "receptions__lines__pictures", "clocks")


def _whole_claims() -> QuerySet[Claim]:
    related = Claim.objects.select_related("order", "parcel")
    return related.prefetch_related("lines", "pictures", "clocks")


def _whole_receptions() -> QuerySet[Reception]:
    related = Reception.objects.select_related("parent__order", "order")
    return related.prefetch_related("lines__pictures")


def return_for(number: str, viewer: Viewer) -> Return | None:
    """A return, if the viewer may see it; one that is not proven is nobody's yet."""
    proven = _whole_returns().exclude(status=ReturnStatus.UNVERIFIED.value)
    return proven.filter(_may_see(viewer), number=spelled(number)).first()


def claim_for(number: str, viewer: Viewer) -> Claim | None:
    """A claim, if the viewer may see it."""
    return _whole_claims().filter(_may_see(viewer), number=spelled(number)).first()


def picture_for(token: str, viewer: Viewer) -> Picture | None:
    """A picture, if the viewer may see the claim or the return that it belongs to."""
    found = picture_by_token(token)
    if found is None:
        return None
    if found.claim is not None:
        return found if claim_for(found.claim.number, viewer) else None
    assert found.received_line is not None
    parent = found.received_line.reception.parent
    if parent is None:
        return found if viewer.is_staff else None
    return found if return_for(parent.number, viewer) else None


def returns_about(order_numbers: Iterable[str]) -> list[Return]:
    """All returns of some orders, newest first."""
    proven = _whole_returns().exclude(status=ReturnStatus.UNVERIFIED.value)
    return list(proven.filter(order__number__in=list(order_numbers)))


def claims_about(order_numbers: Iterable[str]) -> list[Claim]:
    """All claims of some orders, newest first."""
    return list(_whole_claims().filter(order__number__in=list(order_numbers)))


def _may_see(viewer: Viewer) -> Q:
    if viewer.is_staff:
        return Q()
    seen = Q(order__number__in=viewer.orders)
    if viewer.account_id is not None:
        seen |= Q(order__account=viewer.account_id)
    return seen | Q(token=viewer.token) if viewer.token else seen
