"""The agents' desk: one search, the queues, a customer's whole history (HELP-4, ACC-2).

Staff only. Every action is a command of a room and is written in the journal with the agent's name.
"""
