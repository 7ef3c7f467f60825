"""Commands that work on cases."""
