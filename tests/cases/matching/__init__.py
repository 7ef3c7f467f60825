"""Enquiries and differences, on real PostgreSQL and real workbooks."""
