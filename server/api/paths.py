"""Ids as they stand in a path."""

from uuid import UUID

from server.absence import nothing_here

# `UUID()` also reads braces, URN prefixes and missing hyphens; one thing has one address.
CANONICAL_CHARS = 36


def id_of(text: str) -> UUID:
    """The id that a part of a path spells, in upper or lower case.

    Raises: Problem NOT_FOUND when it is no id, as for one that nobody has.
    """
    try:
        read = UUID(text)
    except ValueError as error:
        raise nothing_here() from error
    if len(text) != CANONICAL_CHARS or str(read) != text.lower():
        raise nothing_here()
    return read
