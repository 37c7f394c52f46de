"""The ``encrier`` command."""
