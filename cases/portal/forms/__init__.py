"""Forms of the public's face: every question may be left open, and what is open stays unknown."""
