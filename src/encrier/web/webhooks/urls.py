"""Addresses of the notices, under ``/webhooks/``."""

from django.urls import path

from encrier.web.webhooks import payments

urlpatterns = [
    path("payments/<slug:provider>/", payments.notice, name="webhook-payments"),
]
