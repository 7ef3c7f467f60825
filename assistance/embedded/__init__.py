"""PostgreSQL and the broker, started by us when no address is given, and the process tree of `demo`."""
