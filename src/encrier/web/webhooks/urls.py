"""Addresses of the notices, under ``/webhooks/``."""

from django.urls import path

from encrier.web.webhooks import carriers, payments

urlpatterns = [
    path("payments/<slug:provider>/", payments.notice, name="webhook-payments"),
    path("carriers/<slug:carrier>/", carriers.notice, name="webhook-carriers"),
]
