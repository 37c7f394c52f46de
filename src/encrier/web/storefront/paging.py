"""A long list in pages."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.core.paginator import Paginator
from django.db.models import QuerySet

T = TypeVar("T")


def paged(
    items: Sequence[T] | QuerySet[Any, Any], asked: str, size: int, query: str = ""
) -> dict[str, Any]:
    """What ``parts/pagination.html`` asks for; the nearest page for a number out of range."""
    paginator = Paginator(items, size)
    shown = paginator.get_page(asked)
    numbers = list(paginator.get_elided_page_range(shown.number, on_each_side=2, on_ends=1))
    return {"shown": shown, "numbers": numbers, "query": query, "total": paginator.count}
