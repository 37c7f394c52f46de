"""Accounts by the web: log-in, registration, security (django-allauth) and "My account".

Keeps ACC-1, ACC-3…5, FIND-7 (my printers).
"""
