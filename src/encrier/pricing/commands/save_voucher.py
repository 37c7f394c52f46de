"""Offers and their codes: made, changed and stopped by staff (NEWS-2)."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from encrier import policy
from encrier.catalogue.queries import products
from encrier.journal.commands import announce
from encrier.kernel import chance
from encrier.kernel.actor import Actor
from encrier.kernel.money import Money
from encrier.pricing import refusals
from encrier.pricing.events import CodesMade, VoucherSaved, VoucherStopped
from encrier.pricing.models import Voucher, VoucherCode
from encrier.pricing.voucher_rules import CODE_LETTERS, LONGEST_CODE, check_terms, tidy_code
from encrier.pricing.voucher_types import Audience, Terms

LONGEST_PREFIX = 20


@transaction.atomic
def save_voucher(
    *,
    by: Actor,
    voucher_id: int | None = None,
    name: str,
    code: str = "",
    terms: Terms,
    now: datetime,
) -> Voucher:
    """Make a voucher, or change its terms; orders that have used it keep what they were given.

    ``code`` is one more code of it, as customers type it; blank for none. Locks a voucher that is
    changed. Refuses ``invalid_voucher`` with ``errors`` by field, ``code_taken`` and
    ``unknown_voucher``.
    """
    _require_possible(name, code, terms, now)
    voucher = Voucher(created_at=now) if voucher_id is None else _lock(voucher_id)

    voucher.name = name.strip()
    voucher.gives, voucher.percent = terms.gives.value, terms.percent
    voucher.amounts, voucher.minimums = _plain(terms.amounts), _plain(terms.minimums)
    voucher.starts_on, voucher.ends_on = terms.starts_on, terms.ends_on
    voucher.audience = terms.audience.value
    voucher.email = terms.email if terms.audience is Audience.ONE_CUSTOMER else ""
    for field in ("customer_types", "countries", "part_numbers", "kinds"):
        setattr(voucher, field, sorted(getattr(terms, field)))
    voucher.limit_total = terms.limit_total
    voucher.limit_per_customer = terms.limit_per_customer
    voucher.limit_per_code = terms.limit_per_code
    voucher.save()
    if code.strip():
        _add_code(voucher, tidy_code(code), now)

    saved = VoucherSaved(about=f"voucher:{voucher.pk}", is_new=voucher_id is None)
    announce(saved, by=by, now=now)
    return voucher


@transaction.atomic
def stop_voucher(*, by: Actor, voucher_id: int, now: datetime) -> Voucher:
    """End a voucher at once; stopping it twice stops it once. Refuses ``unknown_voucher``."""
    voucher = _lock(voucher_id)
    if voucher.stopped_at is None:
        voucher.stopped_at = now
        voucher.save(update_fields=["stopped_at"])
        announce(VoucherStopped(about=f"voucher:{voucher.pk}"), by=by, now=now)
    return voucher


@transaction.atomic
def make_codes(
    *, by: Actor, voucher_id: int, count: int, prefix: str = "", now: datetime
) -> list[str]:
    """So many fresh codes of a voucher, drawn at random behind a prefix.

    Refuses ``unknown_voucher`` and ``invalid_voucher`` for more than policy lets be made at once.
    """
    figures = policy.current().at(now.date()).vouchers
    prefix = tidy_code(prefix)
    if not 1 <= count <= figures.max_codes_at_once:
        raise refusals.invalid_voucher({"count": "invalid"})
    if len(prefix) > LONGEST_PREFIX:
        raise refusals.invalid_voucher({"prefix": "too_long"})
    voucher = _lock(voucher_id)
    fresh: set[str] = set()
    while len(fresh) < count:
        drawn = {_drawn(prefix, figures.code_letters) for _ in range(count - len(fresh))}
        fresh |= drawn - _taken(drawn)
    codes = sorted(fresh)
    VoucherCode.objects.bulk_create(
        (VoucherCode(voucher=voucher, code=code, made_at=now) for code in codes), batch_size=500
    )
    announce(CodesMade(about=f"voucher:{voucher.pk}", count=count), by=by, now=now)
    return codes


def code_for(*, by: Actor, voucher_id: int, email: str, now: datetime) -> str:
    """The code of a voucher that one address alone can use; the same one however often asked.

    In the caller's transaction. Refuses ``unknown_voucher``.
    """
    voucher = Voucher.objects.filter(pk=voucher_id).first()
    if voucher is None:
        raise refusals.unknown_voucher()
    letters = policy.current().at(now.date()).vouchers.code_letters
    code = _drawn("", letters)
    while _taken({code}):
        code = _drawn("", letters)
    kept, _ = VoucherCode.objects.get_or_create(
        voucher=voucher, email=email.strip().lower(), defaults={"code": code, "made_at": now}
    )
    return kept.code


def _require_possible(name: str, code: str, terms: Terms, now: datetime) -> None:
    errors = check_terms(policy.current().at(now.date()), name, terms)
    if len(name) > 120:
        errors["name"] = "too_long"
    if terms.email:
        try:
            validate_email(terms.email)
        except ValidationError:
            errors["email"] = "invalid"
    if terms.part_numbers - set(products(terms.part_numbers)):
        errors["part_numbers"] = "invalid_choice"
    if code.strip() and not 4 <= len(tidy_code(code)) <= LONGEST_CODE:
        errors["code"] = "invalid"
    if errors:
        raise refusals.invalid_voucher(errors)


def _lock(voucher_id: int) -> Voucher:
    voucher = Voucher.objects.select_for_update().filter(pk=voucher_id).first()
    if voucher is None:
        raise refusals.unknown_voucher()
    return voucher


def _add_code(voucher: Voucher, code: str, now: datetime) -> None:
    kept, is_new = VoucherCode.objects.get_or_create(
        code=code, defaults={"voucher": voucher, "made_at": now}
    )
    if not is_new and kept.voucher_id != voucher.pk:
        raise refusals.code_taken(code)


def _plain(amounts: Mapping[str, Money]) -> dict[str, str]:
    return {currency: str(amount.amount) for currency, amount in sorted(amounts.items())}


def _drawn(prefix: str, letters: int) -> str:
    return prefix + chance.letters(letters, CODE_LETTERS)


def _taken(codes: set[str]) -> set[str]:
    found: set[str] = set()
    each = sorted(codes)
    for first in range(0, len(each), 500):
        part = VoucherCode.objects.filter(code__in=each[first : first + 500])
        found.update(part.values_list("code", flat=True))
    return found
