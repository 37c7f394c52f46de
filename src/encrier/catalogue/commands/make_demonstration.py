"""Make the facts that the shipped files do not hold."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction

from encrier import policy
from encrier.catalogue import demonstration, rules
from encrier.catalogue.commands.touch import hold, touch
from encrier.catalogue.models import Fit, Product
from encrier.kernel.actor import Actor
from encrier.policy.types import StoreBrand

COPIED = (
    *("kind", "colour", "yield_pages", "capacity_class", "channel", "region", "source", "note"),
)


@transaction.atomic
def make_demonstration(*, by: Actor, now: datetime) -> int:
    """Withdraw some products and add the store-brand line, by the rules of ``demonstration``;
    how many rows were written.

    Each is made once: what was made or changed since stays, so a second call writes nothing.
    """
    hold()
    written = _withdraw_by_rule() + _add_store_brand(policy.current().at(now.date()).store_brand)
    if written:
        touch(content=True)
    return written


def _withdraw_by_rule() -> int:
    if Product.objects.filter(demonstration=demonstration.WITHDRAWAL).exists():
        return 0
    plan = demonstration.withdrawals(_candidates())
    withdrawn = list(Product.objects.filter(part_number__in=plan, withdrawn_on=None))
    for product in withdrawn:
        product.withdrawn_on, product.replaced_by_id = plan[product.part_number]
        product.demonstration = demonstration.WITHDRAWAL
    Product.objects.bulk_update(withdrawn, ["withdrawn_on", "replaced_by", "demonstration"])
    return len(withdrawn)


def _candidates() -> list[demonstration.Candidate]:
    printers: defaultdict[int, set[str]] = defaultdict(set)
    produced = set()
    for product, printer, ended in Fit.objects.values_list(
        "product_id", "printer__slug", "printer__discontinued"
    ):
        printers[product].add(printer)
        if not ended:
            produced.add(product)
    involved = set(Product.objects.exclude(replaced_by=None).values_list("replaced_by", flat=True))
    chosen = Product.objects.filter(channel=Product.Channel.SHOP, withdrawn_on=None)
    return [
        demonstration.Candidate(
            part_number=product.part_number,
            brand=product.brand,
            kind=product.kind,
            colour=product.colour,
            capacity_class=product.capacity_class,
            printers=frozenset(printers[product.pk]),
            out_of_production=product.pk in printers and product.pk not in produced,
        )
        for product in chosen.filter(stands_in_for="").order_by("part_number")
        if product.part_number not in involved
    ]


def _add_store_brand(store_brand: StoreBrand) -> int:
    made = set(Product.objects.exclude(stands_in_for="").values_list("stands_in_for", flat=True))
    originals = [
        original
        for original in Product.objects.filter(
            brand__in=store_brand.makers,
            kind__in=demonstration.STANDS_IN,
            channel=Product.Channel.SHOP,
        )
        if f"{original.brand} {original.part_number}" not in made
    ]
    Product.objects.bulk_create([_stand_in(original, store_brand) for original in originals], 500)
    numbers = {original.pk: _number(original, store_brand) for original in originals}
    made_now = Product.objects.filter(part_number__in=numbers.values())
    pks = dict(made_now.values_list("part_number", "pk"))
    ids = {original: pks[number] for original, number in numbers.items()}
    fits = Fit.objects.filter(product__in=ids).values_list("product_id", "printer_id", "source")
    Fit.objects.bulk_create(
        [
            Fit(product_id=ids[pk], printer_id=printer, source=source)
            for pk, printer, source in fits
        ],
        2000,
    )
    return len(originals)


def _number(original: Product, store_brand: StoreBrand) -> str:
    return f"{store_brand.prefix}{original.part_number}"


def _stand_in(original: Product, store_brand: StoreBrand) -> Product:
    number = _number(original, store_brand)
    replaced = f"{original.brand} {original.part_number}"
    name_fr, name_en = demonstration.stand_in_names(
        name_fr=original.name_fr,
        name_en=original.name_en,
        maker=original.brand,
        part_number=original.part_number,
        brand=store_brand.name,
        number=number,
    )
    return Product(
        part_number=number,
        searchable_number=rules.searchable_number(number),
        brand=store_brand.name,
        name_fr=name_fr,
        name_en=name_en,
        stands_in_for=replaced,
        demonstration=demonstration.STORE_BRAND.format(original=replaced),
        **{name: getattr(original, name) for name in COPIED},
    )
