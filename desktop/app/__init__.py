"""The composition root of the window: what is wired to what, in the order in which it starts."""
