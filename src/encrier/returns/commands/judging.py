"""Units that came back are accepted or refused with the reason; then their money moves."""

from collections import Counter
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from encrier.fulfilment import commands as fulfilment
from encrier.inventory import commands as inventory
from encrier.invoicing import queries as billing
from encrier.journal.commands import announce
from encrier.kernel.actor import Actor
from encrier.kernel.money import Money, money
from encrier.kernel.refusal import Refusal
from encrier.returns import events, refusals, rules
from encrier.returns.commands.locking import lock_received_line, lock_return, move
from encrier.returns.commands.paying_back import (
    accepted_units,
    kept_back,
    pay_back,
    stop_if_nothing_is_due,
)
from encrier.returns.models import ReceivedLine, Reception, Return
from encrier.returns.queries import left_to_come
from encrier.returns.types import (
    Condition,
    Disposition,
    Verdict,
    Way,
)

ACCEPTED_GO = (Disposition.RESTOCK, Disposition.SCRAP, Disposition.MAKER)


@transaction.atomic
def judge_line(
    *,
    by: Actor,
    line_id: int,
    verdict: str,
    disposition: str = "",
    reason: str = "",
    percent: Decimal = Decimal(0),
    now: datetime,
) -> ReceivedLine:
    """Accept or refuse units that came back (RETURN-3); with the last ones, money moves.

    ``percent`` of the price is kept for handling beyond inspection, by a withdrawal alone, with the
    reason (RETURN-5). Without ``disposition`` accepted units go where the rule proposes, refused
    ones back to the customer. Locks order, return, payment, stock, counter of credit notes. Refuses
    ``unknown_received_line``, ``already_judged``, ``reason_required``, ``impossible_deduction``,
    ``invalid_details``.
    """
    line = lock_received_line(line_id)
    parent = _require_judgeable(line)
    _check(parent, line, verdict, disposition, reason, percent)

    _judge(by, parent, line, Verdict(verdict), disposition, reason, percent, now)
    settle_if_judged(by=by, reception=line.reception, now=now)
    return line


@transaction.atomic
def send_to_maker(*, by: Actor, number: str, now: datetime) -> Return:
    """The maker is to say whether it is a defect in material or manufacture (RETURN-1).

    Locks order, return. Refuses ``unknown_return``, ``return_moved_on``.
    """
    parent = lock_return(number)
    move(parent, "send_to_maker")
    parent.at_maker_since = now
    parent.save(update_fields=["status", "at_maker_since"])
    sent = events.SentToMaker(about=parent.order.number, return_number=parent.number)
    announce(sent, by=by, now=now)
    return parent


@transaction.atomic
def note_finding(*, by: Actor, number: str, is_defect: bool, finding: str, now: datetime) -> Return:
    """The maker's finding decides a defect (RETURN-1): accepted, or refused with its words.

    Locks order, return, payment, stock, counter of credit notes. Refuses ``unknown_return``,
    ``return_moved_on``, ``reason_required``.
    """
    finding = finding.strip()[:500]
    if not finding:
        raise refusals.reason_required()
    parent = lock_return(number)
    if rules.next_status("judge", parent.status) is None:
        raise refusals.return_moved_on(parent.number, parent.status)
    parent.maker_finding = finding
    parent.save(update_fields=["maker_finding"])
    verdict = Verdict.ACCEPTED if is_defect else Verdict.REFUSED
    for reception in parent.receptions.filter(settled_at=None).order_by("position"):
        reception.parent = parent
        for line in reception.lines.filter(verdict=""):
            goes = Disposition.MAKER if is_defect else Disposition.BACK
            line.reception = reception
            _judge(by, parent, line, verdict, goes.value, finding, Decimal(0), now)
        settle_if_judged(by=by, reception=reception, now=now)
    return parent


def settle_if_judged(*, by: Actor, reception: Reception, now: datetime) -> None:
    """When all of a parcel is judged: goods anew, or money back, once (RETURN-4).

    In the caller's transaction, which holds order, return and reception.
    """
    parent = reception.parent
    lines = list(reception.lines.all())
    if parent is None or reception.settled_at or any(not line.verdict for line in lines):
        return
    amount = money(0, parent.order.currency)
    if units := accepted_units(lines):
        amount = _settle(by, reception, parent, lines, units, now)
    reception.settled_at, reception.paid_back = now, amount.amount
    reception.save(update_fields=["settled_at", "paid_back"])
    _move_on(parent, is_accepted=bool(units), now=now)
    if parent.closed_at:
        inventory.free_units(by=by, order_number=parent.number, now=now)
    stop_if_nothing_is_due(by=by, cause=reception.cause, amount=amount, now=now)
    decided = events.ReturnDecided(
        about=parent.order.number,
        return_number=parent.number,
        reception=reception.number,
        cause=reception.cause,
        amount=amount,
    )
    announce(decided, by=by, now=now)


