"""Invoices and credit notes of an order, for whoever may open the order (TRACK-1, GUEST-1)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from encrier.invoicing.queries import documents_of
from encrier.web import visitor
from encrier.web.documents import hand_out
from encrier.web.storefront.orders import open_order, redirect_to_door


@never_cache
@require_safe
def document(
    request: HttpRequest, locale: Any, number: str, document: str, form: str
) -> HttpResponse:
    """INV-1: the PDF, or what machines read: the CII inside it, or UBL for the Peppol network."""
    order = open_order(request, number)
    if order is None:
        return redirect_to_door(request)
    found = next((each for each in documents_of(order) if each.number == document), None)
    return hand_out(found, form, visitor.actor_of(request))
