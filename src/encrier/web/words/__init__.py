"""What the store says: names of things, sentences for refusals; French stands in ``parts``."""
