"""The invented county."""
