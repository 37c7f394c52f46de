"""Addresses of the desk, under ``/desk/``."""

from django.urls import include, path

from encrier.web.desk import invoices, views

urlpatterns = [
    path("", views.desk, name="desk"),
    path("", include("encrier.web.desk.urls_delivery")),
    path("", include("encrier.web.desk.urls_prices")),
    path("", include("encrier.web.desk.urls_money")),
    path("vat/", include("encrier.web.desk.urls_vat")),
    path("", include("encrier.web.desk.urls_returns")),
    path("search/", views.search, name="desk-search"),
    path("people/", views.person, name="desk-person"),
    path("tickets/<str:number>/", views.ticket, name="desk-ticket"),
    path("tickets/<str:number>/messages/", views.say, name="desk-say"),
    path("tickets/<str:number>/status/", views.move, name="desk-move"),
    path(
        "tickets/<str:number>/files/<int:attachment_id>/", views.attachment, name="desk-attachment"
    ),
    path("orders/<str:number>/", views.order, name="desk-order"),
    path("invoices/<str:document>.<slug:form>", invoices.document, name="desk-document"),
    path("letters/retries/", views.retry_letter, name="desk-retry-letter"),
    path("deliveries/<int:delivery_id>/retries/", views.retry_delivery, name="desk-retry"),
]
