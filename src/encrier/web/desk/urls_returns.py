"""Addresses of the desk's pages of returns, claims and receptions, under ``/desk/``."""

from django.urls import path

from encrier.web.desk import claims, receptions, return_figures, returns

urlpatterns = [
    path("returns/", returns.queue, name="desk-returns"),
    path("returns/figures/", return_figures.figures, name="desk-return-figures"),
    path("returns/pictures/<str:token>/", returns.picture, name="desk-picture"),
    path("returns/<str:number>/", returns.one_return, name="desk-return"),
    path("returns/<str:number>/steps/", returns.act, name="desk-return-act"),
    path("returns/<str:number>/lines/<int:line_id>/", returns.judge, name="desk-judge"),
    path(
        "returns/<str:number>/lines/<int:line_id>/pictures/",
        returns.show_goods,
        name="desk-goods-pictures",
    ),
    path("notices/<str:number>/", returns.match, name="desk-match-notice"),
    path("claims/<str:number>/", claims.claim, name="desk-claim"),
    path("claims/<str:number>/decision/", claims.decide, name="desk-decide-claim"),
    path("claims/<str:number>/pictures/", claims.add_pictures, name="desk-claim-pictures"),
    path("claims/<str:number>/carrier/", claims.note_carrier, name="desk-carrier-claim"),
    path("claims/<str:number>/evidence.zip", claims.evidence, name="desk-evidence"),
    path("receptions/", receptions.receptions, name="desk-receptions"),
    path("receptions/new/", receptions.receive, name="desk-receive"),
    path("receptions/back/", receptions.going_back, name="desk-going-back"),
    path("receptions/<str:number>/back/", receptions.note_gone_back, name="desk-gone-back"),
    path("receptions/<str:number>/", receptions.reception, name="desk-reception"),
    path("receptions/<str:number>/decision/", receptions.decide, name="desk-decide-reception"),
]
