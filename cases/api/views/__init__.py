"""Views of the machines' face, one subject a file."""
