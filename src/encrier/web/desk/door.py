"""Who may come in."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from encrier.kernel.actor import Actor
from encrier.web.visitor import account_of

View = Callable[..., HttpResponseBase]


def for_agents(view: View) -> View:
    """Staff sees the page, nobody else learns that it exists; who is not known may log in."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        account = account_of(request)
        if account is None:
            return redirect(f"/account/login/?{urlencode({'next': request.get_full_path()})}")
        if not (account.is_staff and account.is_active):
            raise Http404
        response = view(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return guarded


def agent_of(request: HttpRequest) -> Actor:
    """The agent, as the journal names them."""
    account = account_of(request)
    return Actor("agent", account.email if account else "")
