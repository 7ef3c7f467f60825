"""Views of the public's face."""
