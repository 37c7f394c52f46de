"""A file of prices: shown first, then applied, once, as it was shown (PRICE-4)."""

from datetime import datetime

from django.db import transaction

from encrier import policy
from encrier.catalogue.queries import part_numbers
from encrier.journal.commands import announce
from encrier.kernel.actor import Actor
from encrier.pricing import price_files, refusals
from encrier.pricing.commands.set_price import load_prices
from encrier.pricing.events import PricesLoaded
from encrier.pricing.models import PriceLoad
from encrier.pricing.price_files import PriceRow
from encrier.pricing.price_queries import preview


def upload_prices(*, by: Actor, name: str, content: bytes, now: datetime) -> PriceLoad:
    """Keep a file of prices to be looked at; no price changes.

    Refuses ``price_file_problems``, with every line that cannot be taken, and keeps nothing then.
    """
    text = _text(name, content)
    told = preview(_rows(name, text, now), now)
    return PriceLoad.objects.create(
        name=name[:120],
        text=text,
        digest=told.digest,
        counts=told.counts,
        uploaded_by=str(by)[:120],
        uploaded_at=now,
    )


@transaction.atomic
def apply_prices(*, by: Actor, load_id: int, digest: str, now: datetime) -> PriceLoad:
    """Set the prices of an uploaded file; all of them or none, and once however often asked.

    ``digest`` is the preview's that was looked at. Locks the load, then the prices. Refuses
    ``unknown_price_load`` and ``prices_moved_on`` when prices have changed since the preview.
    """
    load = PriceLoad.objects.select_for_update().filter(pk=load_id).first()
    if load is None:
        raise refusals.unknown_price_load()
    if load.applied_at:
        return load
    rows = _rows(load.name, load.text, now)
    told = preview(rows, now)
    if digest != told.digest:
        raise refusals.prices_moved_on()

    changed = load_prices([(row.part_number, row.net) for row in rows], by=by, now=now)
    load.applied_by, load.applied_at = str(by)[:120], now
    load.digest, load.counts = told.digest, told.counts
    load.save(update_fields=["applied_by", "applied_at", "digest", "counts"])
    announce(PricesLoaded(about=f"prices:{load.pk}", changed=changed), by=by, now=now)
    return load


def rows_of(load: PriceLoad, now: datetime) -> list[PriceRow]:
    """The rows of a file that was uploaded. Refuses ``price_file_problems``."""
    return _rows(load.name, load.text, now)


def _text(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = wrong.object.count(b"\n", 0, wrong.start) + 1
        problem = price_files.FileProblem(name, line, "is not UTF-8 text")
        raise refusals.price_file_problems([problem]) from None


def _rows(name: str, text: str, now: datetime) -> list[PriceRow]:
    edition = policy.current().at(now.date())
    rows, problems = price_files.read(
        name,
        text,
        currencies=edition.currencies,
        known=part_numbers(),
        most=edition.prices.max_rows_in_a_file,
    )
    if problems:
        raise refusals.price_file_problems(problems)
    return rows
