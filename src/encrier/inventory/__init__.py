"""Stock and reservations: units are held when an order is placed and never sold twice (ORDER-5).

Words: *on hand* is what the warehouse counts, *reserved* what placed orders hold, *available* the
difference. The coarse *stock state* (in stock, low, out) belongs to the catalogue's version.
"""
