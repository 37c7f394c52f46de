"""All HTTP: pages, the desk, the API and webhooks. Parse, one command or a few queries, render."""
