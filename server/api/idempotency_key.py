"""The Idempotency-Key header: a structured-field string, or the bare word most clients send."""

LONGEST_KEY_CHARS = 255


def read_key(header: str | None) -> str:
    """The key that a header holds: `"quoted"` as RFC 8941 strings are, or bare.

    Raises: Problem KEY_MISSING without one, KEY_INVALID when it is no such string, empty, or
    too long.
    """
    raise NotImplementedError
