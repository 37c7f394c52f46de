"""Goods arrived damaged, or do not work: reported, answered (DAMAGE-2, DAMAGE-3, XBRAND-1)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from django.core.files.base import ContentFile
from django.db import transaction

from encrier.delivery.rules import store_day
from encrier.fulfilment import commands as fulfilment
from encrier.fulfilment.models import Parcel
from encrier.fulfilment.queries import parcels_of
from encrier.inventory import queries as stock
from encrier.journal.commands import announce
from encrier.kernel import chance
from encrier.kernel.actor import SYSTEM, Actor
from encrier.kernel.money import Money, money
from encrier.kernel.refusal import Refusal
from encrier.kernel.uploads import CheckedUpload, Upload
from encrier.orders import commands as orders
from encrier.orders.models import Order
from encrier.orders.queries import placed_under
from encrier.returns import events, refusals, rules
from encrier.returns.commands.authorise_return import record_return
from encrier.returns.commands.choosing import chosen, names, require_way
from encrier.returns.commands.clocks import start_clock
from encrier.returns.commands.locking import lock_claim
from encrier.returns.commands.numbering import fresh_number
from encrier.returns.commands.paying_back import pay_back, stop_if_nothing_is_due
from encrier.returns.models import Claim, ClaimLine, Picture, ReceivedLine, Return
from encrier.returns.queries import order_facts
from encrier.returns.types import CarrierClaim, ClaimStatus, Option, Wanted, Way

WISHES = ("", "replacement", "refund")


@transaction.atomic
def claim_damage(
    *,
    by: Actor,
    order_number: str,
    lines: Sequence[Wanted],
    text: str = "",
    wish: str = "",
    pictures: Sequence[Upload] = (),
    key: str | None = None,
    now: datetime,
) -> Claim:
    """Goods arrived damaged (DAMAGE-2, DAMAGE-3); the same ``key`` is the same claim.

    Within the carrier's hours the evidence is kept for a claim against it. Locks the order. Refuses
    ``unknown_order``, ``goods_not_delivered``, ``complaint_window_closed``, ``no_lines``,
    ``not_in_order``, ``too_many_units``, ``invalid_details``.
    """
    files = _checked(text, wish, pictures)
    order = orders.lock_order(order_number)
    if known := _claimed_before(key):
        return known
    option = require_way(order, Way.DAMAGE, now)
    units = chosen(option, lines)
    in_time = option.carrier_until is not None and now <= option.carrier_until
    return _record(by, order, option, units, text, wish, files, key, in_time=in_time, now=now)


@transaction.atomic
def report_not_working(
    *,
    by: Actor,
    order_number: str,
    lines: Sequence[Wanted],
    text: str = "",
    wish: str = "",
    pictures: Sequence[Upload] = (),
    key: str | None = None,
    now: datetime,
) -> Claim:
    """Goods do not work; the same ``key`` is the same claim.

    The store's toner for other makers' printers is replaced at once, whatever the reason: a call or
    a form is enough (XBRAND-1). Other goods: the guarantee for consumers, else the maker's finding.
    Locks order, stock. Refuses ``unknown_order``, ``goods_not_delivered``, ``no_lines``,
    ``not_in_order``, ``too_many_units``, ``invalid_details``, and what closes the ways.
    """
    files = _checked(text, wish, pictures)
    order = orders.lock_order(order_number)
    if known := _claimed_before(key):
        return known
    option = rules.way_for_what_does_not_work(
        order_facts(order), placed_under(order), now, [line.part_number for line in lines]
    )
    if not option.is_open:
        raise refusals.way_closed(option)
    units = chosen(option, lines)
    claim = _record(by, order, option, units, text, wish, files, key, in_time=True, now=now)
    if option.way is Way.STORE_BRAND:
        _replace_if_there(by, claim, units, now)
    return claim


@transaction.atomic
def claim_guarantee(
    *,
    by: Actor,
    order_number: str,
    lines: Sequence[Wanted],
    text: str = "",
    wish: str = "",
    pictures: Sequence[Upload] = (),
    key: str | None = None,
    now: datetime,
) -> Claim:
    """A consumer claims the guarantee of conformity (RETURN-5); the same ``key`` is the same claim.

    Locks the order. Refuses ``unknown_order``, ``consumers_only``, ``goods_not_delivered``,
    ``guarantee_over``, ``no_lines``, ``not_in_order``, ``too_many_units``, ``invalid_details``.
    """
    files = _checked(text, wish, pictures)
    order = orders.lock_order(order_number)
    if known := _claimed_before(key):
        return known
    option = require_way(order, Way.GUARANTEE, now)
    units = chosen(option, lines)
    return _record(by, order, option, units, text, wish, files, key, in_time=True, now=now)


@transaction.atomic
def decide_claim(*, by: Actor, number: str, outcome: str, reason: str = "", now: datetime) -> Claim:
    """Answer a claim: ``replaced``, ``refunded`` or ``refused``; the same answer twice is one.

    Replaced goods are held and planned at once. Under the guarantee money goes back only when a
    replacement is not to be had or has failed before. Locks order, claim, payment, stock, counter
    of credit notes. Refuses ``unknown_claim``, ``claim_decided``, ``reason_required``,
    ``replacement_first``, ``out_of_stock``, ``nothing_paid``, ``invalid_details``.
    """
    if outcome not in rules.OUTCOMES:
        raise refusals.invalid_answers({"outcome": "invalid_choice"})
    claim = lock_claim(number)
    if claim.status == outcome:
        return claim
    if not rules.is_claim_open(claim.status):
        raise refusals.claim_decided(claim.number, claim.status)
    if outcome == ClaimStatus.REFUSED and not reason.strip():
        raise refusals.reason_required()
    units = {line.part_number: line.quantity for line in claim.lines.all()}

    amount = money(0, claim.order.currency)
    if outcome == ClaimStatus.REPLACED:
        _replace(by, claim, units, now)
    if outcome == ClaimStatus.REFUNDED:
        amount = _refund(by, claim, units, now)
    _decide(by, claim, ClaimStatus(outcome), reason, amount, now)
    return claim


@transaction.atomic
def ask_goods_back(*, by: Actor, number: str, now: datetime) -> Return:
    """The goods of a claim are to be seen first: it goes on as a return; twice does it once.

    Locks order, claim. Refuses ``unknown_claim``, ``claim_decided``.
    """
    claim = lock_claim(number)
    known = Return.objects.filter(claim=claim).first()
    if known is not None:
        return known
    if not rules.is_claim_open(claim.status):
        raise refusals.claim_decided(claim.number, claim.status)
    units = {line.part_number: line.quantity for line in claim.lines.all()}
    option = Option(Way(claim.way), True, claim.until, lines=units)
    _decide(by, claim, ClaimStatus.ASKED_BACK, "", money(0, claim.order.currency), now)
    return record_return(by=by, order=claim.order, option=option, units=units, claim=claim, now=now)


@transaction.atomic
def add_pictures(*, by: Actor, number: str, pictures: Sequence[Upload], now: datetime) -> Claim:
    """More pictures for a claim; the same one twice is one. Locks order, claim.

    Refuses ``unknown_claim``, ``claim_decided``, ``invalid_details``.
    """
    claim = lock_claim(number)
    if not rules.is_claim_open(claim.status):
        raise refusals.claim_decided(claim.number, claim.status)
    files = _pictures(pictures, already=claim.pictures.count())
    _keep(by, files, now, claim=claim)
    return claim


@transaction.atomic
def picture_goods(
    *, by: Actor, line_id: int, pictures: Sequence[Upload], now: datetime
) -> ReceivedLine:
    """Pictures of units as the warehouse found them. Refuses ``unknown_received_line``."""
    line = ReceivedLine.objects.select_for_update().filter(pk=line_id).first()
    if line is None:
        raise refusals.unknown_received_line(line_id)
    files = _pictures(pictures, already=line.pictures.count())
    _keep(by, files, now, received_line=line)
    return line


@transaction.atomic
def note_file_seen(*, by: Actor, about: str, document: str, name: str, now: datetime) -> None:
    """Staff opens a picture, or takes a claim's evidence: that is written down (HELP-4)."""
    announce(events.FileSeen(about=about, document=document, name=name), by=by, now=now)


