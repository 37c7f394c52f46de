"""Whether this process lives, and whether the store behind it can be used."""

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from encrier.catalogue.models import Product


@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "live"})


@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Database, tables and catalogue are there; 503 with the reason if one is not."""
    if reason := _what_is_missing():
        return JsonResponse({"status": "not ready", "reason": reason}, status=503)
    return JsonResponse({"status": "ready"})


def _what_is_missing() -> str:
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "the tables are behind"
        return "" if Product.objects.exists() else "the catalogue is not loaded"
    except Error:
        return "the database does not answer"
