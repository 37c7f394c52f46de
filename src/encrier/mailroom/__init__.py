"""Outgoing letters: queued with the change that causes them, sent at least once, never lost.

MAIL-1. A letter's ``key`` (``order_confirmation:E26-…``) makes queueing it twice one letter.
"""
