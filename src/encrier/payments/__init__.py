"""Payments and refunds, the providers they go through, bank statements.

Words: a *payment* is one try to pay one order; *settling* asks the provider how it stands and
draws the consequence, whoever noticed first (browser, webhook or sweep). Keeps PAY-1…4, ORDER-4.
"""
