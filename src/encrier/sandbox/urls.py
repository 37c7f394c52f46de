"""Addresses of the outside world, under ``/sandbox/``; there only when the sandbox is on."""

from django.urls import path

from encrier.sandbox import asking, moving_goods, moving_money, moving_time, reading_mail

urlpatterns = [
    path("", asking.index, name="sandbox"),
    path("mailbox.json", reading_mail.mailbox, name="sandbox-mailbox"),
    path("letters/<int:identity>/", reading_mail.letter, name="sandbox-letter"),
    path("letters/<int:identity>/body/", reading_mail.letter_body, name="sandbox-letter-body"),
    path(
        "letters/<int:identity>/files/<int:position>/<str:name>",
        reading_mail.attachment,
        name="sandbox-attachment",
    ),
    path("payments/<str:reference>", moving_money.pay, name="sandbox-pay"),
    path("provider", moving_money.manners, name="sandbox-provider"),
    path("vies", moving_money.tell_vies, name="sandbox-vies"),
    path("bank-statement", moving_money.bank_statement, name="sandbox-bank-statement"),
    path(
        "bank/<str:identity>/return", moving_money.return_transfer, name="sandbox-return-transfer"
    ),
    path("provider/payouts", moving_money.pay_out, name="sandbox-pay-out"),
    path("warehouse/stock", moving_goods.stock, name="sandbox-stock"),
    path("warehouse/dispatch", moving_goods.dispatch, name="sandbox-dispatch"),
    path("warehouse/receive", moving_goods.receive, name="sandbox-receive"),
    path("parcels/<str:tracking_number>", moving_goods.move_parcel, name="sandbox-parcel"),
    path("clock", moving_time.time_of_store, name="sandbox-clock"),
    path("idle", moving_time.idle, name="sandbox-idle"),
]
