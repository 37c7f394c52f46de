"""The ``encrier`` command: serve the shop, work off what is due, load the catalogue, show promises.

Words: a *part* of the store is a process (web, worker, sandbox); the *demo* is all of them on
loopback. What a user did wrong is told in one line on stderr with a non-zero exit, never as a
traceback.
"""
