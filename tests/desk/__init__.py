"""The staff's face through Django's client, on a real PostgreSQL."""
