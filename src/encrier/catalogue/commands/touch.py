"""Say that the catalogue changed."""

from django.db.models import F

from encrier.catalogue.models import CatalogueVersion
from encrier.kernel import chance


def touch(*, content: bool = False) -> None:
    """Move the catalogue's version, in the caller's transaction: no page made before it is shown
    again. ``content`` when what the search index holds has changed too.
    """
    hold()
    moved = {"version": F("version") + 1}
    if content:
        moved["content"] = F("content") + 1
    CatalogueVersion.objects.filter(pk=1).update(**moved)


def hold() -> None:
    """Lock the row of versions, made at first use, until the caller's transaction ends.

    A catalogue counts from a number of its own, so that whatever was kept or indexed from another
    database is never taken for this one's.
    """
    if not CatalogueVersion.objects.select_for_update().filter(pk=1).exists():
        start = int(chance.digits(15))
        first = CatalogueVersion(pk=1, version=start, content=start)
        CatalogueVersion.objects.bulk_create([first], ignore_conflicts=True)
        CatalogueVersion.objects.select_for_update().get(pk=1)
