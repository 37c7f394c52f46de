"""Addresses of buying, under ``/{locale}/``: cart, checkout, orders."""

from django.urls import path

from encrier.web.storefront import (
    cart,
    checkout,
    express,
    invoices,
    orders,
    parcels,
    paying,
    refunds,
    voucher,
)

urlpatterns = [
    path("cart/", cart.cart, name="cart"),
    path("cart/add/", cart.add, name="cart-add"),
    path("cart/line/", cart.change_line, name="cart-line"),
    path("cart/replace/", cart.replace_line, name="cart-replace"),
    path("cart/prices-seen/", cart.see_prices, name="cart-prices-seen"),
    path("cart/voucher/", voucher.voucher, name="cart-voucher"),
    path("checkout/", checkout.checkout, name="checkout"),
    path("checkout/place/", paying.place, name="checkout-place"),
    path("checkout/pay/<str:reference>/", paying.pay, name="checkout-pay"),
    path("checkout/return/<str:reference>/", paying.come_back, name="payment-return"),
    path("checkout/express/", express.start, name="checkout-express"),
    path("checkout/express/<str:reference>/", express.come_back, name="express-return"),
    path("checkout/<slug:step>/", checkout.checkout, name="checkout"),
    path("orders/", orders.orders, name="orders"),
    path("orders/lookup/", orders.lookup, name="order-lookup"),
    path("orders/lookup/link/", orders.send_link, name="order-link"),
    path("orders/<str:number>/", orders.order, name="order"),
    path("orders/<str:number>/pay/", orders.pay_again, name="order-pay"),
    path("orders/<str:number>/cancel/", orders.cancel, name="order-cancel"),
    path("orders/<str:number>/parts/", orders.send_parts, name="order-parts"),
    path("orders/<str:number>/again/", orders.buy_again, name="order-again"),
    path("orders/<str:number>/delivery.ics", parcels.expected, name="order-delivery"),
    path("orders/<str:number>/parcels/<str:parcel_number>/", parcels.proof, name="order-proof"),
    path("refunds/<str:token>/", refunds.account, name="refund-account"),
    path(
        "orders/<str:number>/invoices/<str:document>.<slug:form>",
        invoices.document,
        name="order-document",
    ),
    path(
        "orders/<str:number>/parcels/<str:parcel_number>/proof.pdf",
        parcels.proof_document,
        name="order-proof-document",
    ),
    path("parcels/<str:token>/", parcels.parcel, name="parcel"),
]
