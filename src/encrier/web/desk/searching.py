"""One question, everything that it may mean: ACC-2."""

from dataclasses import dataclass, field

from django.db.models import Q

from encrier.catalogue.models import Product
from encrier.catalogue.queries import find_product
from encrier.customers.models import Account
from encrier.fulfilment.models import Parcel
from encrier.helpdesk import queries as helpdesk
from encrier.helpdesk.models import Ticket
from encrier.invoicing.models import Invoice
from encrier.orders.models import Order
from encrier.payments.models import Payment
from encrier.returns.models import Claim, Reception, Return
from encrier.returns.queries import find_claim, find_reception, find_return

SHOWN = 25
SHORTEST = 3


@dataclass(frozen=True)
class Found:
    """What a question leads to, newest first."""

    orders: list[Order] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    receptions: list[Reception] = field(default_factory=list)
    product: Product | None = None

    @property
    def is_empty(self) -> bool:
        documents = self.returns or self.claims or self.receptions
        return not (self.orders or self.accounts or self.tickets or self.product or documents)


def search(text: str) -> Found:
    """By name, e-mail, phone, product, or the number of any document, in any spelling."""
    text = " ".join(text.split())[:100].replace("\x00", "")
    if len(text) < SHORTEST:
        return Found()
    product = find_product(text) if any(letter.isdigit() for letter in text) else None
    return Found(
        orders=_orders(text, product),
        accounts=_accounts(text),
        tickets=helpdesk.search(_document_number(text), SHOWN),
        returns=list(filter(None, [find_return(text) or _return_on_its_way(text)])),
        claims=list(filter(None, [find_claim(text)])),
        receptions=list(filter(None, [find_reception(text)])),
        product=product,
    )


def _orders(text: str, product: Product | None) -> list[Order]:
    number = _document_number(text)
    wanted = Q(number__icontains=number) | Q(email__icontains=text)
    for address in ("shipping_address", "billing_address"):
        for part in ("name", "company", "phone"):
            wanted |= Q(**{f"{address}__{part}__icontains": text})
    wanted |= Q(pk__in=_paid_by(text)) | Q(pk__in=_sent_in(number, text))
    wanted |= Q(pk__in=Invoice.objects.filter(number__iexact=text).values("order"))
    if product:
        wanted |= Q(lines__part_number=product.part_number)
    return list(Order.objects.filter(wanted).distinct().order_by("-placed_at")[:SHOWN])


def _paid_by(text: str) -> list[int]:
    """Orders of a payment's number: ours, the provider's, or the transfer's reference."""
    plain = "".join(filter(str.isalnum, text)).upper()
    wanted = (
        Q(reference__iexact=_document_number(text))
        | Q(provider_reference=text)
        | Q(creditor_reference=plain)
    )
    return list(Payment.objects.filter(wanted).values_list("order_id", flat=True)[:SHOWN])


def _sent_in(number: str, text: str) -> list[int]:
    """Orders of a parcel's number, the carrier's or ours."""
    tracking = "".join(text.split()).upper()
    wanted = Q(tracking_number=tracking) | Q(number=number)
    return list(Parcel.objects.filter(wanted).values_list("order_id", flat=True)[:SHOWN])


def _return_on_its_way(text: str) -> Return | None:
    """The return whose parcel travels under this tracking number."""
    tracking = "".join(text.split()).upper()
    return Return.objects.filter(tracking_number=tracking).first()


def _accounts(text: str) -> list[Account]:
    wanted = Q()
    for part in ("email", "name", "company", "phone", "vat_number"):
        wanted |= Q(**{f"{part}__icontains": text})
    return list(Account.objects.filter(wanted).order_by("email")[:SHOWN])


def _document_number(text: str) -> str:
    """``e26 4829 1735`` as it is stored; other text as it is."""
    plain = "".join(filter(str.isalnum, text)).upper()
    looks_like_one = len(plain) == 11 and plain[0].isalpha() and plain[1:].isdigit()
    return f"{plain[:3]}-{plain[3:7]}-{plain[7:]}" if looks_like_one else text
