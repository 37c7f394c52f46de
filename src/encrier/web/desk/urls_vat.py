"""Addresses of VAT reviews, under ``/desk/vat/``."""

from django.urls import path

from encrier.web.desk import vat

urlpatterns = [
    path("", vat.reviews, name="desk-vat-reviews"),
    path("<str:number>/", vat.review, name="desk-vat-review"),
    path("<str:number>/decision/", vat.decide, name="desk-vat-decide"),
    path("<str:number>/documents/", vat.add_document, name="desk-vat-documents"),
    path("<str:number>/documents/<int:document_id>/", vat.document, name="desk-vat-document"),
]
