"""The talk with a server: signing in, sending wishes, following them, fetching files."""
