"""The commands of the server, each read from its words: serve, api, worker, migrate, admin."""
