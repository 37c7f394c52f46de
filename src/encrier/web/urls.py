"""All addresses of the store."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from encrier.web import health, pictures, sitemap

Patterns = list[URLPattern | URLResolver]


def _when_built(prefix: str, module: str) -> Patterns:
    return [path(prefix, include(module))] if _is_built(module) else []


def _is_built(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


urlpatterns: Patterns = [
    path("", sitemap.root, name="root"),
    path("healthz/live", health.live, name="live"),
    path("healthz/ready", health.ready, name="ready"),
    path("robots.txt", sitemap.robots, name="robots"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemaps/<locale:locale>-<str:part>.xml", sitemap.part, name="sitemap-part"),
    path("pictures/printers.svg", pictures.printers, name="printers-picture"),
    path("pictures/supplies/<slug:name>.svg", pictures.supply, name="supply-picture"),
    path("", include("django_prometheus.urls")),
    *_when_built("webhooks/", "encrier.web.webhooks.urls"),
    *_when_built("desk/", "encrier.web.desk.urls"),
    *_when_built("", "encrier.web.account.urls"),
    path("<locale:locale>/", include("encrier.web.storefront.urls")),
    *_when_built("<locale:locale>/", "encrier.web.storefront.urls_buying"),
    *_when_built("<locale:locale>/", "encrier.web.storefront.urls_help"),
]
if _is_built("encrier.web.api"):
    from encrier.web.api import api

    urlpatterns.insert(0, path("api/v1/", api.urls))
if settings.SANDBOX:
    urlpatterns += _when_built("sandbox/", "encrier.sandbox.urls")

handler404 = "encrier.web.storefront.missing.not_found"
handler500 = "encrier.web.storefront.missing.broken"
