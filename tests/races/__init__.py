"""Many at once, and killed between any two steps; on SQLite and on PostgreSQL.

Each scenario of ``play.py`` runs in a process of its own against a real store: its own home and
database, the real provider adapter, the sandbox's provider and postbox on loopback.
"""
