"""Words that several commands read alike."""

from argparse import ArgumentTypeError

HIGHEST_PORT = 65535


def read_port(text: str) -> int:
    """A port; 0 is a free one.

    Raises: ArgumentTypeError.
    """
    port = int(text) if text.isascii() and text.isdigit() else -1
    if not 0 <= port <= HIGHEST_PORT:
        raise ArgumentTypeError(f"a port is a number from 0 to {HIGHEST_PORT}")
    return port
