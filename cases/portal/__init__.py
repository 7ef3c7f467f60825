"""The public's face, for phones: no login, nothing kept; it reads the published book and never a family."""
