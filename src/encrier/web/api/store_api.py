"""django-ninja, taught the store's manners: problems everywhere, conditional answers, own docs."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.cache import get_conditional_response, set_response_etag
from ninja import NinjaAPI

from encrier.web.api import docs, problems
from encrier.web.cache import CACHE_CONTROL

View = Callable[..., HttpResponse]


class StoreApi(NinjaAPI):
    """An API whose every answer, also that of a wrong address or method, is declared JSON."""

    def set_default_exception_handlers(self) -> None:
        for kind, handler in problems.HANDLERS.items():
            self.add_exception_handler(kind, handler)  # type: ignore[arg-type]

    def _get_urls(self) -> list[URLPattern | URLResolver]:
        urls: list[URLPattern | URLResolver] = [
            path("docs", docs.page, {"api": self}, name="docs"),
            *super()._get_urls()[:-1],
        ]
        for url in urls:
            if isinstance(url, URLPattern):
                url.callback = _well_mannered(url.callback)
        nothing = path("<path:rest>", _nothing_here)
        root = path("", docs.to_page, name="api-root")
        return [*urls, root, nothing]

    def get_openapi_schema(self, **facts: Any) -> Any:
        schema = super().get_openapi_schema(**facts)
        for operations in schema["paths"].values():
            for operation in operations.values():
                _tell_media_types(operation["responses"])
        return schema


def _well_mannered(view: View) -> View:
    @wraps(view)
    def mannered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == 405:
            allowed = response.headers.get("Allow", "")
            response = problems.problem(request, "method_not_allowed", 405)
            response["Allow"] = allowed
        response.headers.setdefault("Cache-Control", "no-store")
        if request.method == "GET" and response.headers["Cache-Control"] == CACHE_CONTROL:
            return _conditional(request, response)
        return response

    mannered.csrf_exempt = True  # type: ignore[attr-defined]
    return mannered


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if response.status_code != 200:
        response["Cache-Control"] = "no-store"
        return response
    response.headers.setdefault("Vary", "Accept-Encoding")
    set_response_etag(response)
    etag = response.headers["ETag"]
    return get_conditional_response(request, etag=etag, response=response) or response


def _nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    return problems.problem(request, "not_found", 404)


_nothing_here.csrf_exempt = True  # type: ignore[attr-defined]


def _tell_media_types(responses: dict[Any, Any]) -> None:
    for status, response in responses.items():
        content = response.get("content")
        if content and int(status) >= 400:
            response["content"] = {problems.MEDIA_TYPE: content["application/json"]}
