"""Addresses of the catalogue's pages, under ``/{locale}/``."""

from django.urls import path

from encrier.web import pictures
from encrier.web.storefront import (
    category,
    choice,
    home,
    printer,
    product,
    search,
    selector,
    staples,
    visitor_fragment,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("search/suggest/", search.suggest, name="search-suggest"),
    path("selector/", selector.selector, name="selector"),
    path("categories/<slug:slug>/", category.category, name="category"),
    path("printers/<slug:slug>/", printer.printer, name="printer"),
    path("products/<str:part_number>/", product.product, name="product"),
    path("staples/", staples.staples, name="staples"),
    path("staples/report/", staples.report, name="staples-report"),
    path("visitor/", visitor_fragment.visitor, name="visitor"),
    path("locale/", choice.locale_choice, name="locale-choice"),
    path("pictures/products/<str:part_number>.svg", pictures.product, name="product-picture"),
    path("pictures/printers/<slug:slug>.svg", pictures.printer, name="printer-picture"),
    path("pictures/report.svg", pictures.configuration_report, name="report-picture"),
]
