"""Encrier: a store for printer supplies whose customer-service page is executable."""
