"""Accounts, addresses, customer type, the printers a customer keeps.

Words: the user name of an *account* is its e-mail address (ACC-1); the *customer type* is company,
private person or not subject to VAT (ACC-5). Keeps ACC-1, ACC-3…5, FIND-7.
"""
