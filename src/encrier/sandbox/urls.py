"""Addresses of the outside world, under ``/sandbox/``; there only when the sandbox is on."""

from django.urls import path

from encrier.sandbox import views

urlpatterns = [
    path("", views.index, name="sandbox"),
    path("mailbox.json", views.mailbox, name="sandbox-mailbox"),
    path("letters/<int:identity>/", views.letter, name="sandbox-letter"),
    path("letters/<int:identity>/body/", views.letter_body, name="sandbox-letter-body"),
    path(
        "letters/<int:identity>/files/<int:position>/<str:name>",
        views.attachment,
        name="sandbox-attachment",
    ),
    path("payments/<str:reference>", views.pay, name="sandbox-pay"),
    path("provider", views.manners, name="sandbox-provider"),
    path("vies", views.tell_vies, name="sandbox-vies"),
    path("bank-statement", views.bank_statement, name="sandbox-bank-statement"),
    path("bank/<str:identity>/return", views.return_transfer, name="sandbox-return-transfer"),
    path("provider/payouts", views.pay_out, name="sandbox-pay-out"),
    path("warehouse/stock", views.stock, name="sandbox-stock"),
    path("warehouse/dispatch", views.dispatch, name="sandbox-dispatch"),
    path("warehouse/receive", views.receive, name="sandbox-receive"),
    path("parcels/<str:tracking_number>", views.move_parcel, name="sandbox-parcel"),
    path("clock", views.time_of_store, name="sandbox-clock"),
    path("idle", views.idle, name="sandbox-idle"),
]
