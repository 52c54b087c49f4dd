"""The queue behind a port of our own; Procrastinate is what stands there now."""
