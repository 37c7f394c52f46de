"""What happened: one table that is audit trail and outbox in one.

Words: an *event* is a past-tense fact of a room; a *reaction* is what follows from it; a *delivery*
says whether one reaction has had one event. Events are written in the transaction of the change
they tell of; a worker hands each to its reactions at least once.
"""
