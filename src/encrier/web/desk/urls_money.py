"""Addresses of the desk's money pages, under ``/desk/``."""

from django.urls import path

from encrier.web.desk import accounting, bank

urlpatterns = [
    path("books/", accounting.books, name="desk-books"),
    path("books/days/", accounting.reconcile, name="desk-books-reconcile"),
    path("books/days/<str:on>/", accounting.day, name="desk-books-day"),
    path("books/findings/<int:finding_id>/", accounting.resolve, name="desk-books-resolve"),
    path("books/ledger.csv", accounting.ledger, name="desk-books-ledger"),
    path("books/vat/<str:quarter>/", accounting.vat, name="desk-books-vat"),
    path("bank/", bank.bank_page, name="desk-bank"),
    path("bank/entries/", bank.entries, name="desk-bank-entries"),
    path("bank/entries/<int:entry_id>/", bank.entry, name="desk-bank-entry"),
    path("bank/entries/<int:entry_id>/decision/", bank.decide, name="desk-bank-decide"),
    path("bank/statements/", bank.upload, name="desk-bank-upload"),
    path("bank/refunds/<str:reference>/", bank.refund, name="desk-bank-refund"),
    path("bank/batches/", bank.make_batch, name="desk-bank-batch"),
    path("bank/batches/<str:reference>/file/", bank.download, name="desk-bank-download"),
    path("bank/batches/<str:reference>/handed-in/", bank.handed_in, name="desk-bank-handed-in"),
]
