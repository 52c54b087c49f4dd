"""The local truth: everything this device knows, wants and waits for. No Qt, no network.

`Storage` owns the database on one thread; modules are flat nouns of plain verbs that take its
session and plain values, return frozen values, and never commit.
"""
