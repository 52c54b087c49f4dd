"""A PostgreSQL of our own: found, started, brought back when it dies, never left behind."""
