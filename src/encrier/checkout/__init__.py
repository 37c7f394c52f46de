"""Makes a sale: the only room that conducts many.

Cart, destination, quote, stock, order and payment come together in ``place_order``; all of it
happens or nothing does. Words: an *approval* is an amount set aside at PayPal for a cart (PayPal
Express). Keeps ORDER-1…5, GUEST-1, PAY-1 (Express), PRICE-4, SHIPTO-1…3, CANCEL-1.
"""
