"""Asking VIES, remembering what it said, and asking again where an order waits (PRICE-5)."""

from datetime import datetime

from django.db import transaction

from encrier import policy
from encrier.journal.commands import announce
from encrier.kernel.actor import SYSTEM, Actor
from encrier.policy.types import Edition
from encrier.vat import queries, rules
from encrier.vat.events import NumberProvedValid
from encrier.vat.models import VatNumber
from encrier.vat.refusals import RegisterSilent
from encrier.vat.registers import register
from encrier.vat.types import Answer, Checked, Told

AT_ONCE = 20


def ask_vies(*, by: Actor, number: str, now: datetime) -> Checked | None:
    """What VIES says of a number in its official spelling; none for one that VIES does not know.

    Never refuses: silence is the answer *unknown*. Calls VIES outside of any transaction, once as
    long as an answer stands by the policy's figures, so that a silent VIES slows one page and not
    each.
    """
    known = rules.vies_number(number)
    if known is None:
        return None
    standing = VatNumber.objects.filter(pk=known, stands_until__gt=now).first()
    if standing:
        return queries.as_checked(standing)
    kept, _ = _asked(by, known, now)
    return queries.as_checked(kept)


@transaction.atomic
def await_answer(*, by: Actor, number: str, now: datetime) -> None:
    """An order was taxed while VIES was silent about its number: ask again until it answers.

    Locks the number's row.
    """
    defaults = {"answer": Answer.UNKNOWN, "asked_at": now, "stands_until": now}
    VatNumber.objects.get_or_create(pk=number, defaults=defaults)
    kept = VatNumber.objects.select_for_update().get(pk=number)
    if kept.answer == Answer.VALID and kept.stands_until > now:  # it has answered meanwhile
        announce(NumberProvedValid(about=number), by=by, now=now)
        return
    kept.waits_since = now
    kept.ask_again_at = rules.ask_again_at(_edition(now), now, now)
    kept.save(update_fields=["waits_since", "ask_again_at"])


def ask_again_due(now: datetime, limit: int = AT_ONCE) -> int:
    """Ask about numbers that orders wait for; how many were answered. For timed work.

    Stops when VIES does not answer at all.
    """
    due = VatNumber.objects.filter(ask_again_at__lte=now).order_by("ask_again_at")
    answered = 0
    for number in list(due.values_list("pk", flat=True)[:limit]):
        kept, is_down = _asked(SYSTEM, number, now)
        if is_down:
            break
        answered += kept.answer != Answer.UNKNOWN
    return answered


def _asked(by: Actor, number: str, now: datetime) -> tuple[VatNumber, bool]:
    """The call, and what it said written down; and whether VIES did not answer at all."""
    timeout = float(_edition(now).taxation.vies_timeout_seconds)
    try:
        told = register().look_up(number, timeout=timeout)
    except RegisterSilent as silent:
        return _noted(by, number, None, now), silent.is_down
    return _noted(by, number, told, now), False


@transaction.atomic
def _noted(by: Actor, number: str, told: Told | None, now: datetime) -> VatNumber:
    """Silence does not take back an answer that stands: another page may have got one meanwhile.

    Nor, for some hours more, a valid one: a checkout that has begun is not taxed otherwise.
    """
    answer = Answer.UNKNOWN
    if told:
        answer = Answer.VALID if told.is_valid else Answer.INVALID
    stands_until = rules.relied_on_until(_edition(now), answer, now)
    fresh = {"answer": answer, "asked_at": now, "stands_until": stands_until}
    VatNumber.objects.get_or_create(pk=number, defaults=fresh)
    kept = VatNumber.objects.select_for_update().get(pk=number)
    if told is None and kept.answer != Answer.UNKNOWN and kept.stands_until > now:
        return kept
    if told is None and kept.answer == Answer.VALID:
        longer = rules.relied_on_in_silence(_edition(now), kept.asked_at, now)
        if longer:
            kept.stands_until = longer
            kept.save(update_fields=["stands_until"])
            return kept

    kept.answer, kept.asked_at, kept.stands_until = answer, now, stands_until
    kept.consultation_number = told.consultation_number if told else ""
    kept.name = told.name if told else ""
    waited = kept.waits_since
    kept.ask_again_at = None
    if answer is Answer.UNKNOWN and waited:
        kept.ask_again_at = rules.ask_again_at(_edition(now), waited, now)
    if answer is not Answer.UNKNOWN or kept.ask_again_at is None:
        kept.waits_since = None
    kept.save()

    if waited and answer is Answer.VALID:
        announce(NumberProvedValid(about=number), by=by, now=now)
    return kept


def _edition(now: datetime) -> Edition:
    return policy.current().at(now.date())
