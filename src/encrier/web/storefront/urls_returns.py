"""Addresses of returns, claims and the withdrawal function, under ``/{locale}/``."""

from django.urls import path

from encrier.web.storefront import my_return, returns, withdrawal

urlpatterns = [
    path("returns/", returns.returns, name="returns"),
    path("returns/mine/", returns.mine, name="my-returns"),
    path("returns/orders/<str:number>/", returns.door, name="return-door"),
    path("returns/orders/<str:number>/<str:way>/", returns.way, name="return-way"),
    path("returns/claims/<str:number>/", my_return.claim, name="claim"),
    path("returns/claims/<str:number>/pictures/", my_return.add_pictures, name="claim-pictures"),
    path("returns/pictures/<str:token>/", my_return.picture, name="picture"),
    path("returns/<str:number>/", my_return.one_return, name="return"),
    path("returns/<str:number>/label.pdf", my_return.label, name="return-label"),
    path("returns/<str:number>/send-by.ics", my_return.deadline, name="return-deadline"),
    path("returns/<str:number>/sent/", my_return.sent, name="return-sent"),
    path("returns/<str:number>/kept/", my_return.keep, name="return-kept"),
    path("withdraw/", withdrawal.withdraw, name="withdraw"),
    path("withdraw/sent/", withdrawal.acknowledged, name="withdraw-sent"),
    path("withdraw/confirm/<str:token>/", withdrawal.confirm, name="withdraw-confirm"),
]
