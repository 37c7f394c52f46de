"""Where, when and at what price: the promise, before an order exists.

Keeps SHIPTO-1…3 and SHIP-1…3. Everything here is a pure rule of policy, place and moment.
"""
