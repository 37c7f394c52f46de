"""What customers ask and what they are answered.

Words: a *ticket* is one concern of one customer, known by its number (``T26-…``); its *messages*
are what was said, by the customer, by an agent, or as a *note* that only agents see. Keeps HELP-3,
the enquiry of EOL-3, and the statement of RETURN-5 until its own room is built.
"""
