"""All addresses of the store."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from encrier.web import health, pictures, sitemap
from encrier.web.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", sitemap.root, name="root"),
    path("healthz/live", health.live, name="live"),
    path("healthz/ready", health.ready, name="ready"),
    path("robots.txt", sitemap.robots, name="robots"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemaps/<locale:locale>-<str:part>.xml", sitemap.part, name="sitemap-part"),
    path("pictures/printers.svg", pictures.printers, name="printers-picture"),
    path("pictures/supplies/<slug:name>.svg", pictures.supply, name="supply-picture"),
    path("", include("django_prometheus.urls")),
    path("api/v1/", api.urls),
    path("webhooks/", include("encrier.web.webhooks.urls")),
    path("desk/", include("encrier.web.desk.urls")),
    path("", include("encrier.web.account.urls")),
    path("<locale:locale>/", include("encrier.web.storefront.urls")),
    path("<locale:locale>/", include("encrier.web.storefront.urls_buying")),
    path("<locale:locale>/", include("encrier.web.storefront.urls_help")),
    path("<locale:locale>/", include("encrier.web.storefront.urls_returns")),
]
if settings.SANDBOX:
    urlpatterns.append(path("sandbox/", include("encrier.sandbox.urls")))

handler404 = "encrier.web.storefront.missing.not_found"
handler500 = "encrier.web.storefront.missing.broken"
