"""Invoices and credit notes: numbered without gaps, never altered, read by people and machines.

Words: a *document* is an invoice or a credit note; a *bill* is its lines and their amounts; the
*standing invoice* of an order is the one that credits count against (after a tax correction, the
new one); the *cause* of a document makes it exist once. Keeps INV-1 and MAIL-1 (the invoice).
"""
