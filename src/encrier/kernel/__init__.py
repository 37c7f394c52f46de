"""Pure ground everything stands on: money, clock, chance, document numbers, Refusal, Actor.

Nothing here knows a table, a page or a figure of the store.
"""
