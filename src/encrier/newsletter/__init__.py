"""Who wants news and offers, and has said so twice (NEWS-1).

Words: a *subscriber* is an address; *pending* until the link of the confirmation letter is used,
*subscribed* after it, *left* after one click. The moments of both are the proof of consent.
"""
