"""Tests on real parts: PostgreSQL, broker, worker, browser, files."""
