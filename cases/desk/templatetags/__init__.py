"""How the desk writes money, dates and clocks."""
