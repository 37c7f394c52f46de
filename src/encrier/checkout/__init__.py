"""Makes a sale: the only room that conducts many.

Cart, destination, quote, stock, order and payment come together in ``place_order``; all of it
happens or nothing does. Keeps ORDER-1…5, GUEST-1, PRICE-4, SHIPTO-1…3.
"""