def _settle(
    by: Actor,
    reception: Reception,
    parent: Return,
    lines: list[ReceivedLine],
    units: dict[str, int],
    now: datetime,
) -> Money:
    way, order = Way(parent.way), parent.order
    if way in rules.SENDS_ANEW and _sent_anew(by, reception, parent, units, now):
        return money(0, order.currency)
    kept: dict[str, Money] = {}
    invoice = billing.standing_invoice(order)
    if invoice is not None:
        preview = billing.preview_credit(invoice, quantities=units)
        kept = kept_back(preview, lines)
    return pay_back(
        by=by,
        order=order,
        way=way,
        cause=reception.cause,
        quantities=units,
        kept=kept,
        now=now,
    )


def _sent_anew(
    by: Actor, reception: Reception, parent: Return, units: dict[str, int], now: datetime
) -> bool:
    """Send the new goods out of what is held for them; what is still to come stays held.

    Where there are none any more, money goes back instead.
    """
    rest = {number: left for number, left in left_to_come(parent).items() if left > 0}
    try:
        with transaction.atomic():
            inventory.free_units(by=by, order_number=parent.number, now=now)
            fulfilment.plan_replacement(
                by=by,
                order_number=parent.order.number,
                cause=reception.cause,
                quantities=units,
                now=now,
            )
            if rest and parent.way == Way.EXCHANGE:
                inventory.hold_units(by=by, order_number=parent.number, quantities=rest, now=now)
    except Refusal as refusal:
        if refusal.code != "out_of_stock":
            raise
        return False
    return True


def _move_on(parent: Return, *, is_accepted: bool, now: datetime) -> None:
    """The return is over when all its units are, else it waits for the rest."""
    was_accepted = (
        is_accepted
        or ReceivedLine.objects.filter(
            reception__parent=parent, verdict=Verdict.ACCEPTED.value
        ).exists()
    )
    is_judged = not ReceivedLine.objects.filter(reception__parent=parent, verdict="").exists()
    if not is_judged:
        return
    if any(left > 0 for left in left_to_come(parent).values()):
        move(parent, "wait_for_more")
        parent.closed_at = None
    else:
        move(parent, "settle" if was_accepted else "refuse")
        parent.closed_at = now
    parent.save(update_fields=["status", "closed_at"])


def _require_judgeable(line: ReceivedLine) -> Return:
    parent = line.reception.parent
    if parent is None or line.verdict:
        raise refusals.already_judged(line.part_number)
    if rules.next_status("judge", parent.status) is None:
        raise refusals.return_moved_on(parent.number, parent.status)
    return parent


def _check(
    parent: Return,
    line: ReceivedLine,
    verdict: str,
    disposition: str,
    reason: str,
    percent: Decimal,
) -> None:
    if verdict not in (Verdict.ACCEPTED, Verdict.REFUSED):
        raise refusals.invalid_answers({"verdict": "invalid_choice"})
    if disposition and (verdict == Verdict.REFUSED or disposition not in ACCEPTED_GO):
        raise refusals.invalid_answers({"disposition": "invalid_choice"})
    may_deduct = rules.may_deduct(Way(parent.way), Condition(line.condition))
    if not rules.is_deduction(percent) or (
        percent and (verdict == Verdict.REFUSED or not may_deduct)
    ):
        raise refusals.impossible_deduction()
    if (verdict == Verdict.REFUSED or percent) and not reason.strip():
        raise refusals.reason_required()


def _judge(
    by: Actor,
    parent: Return,
    line: ReceivedLine,
    verdict: Verdict,
    disposition: str,
    reason: str,
    percent: Decimal,
    now: datetime,
) -> None:
    proposed = rules.proposal(Way(parent.way), Condition(line.condition))
    goes = proposed.disposition
    if goes is Disposition.BACK:
        goes = Disposition.SCRAP
    line.verdict = verdict.value
    line.disposition = Disposition.BACK.value if verdict is Verdict.REFUSED else disposition or goes
    line.reason, line.deduction = reason.strip()[:500], percent
    line.judged_at, line.judged_by = now, str(by)
    line.save()
    if line.disposition == Disposition.RESTOCK:
        units: Counter[str] = Counter({line.part_number: line.quantity})
        inventory.receive_units(by=by, quantities=units, reason=line.reception.number, now=now)
    judged = events.GoodsJudged(
        about=parent.order.number,
        return_number=parent.number,
        line=line.pk,
        verdict=line.verdict,
    )
    announce(judged, by=by, now=now)