@transaction.atomic
def note_carrier_claim(
    *, by: Actor, number: str, state: str, reference: str = "", now: datetime
) -> Claim:
    """How the claim against the carrier goes: ``filed``, ``paid`` or ``declined``.

    Locks order, claim. Refuses ``unknown_claim``, ``invalid_details``.
    """
    if state not in (CarrierClaim.FILED, CarrierClaim.PAID, CarrierClaim.DECLINED):
        raise refusals.invalid_answers({"state": "invalid_choice"})
    claim = lock_claim(number)
    claim.carrier_claim = state
    claim.carrier_reference = reference.strip()[:60] or claim.carrier_reference
    claim.carrier_filed_at = claim.carrier_filed_at or now
    claim.save(update_fields=["carrier_claim", "carrier_reference", "carrier_filed_at"])
    return claim


def _claimed_before(key: str | None) -> Claim | None:
    return Claim.objects.filter(key=key).first() if key else None


def _checked(text: str, wish: str, pictures: Sequence[Upload]) -> list[CheckedUpload]:
    errors = {}
    if len(text) > rules.LONGEST["text"]:
        errors["text"] = "too_long"
    if wish not in WISHES:
        errors["wish"] = "invalid_choice"
    if errors:
        raise refusals.invalid_answers(errors)
    return _pictures(pictures)


def _pictures(uploads: Sequence[Upload], already: int = 0) -> list[CheckedUpload]:
    files, wrong = rules.check_pictures(uploads, already)
    if wrong:
        raise refusals.invalid_answers({"pictures": wrong})
    return files


