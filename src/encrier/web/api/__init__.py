"""The store for programs, at ``/api/v1/``: the same rooms and rules that the pages use.

Each unsafe call belongs to whoever knows the id of a cart or the token of an order; cookies give
the right to read one's own orders, nothing more.
"""

from encrier.web.api import carts, catalogue, orders, returns, tickets
from encrier.web.api.store_api import StoreApi

api = StoreApi(
    title="Encrier",
    version="1",
    description=(
        "Printer supplies: find, price, order, track. Money is"
        ' `{"amount": "12.34", "currency": "EUR"}`; errors are `application/problem+json`'
        " (RFC 9457) with a stable `code`. Unsafe calls take an `Idempotency-Key`: same key and"
        " body, same answer; same key, other body, 422."
    ),
    docs_url=None,
    openapi_url="openapi.json",
    urls_namespace="api",
)
for module in (catalogue, carts, orders, returns, tickets):
    api.add_router("", module.router)
