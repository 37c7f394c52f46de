"""Addresses of the desk's prices, vouchers and letters to subscribers, under ``/desk/``."""

from django.urls import path

from encrier.web.desk import mailings, prices, vouchers

urlpatterns = [
    path("prices/", prices.prices, name="desk-prices"),
    path("prices/list.csv", prices.as_file, name="desk-prices-file"),
    path("prices/loads/", prices.upload, name="desk-prices-upload"),
    path("prices/loads/<int:load_id>/", prices.load, name="desk-price-load"),
    path("prices/loads/<int:load_id>/apply/", prices.apply, name="desk-price-apply"),
    path("prices/products/<str:part_number>/", prices.log, name="desk-price-log"),
    path("vouchers/", vouchers.vouchers, name="desk-vouchers"),
    path("vouchers/new/", vouchers.new, name="desk-voucher-new"),
    path("vouchers/<int:voucher_id>/", vouchers.voucher, name="desk-voucher"),
    path("vouchers/<int:voucher_id>/stop/", vouchers.stop, name="desk-voucher-stop"),
    path("vouchers/<int:voucher_id>/codes/", vouchers.make_codes, name="desk-voucher-make-codes"),
    path("vouchers/<int:voucher_id>/codes.csv", vouchers.codes, name="desk-voucher-codes"),
    path("letters/", mailings.mailings, name="desk-mailings"),
    path("letters/new/", mailings.new, name="desk-mailing-new"),
    path("letters/<int:mailing_id>/", mailings.mailing, name="desk-mailing"),
    path(
        "letters/<int:mailing_id>/preview/<str:language>/",
        mailings.preview,
        name="desk-mailing-preview",
    ),
    path("letters/<int:mailing_id>/send/", mailings.send, name="desk-mailing-send"),
    path("letters/<int:mailing_id>/stop/", mailings.stop, name="desk-mailing-stop"),
]
