"""Products, printers, finishers and what fits what.

Words: a *product* is a supply with a part number; a *fit* says that it works in a printer; a
*finisher* is the module of a printer that staples; *succession* leads from a withdrawn product to
its replacement. Keeps FIND-1…6, STAPLE-1…3, EOL-1…4.
"""
