"""What follows from what happened: ``table`` (event -> reactions) and ``schedule`` (timed work).

``writing`` puts the ``facts`` of an event into one of the ``letters``; ``worker`` does it all, in
as many processes as one likes. Keeps MAIL-1, ORDER-3, PAY-3 (reminded, then expired).
"""
