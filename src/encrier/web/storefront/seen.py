"""Whose return, claim or picture somebody may open: by its link, by account, by this browser."""

from django.http import HttpRequest, HttpResponse

from encrier.kernel.actor import Actor
from encrier.orders.models import Order
from encrier.orders.queries import find_order
from encrier.returns.types import Viewer
from encrier.web import visitor
from encrier.web.storefront.orders import open_order

LONGEST_TOKEN = 64


def token_of(request: HttpRequest) -> str:
    """The token of the link that the visitor came by, if any."""
    told = request.POST.get("token") or request.GET.get("token") or ""
    return told[:LONGEST_TOKEN].replace("\x00", "")


def is_agent(request: HttpRequest) -> bool:
    """Whether somebody of customer service is at work, perhaps for a caller (HELP-4)."""
    account = visitor.account_of(request)
    return account is not None and account.is_staff and account.is_active


def viewer_of(request: HttpRequest) -> Viewer:
    """By what this request may see returns, claims and their pictures."""
    account = visitor.account_of(request)
    return Viewer(
        token=token_of(request),
        account_id=account.pk if account else None,
        orders=tuple(visitor.placed_in(request)),
        is_staff=is_agent(request),
    )


def actor_of(request: HttpRequest) -> Actor:
    """Who is written beside what is asked for: an agent acts in their own name."""
    account = visitor.account_of(request)
    return (
        Actor("agent", account.email)
        if account and is_agent(request)
        else visitor.actor_of(request)
    )


def order_to_return(request: HttpRequest, number: str) -> Order | None:
    """The order, if this request may ask for a return of it; agents do so for whoever calls."""
    return find_order(number) if is_agent(request) else open_order(request, number)


def private(response: HttpResponse) -> HttpResponse:
    """A page that an unguessable link opens: it tells no other site of it, and no search engine."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
