"""Unmakes a sale: withdrawal, return, exchange, claim, guarantee, refund.

Words: a *way* is one of the roads back, open until a moment or closed with a reason; a *return* is
goods that come back under a number; a *reception* is a parcel that has come to the warehouse, with
such a number or without; a *claim* is about goods that arrived damaged or do not work; a *notice*
is what a consumer declares when withdrawing, kept as it was said; a *refund clock* runs until money
is back with the customer. One rule, ``rules.ways``, is asked by page, API and command alike, under
the edition of the policy that the order was placed under. Keeps CANCEL-1 (with ``checkout``),
DAMAGE-2, DAMAGE-3, RETURN-1…5, XBRAND-1.
"""
