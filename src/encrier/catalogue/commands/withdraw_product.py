"""Take a product out of sale."""

from datetime import date, datetime

from django.db import transaction

from encrier.catalogue import rules
from encrier.catalogue.commands.touch import touch
from encrier.catalogue.events import ProductWithdrawn
from encrier.catalogue.models import Product
from encrier.catalogue.refusals import REPLACEMENT_LOOP, UNKNOWN_PRODUCT
from encrier.journal.commands import announce
from encrier.kernel.actor import Actor
from encrier.kernel.refusal import Refusal


@transaction.atomic
def withdraw_product(
    *, by: Actor, part_number: str, withdrawn_on: date, replaced_by: str | None, now: datetime
) -> Product:
    """Withdraw a product from a date on; it cannot be bought from the moment of saving (EOL-1).

    Refuses ``unknown_product`` (field ``part_number`` or ``replaced_by``) and ``replacement_loop``
    with the whole ``chain`` (EOL-2). Two withdrawals wait for each other at the row of versions, so
    they cannot close a loop together.
    """
    touch(content=True)
    product = _find(part_number, "part_number")
    instead = _find(replaced_by, "replaced_by") if replaced_by else None
    if instead:
        _refuse_a_loop(product, instead)

    product.withdrawn_on = withdrawn_on
    product.replaced_by = instead
    product.save(update_fields=["withdrawn_on", "replaced_by"])

    fact = ProductWithdrawn(
        about=product.part_number,
        withdrawn_on=withdrawn_on.isoformat(),
        replaced_by=instead.part_number if instead else "",
    )
    announce(fact, by=by, now=now)
    return product


def _find(part_number: str, field: str) -> Product:
    number = rules.searchable_number(part_number)
    found = Product.objects.filter(searchable_number=number).first() if number else None
    if found is None:
        raise Refusal(UNKNOWN_PRODUCT, field=field, part_number=part_number)
    return found


def _refuse_a_loop(product: Product, instead: Product) -> None:
    replaced = Product.objects.exclude(replaced_by=None)
    known = {old: str(new) for old, new in replaced.values_list("part_number", "replaced_by_id")}
    known[product.part_number] = instead.part_number
    walk = rules.chain(product.part_number, known)
    if walk.loops:
        raise Refusal(REPLACEMENT_LOOP, field="replaced_by", chain=walk.part_numbers)
