"""What somebody means to buy: lines, the country and language it is priced for.

A cart survives logging in (merge), a closed browser and another device of the same account
(ORDER-1). It remembers the price last seen, so that a change is pointed out (PRICE-4).
"""
