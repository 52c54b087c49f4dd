"""Range and If-Range (RFC 9110, section 14): which bytes of a file are asked for."""

import re
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"bytes=[ \t]*([0-9]*)-([0-9]*)[ \t]*", re.IGNORECASE)
# A number of more digits lies beyond the end of every file; reading it whole would cost time.
MOST_DIGITS = 18
BEYOND_ALL = 10**MOST_DIGITS


@dataclass(frozen=True)
class Slice:
    """Bytes `start` up to, not including, `end`; none of them when these are the same."""

    start: int
    end: int


def read_range(header: str | None, if_range: str | None, etag: str, size: int) -> Slice | None:
    """The part of a file that is asked for; None for the whole.

    Whole is also what several ranges get, what nobody understands, and what a client gets
    whose first part is of another file. An empty part means that the range holds no byte.
    """
    if header is None or (if_range is not None and if_range.strip() != etag):
        return None
    found = _ONE_RANGE.fullmatch(header.strip())
    if found is None or found[1] == found[2] == "":
        return None
    if found[1] == "":
        return _last_bytes(_number(found[2]), size)
    first, last = _number(found[1]), _number(found[2]) if found[2] else BEYOND_ALL
    if last < first:
        return None
    return Slice(first, min(last + 1, size)) if first < size else Slice(0, 0)


def _last_bytes(count: int, size: int) -> Slice | None:
    """The end of a file; all of it when it has no more, which an empty file never has."""
    if count > 0 and size == 0:
        return None
    return Slice(max(0, size - count), size)


def _number(digits: str) -> int:
    short = digits.lstrip("0") or "0"
    return int(short) if len(short) <= MOST_DIGITS else BEYOND_ALL
