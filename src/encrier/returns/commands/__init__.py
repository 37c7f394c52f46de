"""What can be done about returns and claims: one module a verb."""
