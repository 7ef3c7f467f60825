"""The law's own commands."""
