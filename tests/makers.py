"""Small makers of what a test needs: each makes one thing, with plain defaults to be overridden."""

from typing import Any

from encrier.catalogue import rules as catalogue_rules
from encrier.catalogue.commands import touch
from encrier.catalogue.models import Finisher, Fit, Printer, Product


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
