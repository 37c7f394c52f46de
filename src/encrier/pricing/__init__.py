"""Price lists, VAT and the one quote that product page, cart, checkout and order share.

Words: *net* is without VAT (HT), *gross* with it (TTC). There is one price list a currency; every
change of a price is kept in the price log. Keeps PRICE-1…4.
"""
