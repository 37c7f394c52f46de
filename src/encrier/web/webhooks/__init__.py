"""Notices from outside: payment providers (and, later, carriers)."""
