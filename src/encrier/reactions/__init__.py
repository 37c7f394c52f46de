"""What follows from what happened: ``table`` (event -> reactions), ``schedule`` (timed work) and
the letters.
"""
