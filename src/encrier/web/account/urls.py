"""Addresses of accounts: ``/{locale}/account/…``, and allauth's own ones, which forward there."""

from allauth.urls import urlpatterns as allauth_patterns
from django.urls import include, path

from encrier.web.account import localised, vat, views
from encrier.web.account.registering import CodeView

_own = [
    path("", views.account, name="account"),
    path("profile/", views.profile, name="account-profile"),
    path("addresses/", views.addresses, name="account-addresses"),
    path("addresses/add/", views.add_address, name="account-address-add"),
    path("addresses/<int:address_id>/", views.edit_address, name="account-address"),
    path("addresses/<int:address_id>/delete/", views.delete_address, name="account-address-delete"),
    path(
        "addresses/<int:address_id>/default/", views.prefer_address, name="account-address-prefer"
    ),
    path("printers/", views.printers, name="account-printers"),
    path("printers/<slug:slug>/keep/", views.keep_printer, name="account-printer-keep"),
    path("printers/<slug:slug>/drop/", views.drop_printer, name="account-printer-drop"),
    path("vat/", vat.vat, name="account-vat"),
    path("vat/review/", vat.ask_review, name="account-vat-review"),
    path("vat/<str:number>/documents/", vat.add_document, name="account-vat-documents"),
    path(
        "vat/<str:number>/documents/<int:document_id>/", vat.document, name="account-vat-document"
    ),
    path("security/", views.security, name="account-security"),
]

_code = [path("confirm-email/", CodeView.as_view(), name="account_email_verification_sent")]

urlpatterns = [
    path(
        "<locale:locale>/account/",
        include(_own + localised.pages([*_code, *allauth_patterns])),
    ),
    path(
        "account/",
        include([path("", views.account_anywhere), *localised.forwarding(allauth_patterns)]),
    ),
]
