"""How a document is written: one frozen model, and what is made of it.

``model`` holds the semantic model of EN 16931; ``drafting`` fills it from an order; ``checking``
judges it; ``business_terms`` writes it as CII and UBL; ``page`` sets it in type. All of it is
computing: nothing leaves the store, so a document is made in the transaction that issues it. The
words of a document are a part of it, so they stand here, by language, and not with the shop's.
"""
