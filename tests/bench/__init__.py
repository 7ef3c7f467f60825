"""What the engine and the money cost beside something else in the same run: ratios on demand, never a test."""
