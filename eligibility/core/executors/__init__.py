"""What runs a rule graph: one case with its full trace, or many cases as columns."""
