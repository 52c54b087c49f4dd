"""The Idempotency-Key header: a structured-field string, or the bare word most clients send."""

import re

from contract.problems import Code, Problem

LONGEST_KEY_CHARS = 255

# RFC 8941, section 3.3.3: printable ASCII between quotes, of which only quote and backslash
# are escaped.
_QUOTED = re.compile(r'"((?:[ !#-\[\]-~]|\\["\\])*)"')
_ESCAPED = re.compile(r"\\(.)")
# What most clients send: a UUID as it is, or any other run of printable ASCII.
_BARE = re.compile(r"[!#-~]+")


def read_key(header: str | None) -> str:
    """The key that a header holds: `"quoted"` as RFC 8941 strings are, or bare.

    Raises: Problem KEY_MISSING without one, KEY_INVALID when it is no such string, empty, or
    too long.
    """
    if header is None:
        raise Problem(
            Code.KEY_MISSING,
            "This call needs an Idempotency-Key header.",
            "Send a new one for every new wish, and the same one when you repeat it.",
        )
    key = _unquoted(header.strip(" "))
    if not key or len(key) > LONGEST_KEY_CHARS:
        raise Problem(
            Code.KEY_INVALID,
            "The Idempotency-Key is not a key that can be read.",
            f"Send 1 to {LONGEST_KEY_CHARS} characters of printable ASCII, such as a UUID.",
        )
    return key


def _unquoted(header: str) -> str:
    """The text of a quoted string or of a bare word, "" for anything else."""
    quoted = _QUOTED.fullmatch(header)
    if quoted:
        return _ESCAPED.sub(r"\1", quoted[1])
    return header if _BARE.fullmatch(header) else ""
