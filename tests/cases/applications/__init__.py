"""Applications, on real PostgreSQL."""
