"""The server: accounts, limits, the queue that makes videos, and the HTTP surface over them."""
