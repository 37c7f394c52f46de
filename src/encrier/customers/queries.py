"""Reads of customers for pages and higher rooms."""

from encrier.catalogue.models import Printer
from encrier.customers.models import Account, Address, KeptPrinter
from encrier.customers.types import PostalAddress


def find_account(account_id: int) -> Account | None:
    """The account with an id."""
    return Account.objects.filter(pk=account_id).first()


def kept_printers(account_id: int) -> list[Printer]:
    """The printers that a customer keeps, the latest first (FIND-7)."""
    kept = KeptPrinter.objects.filter(account=account_id).select_related("printer")
    return [each.printer for each in kept.order_by("-kept_at", "-id")]


def keeps_printer(account_id: int, slug: str) -> bool:
    """Whether a customer keeps a printer."""
    return KeptPrinter.objects.filter(account=account_id, printer__slug=slug).exists()


def addresses_of(account_id: int, purpose: str | None = None) -> list[Address]:
    """Stored addresses, the default of each purpose first (ACC-1)."""
    addresses = Address.objects.filter(account=account_id)
    if purpose is not None:
        addresses = addresses.filter(purpose=purpose)
    return list(addresses.order_by("purpose", "-is_default", "id"))


def find_address(account_id: int, address_id: int) -> Address | None:
    """An address of this account; nobody else's."""
    return Address.objects.filter(account=account_id, pk=address_id).first()


def default_address(account_id: int, purpose: str) -> PostalAddress | None:
    """Where an account's parcels or invoices go when nothing else is said."""
    stored = Address.objects.filter(account=account_id, purpose=purpose, is_default=True).first()
    return postal_address(stored) if stored else None


def postal_address(address: Address) -> PostalAddress:
    """A stored address as it travels to an order."""
    return PostalAddress(
        name=address.name,
        company=address.company,
        line1=address.line1,
        line2=address.line2,
        postcode=address.postcode,
        city=address.city,
        country=address.country,
        phone=address.phone,
    )
