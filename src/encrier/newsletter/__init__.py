"""Who wants news and offers, and has said so twice (NEWS-1).

Words: a *subscriber* is an address; *pending* until the link of the confirmation letter is used,
*subscribed* after it, *left* after one click. The moments of both are the proof of consent.

A *mailing* is a letter with an offer, composed by staff in each language; a *copy* is the one that
a subscriber gets of it, with a voucher code of their own (NEWS-2).
"""
