"""What customers change about themselves. An account's row is the lock of all that hangs on it."""

from datetime import datetime

from django.db import transaction

from encrier.catalogue.queries import find_printer
from encrier.customers import refusals, rules
from encrier.customers.addressing import check_address, tidy_address, tidy_phone, tidy_text
from encrier.customers.events import AccountRegistered, CustomerTypeChanged
from encrier.customers.models import Account, Address, KeptPrinter
from encrier.customers.queries import find_address
from encrier.customers.types import PostalAddress
from encrier.journal.commands import announce
from encrier.kernel.actor import Actor


@transaction.atomic
def register_account(*, by: Actor, account_id: int, now: datetime) -> None:
    """Tell the store that a log-in was opened (ACC-5); whoever makes it calls this beside it."""
    account = _lock(account_id)
    announce(AccountRegistered(str(account.pk), account.customer_type), by=by, now=now)


@transaction.atomic
def update_profile(
    *,
    by: Actor,
    account_id: int,
    now: datetime,
    name: str | None = None,
    company: str | None = None,
    phone: str | None = None,
    customer_type: str | None = None,
    vat_number: str | None = None,
    locale: str | None = None,
) -> Account:
    """Change answers of a profile; what is not given stays (ACC-1, ACC-5).

    Phone and VAT number are kept in their official spelling, read as the locale's country writes
    them. Refuses ``invalid_profile`` with every wrong field.
    """
    account = _lock(account_id)
    before = account.customer_type
    given = {
        "name": name,
        "company": company,
        "phone": phone,
        "customer_type": customer_type,
        "vat_number": vat_number,
        "locale": locale,
    }
    answers = {field: tidy_text(text) for field, text in given.items() if text is not None}
    country = answers.get("locale", account.locale)[-2:].upper()
    if wrong := rules.check_profile(answers, country):
        raise refusals.invalid_profile(wrong)

    answers |= _official(answers, country)
    for field, text in answers.items():
        setattr(account, field, text)
    account.save(update_fields=list(answers))

    if account.customer_type != before:
        fact = CustomerTypeChanged(str(account.pk), before, account.customer_type)
        announce(fact, by=by, now=now)
    return account


@transaction.atomic
def add_address(
    *,
    by: Actor,
    account_id: int,
    purpose: str,
    address: PostalAddress,
    now: datetime,
    is_default: bool = False,
) -> Address:
    """Store an address; the first of a purpose is its default. A known one is not stored twice.

    Refuses ``invalid_address`` with every wrong field.
    """
    tidy = _require_address(address)
    _lock(account_id)
    others = Address.objects.filter(account=account_id, purpose=purpose)

    stored = others.filter(**tidy.as_json()).first()
    if stored is None:
        stored = Address.objects.create(account_id=account_id, purpose=purpose, **tidy.as_json())
    if is_default or not others.filter(is_default=True).exists():
        _make_default(stored)
    return stored


@transaction.atomic
def change_address(
    *, by: Actor, account_id: int, address_id: int, address: PostalAddress, now: datetime
) -> Address:
    """Write a stored address anew; orders keep what they copied.

    Refuses ``unknown_address`` and ``invalid_address``.
    """
    tidy = _require_address(address)
    stored = _own_address(account_id, address_id)

    for part, text in tidy.as_json().items():
        setattr(stored, part, text)
    stored.save(update_fields=list(tidy.as_json()))
    return stored


@transaction.atomic
def set_default_address(*, by: Actor, account_id: int, address_id: int, now: datetime) -> None:
    """Make an address the default of its purpose. Refuses ``unknown_address``."""
    _make_default(_own_address(account_id, address_id))


@transaction.atomic
def delete_address(*, by: Actor, account_id: int, address_id: int, now: datetime) -> None:
    """Forget an address; the oldest of its purpose takes over as default.

    One that is gone already is no error.
    """
    _lock(account_id)
    stored = find_address(account_id, address_id)
    if stored is None:
        return
    stored.delete()

    left = Address.objects.filter(account=account_id, purpose=stored.purpose).order_by("id")
    if stored.is_default and (oldest := left.first()):
        _make_default(oldest)


@transaction.atomic
def keep_printer(*, by: Actor, account_id: int, printer_slug: str, now: datetime) -> None:
    """Keep a printer under "my printers" (FIND-7); twice keeps it once.

    Refuses ``unknown_printer``.
    """
    printer = find_printer(printer_slug)
    if printer is None:
        raise refusals.unknown_printer(printer_slug)
    _lock(account_id)
    KeptPrinter.objects.get_or_create(
        account_id=account_id, printer=printer, defaults={"kept_at": now}
    )


@transaction.atomic
def drop_printer(*, by: Actor, account_id: int, printer_slug: str, now: datetime) -> None:
    """Keep a printer no longer; one that is not kept is no error."""
    KeptPrinter.objects.filter(account=account_id, printer__slug=printer_slug).delete()


def _lock(account_id: int) -> Account:
    account = Account.objects.select_for_update().filter(pk=account_id).first()
    if account is None:
        raise refusals.unknown_account()
    return account


def _own_address(account_id: int, address_id: int) -> Address:
    _lock(account_id)
    stored = find_address(account_id, address_id)
    if stored is None:
        raise refusals.unknown_address()
    return stored


def _require_address(address: PostalAddress) -> PostalAddress:
    if wrong := check_address(address):
        raise refusals.invalid_address(wrong)
    return tidy_address(address)


def _make_default(address: Address) -> None:
    """The table allows one default a purpose: the old one steps down first."""
    same = Address.objects.filter(account=address.account_id, purpose=address.purpose)
    same.filter(is_default=True).exclude(pk=address.pk).update(is_default=False)
    address.is_default = True
    address.save(update_fields=["is_default"])


def _official(answers: dict[str, str], country: str) -> dict[str, str]:
    official = {}
    if phone := answers.get("phone"):
        official["phone"] = tidy_phone(phone, country) or phone
    if number := answers.get("vat_number"):
        official["vat_number"] = rules.tidy_vat_number(number, country) or number
    return official
