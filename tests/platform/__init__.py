"""The start from a bare machine, the process tree, and what survives a kill."""
