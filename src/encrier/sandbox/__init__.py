"""The outside world on loopback, for the demo and the tests: payment provider, bank, warehouse,
mailbox and clock. A production start refuses to run with it.
"""
