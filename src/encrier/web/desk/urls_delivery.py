"""Addresses of the desk's delivery pages, under ``/desk/``."""

from django.urls import path

from encrier.web.desk import parcels, promises, stock, warehouse

urlpatterns = [
    path("warehouse/", warehouse.warehouse, name="desk-warehouse"),
    path("warehouse/picking/", warehouse.picking, name="desk-picking"),
    path("warehouse/steps/", warehouse.step, name="desk-warehouse-step"),
    path("warehouse/close/", warehouse.close, name="desk-warehouse-close"),
    path("warehouse/orders/<path:cause>/", warehouse.work, name="desk-work"),
    path("parcels/", parcels.parcels, name="desk-parcels"),
    path("parcels/<str:number>/", parcels.parcel, name="desk-parcel"),
    path("parcels/<str:number>/label/", parcels.label, name="desk-label"),
    path("parcels/<str:number>/proof.pdf", parcels.proof, name="desk-proof"),
    path(
        "parcels/<str:number>/instructions/<int:instruction_id>/",
        parcels.pass_on,
        name="desk-pass-on",
    ),
    path("cases/", parcels.cases, name="desk-cases"),
    path("cases/<str:number>/", parcels.resolve, name="desk-resolve"),
    path("stock/", stock.stock, name="desk-stock"),
    path("stock/movements/", stock.move, name="desk-stock-move"),
    path("promises/", promises.promises, name="desk-promises"),
]
