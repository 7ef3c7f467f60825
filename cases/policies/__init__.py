"""Who writes, reviews and publishes the policy book of a place, and what a new figure touches."""
