"""Whole cases from the window to the award."""
