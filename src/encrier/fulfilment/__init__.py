"""From a paid order to a parcel in the right hands.

Words: a *dispatch order* is work for the distribution centre on its dispatch day; a *parcel* is
what the carrier gets, under one label and tracking number; a *case* is opened by a parcel that came
back. What the carrier reports is kept as a set of events; how a parcel stands is folded from that
set, so that order, doubles and gaps do not matter. Keeps SHIP-1, SHIP-2, CARRIER-1…4, MAIL-1 (the
dispatch confirmation), TRACK-1, DAMAGE-1.
"""
