"""Django commands of the project itself: documents generated from the code, and the inventory of walls."""
