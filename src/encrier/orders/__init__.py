"""What was bought: an order copies all it needs, so that no later change of the catalogue, of
prices or of policy alters it.

Words: an order is *placed* when its units are reserved, *confirmed* when it is paid. Keeps ORDER-4,
GUEST-1, TRACK-1, LEGAL-1 (the terms accepted).
"""
