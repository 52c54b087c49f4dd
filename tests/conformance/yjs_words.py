"""The few bytes of Yjs (update format v1) that a test needs: words put in, words taken out.

Written out so that a client's author sees what travels, and needs no library to ask a server.
"""

# What an item says about itself: it is a string, it has a left neighbour.
STRING, HAS_ORIGIN = 4, 0x80
PARENT_IS_A_ROOT = 1


def inserted(client: int, clock: int, root: str, text: str, after: int | None = None) -> bytes:
    """The update in which `client` puts `text` into a root text, as its units from `clock` on:
    at the very start, or behind its own unit `after`."""
    item = bytes([STRING]) if after is None else bytes([STRING | HAS_ORIGIN])
    item += _root(root) if after is None else _number(client) + _number(after)
    item += _string(text)
    return _number(1) + _number(1) + _number(client) + _number(clock) + item + _number(0)


def removed(client: int, clock: int, units: int) -> bytes:
    """The update that takes out what `client` put in as its units from `clock` on."""
    gone = _number(1) + _number(client) + _number(1) + _number(clock) + _number(units)
    return _number(0) + gone


def _root(name: str) -> bytes:
    return _number(PARENT_IS_A_ROOT) + _string(name)


def _string(text: str) -> bytes:
    content = text.encode()
    return _number(len(content)) + content


def _number(value: int) -> bytes:
    """Seven bits a byte, the lowest first, the eighth says that more follow."""
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)
