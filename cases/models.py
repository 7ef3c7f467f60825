"""Django finds every room's models here."""

__all__ = [name for name in dir() if name[0].isupper()]
