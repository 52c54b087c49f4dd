"""Commands that talk to a server, or keep a device without a window."""