def _record(
    by: Actor,
    order: Order,
    option: Option,
    units: Mapping[str, int],
    text: str,
    wish: str,
    files: Sequence[CheckedUpload],
    key: str | None,
    *,
    in_time: bool,
    now: datetime,
) -> Claim:
    is_carriers = option.way is Way.DAMAGE and in_time
    claim = Claim.objects.create(
        number=fresh_number(Claim, "B", now),
        key=key,
        token=chance.token(43),
        order=order,
        parcel=_parcel_of(order, units),
        way=option.way.value,
        text=text.strip(),
        wish=wish,
        in_time=in_time,
        until=option.until,
        reported_at=now,
        reported_by=str(by),
        carrier_claim=(CarrierClaim.TO_FILE if is_carriers else CarrierClaim.NONE).value,
    )
    ClaimLine.objects.bulk_create(
        ClaimLine(claim=claim, part_number=part_number, name=name, quantity=quantity)
        for part_number, name, quantity in names(order, units)
    )
    _keep(by, files, now, claim=claim)
    made = events.ClaimMade(about=order.number, claim=claim.number, way=claim.way)
    announce(made, by=by, now=now)
    return claim


def _parcel_of(order: Order, units: Mapping[str, int]) -> Parcel | None:
    """The last delivered parcel that brought any of the goods."""
    brought = [
        parcel
        for parcel in parcels_of(order)
        if parcel.delivered_at and any(line.part_number in units for line in parcel.lines.all())
    ]
    return brought[-1] if brought else None


def _keep(
    by: Actor,
    files: Sequence[CheckedUpload],
    now: datetime,
    *,
    claim: Claim | None = None,
    received_line: ReceivedLine | None = None,
) -> None:
    """Under a name that nobody can guess; one left by a rolled-back transaction is unreachable."""
    kept = Picture.objects.filter(claim=claim, received_line=received_line)
    known = set(kept.values_list("sha256", flat=True))
    for file in files:
        digest = sha256(file.content).hexdigest()
        if digest in known:
            continue
        known.add(digest)
        picture = Picture(
            claim=claim,
            received_line=received_line,
            token=chance.token(43),
            name=file.name,
            media_type=file.media_type,
            size=len(file.content),
            sha256=digest,
            added_at=now,
            added_by=str(by),
        )
        picture.file.save(chance.token(24), ContentFile(file.content), save=False)
        picture.save()


def _replace(by: Actor, claim: Claim, units: Mapping[str, int], now: datetime) -> None:
    fulfilment.plan_replacement(
        by=by, order_number=claim.order.number, cause=claim.cause, quantities=units, now=now
    )


def _replace_if_there(by: Actor, claim: Claim, units: Mapping[str, int], now: datetime) -> None:
    """XBRAND-1: at once; without stock the claim stays open, and staff finds a way."""
    try:
        with transaction.atomic():
            _replace(by, claim, units, now)
    except Refusal as refusal:
        if refusal.code != "out_of_stock":
            raise
        return
    _decide(SYSTEM, claim, ClaimStatus.REPLACED, "", money(0, claim.order.currency), now)


def _refund(by: Actor, claim: Claim, units: dict[str, int], now: datetime) -> Money:
    left = stock.available(units)
    can_replace = all(left[number] >= wanted for number, wanted in units.items())
    if not rules.may_refund_claim(
        Way(claim.way), was_replaced=_was_replaced(claim), can_replace=can_replace
    ):
        raise refusals.replacement_first(claim.number)
    way, edition = Way(claim.way), placed_under(claim.order)
    due = rules.refund_due(edition, way, decided_on=store_day(edition, now))
    start_clock(order=claim.order, cause=claim.cause, due=due, claim=claim, now=now)
    amount = pay_back(
        by=by, order=claim.order, way=way, cause=claim.cause, quantities=units, now=now
    )
    stop_if_nothing_is_due(by=by, cause=claim.cause, amount=amount, now=now)
    return amount


def _was_replaced(claim: Claim) -> bool:
    """Whether any of these goods was replaced before, and failed again."""
    numbers = [line.part_number for line in claim.lines.all()]
    earlier = Claim.objects.filter(order=claim.order, status=ClaimStatus.REPLACED.value)
    return earlier.filter(lines__part_number__in=numbers).exclude(pk=claim.pk).exists()


def _decide(
    by: Actor, claim: Claim, status: ClaimStatus, reason: str, amount: Money, now: datetime
) -> None:
    claim.status, claim.reason = status.value, reason.strip()[:500]
    claim.decided_at, claim.decided_by = now, str(by)
    claim.paid_back = amount.amount
    claim.save(update_fields=["status", "reason", "decided_at", "decided_by", "paid_back"])
    decided = events.ClaimDecided(
        about=claim.order.number, claim=claim.number, outcome=status.value, amount=amount
    )
    announce(decided, by=by, now=now)
