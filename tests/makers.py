"""Small makers of what a test needs: each makes one thing, with plain defaults to be overridden."""

from decimal import Decimal
from typing import Any

from django.db import transaction

from encrier.cart.commands import add_line, open_cart
from encrier.cart.models import Cart
from encrier.cart.queries import find_cart
from encrier.catalogue import rules as catalogue_rules
from encrier.catalogue.commands import touch
from encrier.catalogue.models import Finisher, Fit, Printer, Product
from encrier.catalogue.queries import find_product
from encrier.checkout.commands import place_order
from encrier.checkout.commands.checking import official_vat_number
from encrier.checkout.queries import quote_cart
from encrier.checkout.types import Placed
from encrier.customers.types import PostalAddress
from encrier.inventory.commands import count_stock
from encrier.kernel import clock
from encrier.kernel.actor import GUEST, SYSTEM
from encrier.kernel.money import money
from encrier.orders.types import Details
from encrier.pricing.commands import save_voucher, set_price
from encrier.pricing.models import Voucher
from encrier.pricing.voucher_types import Gives, Terms
from encrier.vat.queries import buyer_of


def make_printer(model: str = "VersaLink C400", brand: str = "Xerox", **facts: Any) -> Printer:
    """A printer with the address that the loader would give it."""
    slug = catalogue_rules.printer_slugs([(brand, model)])[brand, model]
    given = {"family": model.split()[0], "source": "test", "slug": slug, **facts}
    printer = Printer.objects.create(brand=brand, model=model, **given)
    touch(content=True)
    return printer


def make_product(part_number: str = "106R03500", **facts: Any) -> Product:
    """A black toner of the shop for 2,500 pages."""
    kind, colour = facts.get("kind", "toner"), facts.get("colour", "black")
    brand = facts.get("brand", "Xerox")
    given = {
        "searchable_number": catalogue_rules.searchable_number(part_number),
        "brand": brand,
        "kind": kind,
        "colour": colour,
        "yield_pages": 2500,
        "capacity_class": "standard",
        "name_fr": f"{brand} {part_number} : {kind} {colour}",
        "name_en": f"{brand} {colour} {kind} {part_number}",
        "channel": Product.Channel.SHOP,
        "source": "test",
        **facts,
    }
    product = Product.objects.create(part_number=part_number, **given)
    touch(content=True)
    return product


def make_fit(product: Product, printer: Printer) -> Fit:
    """The product works in the printer."""
    fit = Fit.objects.create(product=product, printer=printer, source="test")
    touch(content=True)
    return fit


def make_finisher(printer: Printer, name: str, *staples: Product, source: str = "test") -> Finisher:
    """A finisher of the printer that takes the staples."""
    finisher = Finisher.objects.create(
        printer=printer, name=name, slug=catalogue_rules.slug(name), source=source
    )
    finisher.staples.set(staples)
    touch(content=True)
    return finisher


@transaction.atomic
def make_goods(
    part_number: str = "106R03500", *, units: int = 10, net: str = "100.00", **facts: Any
) -> Product:
    """A product that can be bought in euro: priced, and in stock."""
    product = make_product(part_number, **facts)
    now = clock.now()
    set_price(by=SYSTEM, part_number=part_number, net=money(net, "EUR"), now=now)
    count_stock(by=SYSTEM, part_number=part_number, available=units, now=now)
    return product


def make_cart(country: str = "FR", language: str = "fr", **quantities: int) -> Cart:
    """A guest's cart; ``_106R03500=2`` puts two units of that product in it."""
    cart = open_cart(by=GUEST, country=country, language=language, now=clock.now())
    for name, quantity in quantities.items():
        add_line(
            by=GUEST,
            cart_id=cart.pk,
            part_number=name.removeprefix("_"),
            quantity=quantity,
            now=clock.now(),
        )
    return cart


def make_details(**facts: Any) -> Details:
    """A guest in Lyon who pays by card and has it sent by standard delivery."""
    address = facts.pop("address", None) or PostalAddress(
        name="Camille Durand",
        line1="12 rue de la République",
        postcode="69002",
        city="Lyon",
        country="FR",
    )
    given = {
        "email": "camille@exemple.example",
        "customer_type": "private",
        "shipping": address,
        "billing": address,
        "service": "standard",
        "payment_method": "card",
        **facts,
    }
    return Details(**given)


def make_placed(cart: Cart | None = None, **facts: Any) -> Placed:
    """An order just placed: two units of a product, unless a cart is given; not yet paid."""
    if cart is None:
        if find_product("106R03500") is None:
            make_goods("106R03500")
        cart = make_cart(_106R03500=2)
    details, now = make_details(**facts), clock.now()
    found = find_cart(cart.pk)
    assert found
    offer = quote_cart(
        found,
        country=details.shipping.country,
        postcode=details.shipping.postcode,
        buyer=buyer_of(
            customer_type=details.customer_type,
            vat_number=official_vat_number(details),
            account_id=cart.account_id,
            now=now,
        ),
        service=details.service,
        email=details.email,
        now=now,
    )
    return place_order(
        by=GUEST,
        cart_id=cart.pk,
        details=details,
        shown_total=offer.quote.gross,
        terms_accepted=True,
        now=now,
    )


def make_paid(world: Any, **facts: Any) -> Placed:
    """An order that is placed and paid at the sandbox's provider."""
    from encrier.checkout.commands import start_payment
    from encrier.payments.commands import settle_payment

    placed = make_placed(**facts)
    start_payment(by=GUEST, payment_reference=placed.payment.reference, now=clock.now())
    world.play(placed.payment.reference, "paid")
    settle_payment(by=SYSTEM, reference=placed.payment.reference, now=clock.now())
    placed.order.refresh_from_db()
    return placed


def make_address(country: str = "DE", **facts: Any) -> PostalAddress:
    """Somebody's home in a country of the store."""
    homes = {
        "DE": {"line1": "Mönckebergstraße 7", "postcode": "20095", "city": "Hamburg"},
        "FR": {"line1": "12 rue de la République", "postcode": "69002", "city": "Lyon"},
        "BE": {"line1": "Rue Neuve 1", "postcode": "1000", "city": "Bruxelles"},
    }
    return PostalAddress(**({"name": "Kim Jensen", "country": country} | homes[country] | facts))


def make_voucher(code: str = "ENCRE10", **facts: Any) -> Voucher:
    """Ten per cent off everything for everybody, from today on."""
    now = clock.now()
    given = {"gives": Gives.PERCENT, "percent": Decimal(10), "starts_on": now.date(), **facts}
    if given["gives"] is not Gives.PERCENT:
        given["percent"] = None
    return save_voucher(by=SYSTEM, name="Test", code=code, terms=Terms(**given), now=now)
