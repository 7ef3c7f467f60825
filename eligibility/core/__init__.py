"""The pure core of the law: standard library only, no clock, no database."""
