"""The books: does it add up, a ledger for the accountant, the VAT of the quarter.

Nothing is decided here and no money moves: the room reads what payments, orders and invoicing hold,
and says where two of them disagree. Words: a *posting* is one line of the ledger; a *finding* is
one thing that does not add up; a *day's report* says with figures that the rest does. Keeps PAY-4.
"""
