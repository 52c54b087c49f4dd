"""What talks to a server from a person's own computer: now the command, later the app."""
