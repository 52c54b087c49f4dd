"""Hybrid logical clocks: they break ties between edits of one field, they never order the log.

An hlc is `<13-digit ms>-<4 hex>`: compared as text it is compared as a moment.
"""

from typing import Annotated

from pydantic import Field

# A clock may be a little wrong; one that is more than this ahead would win every tie for ever.
MOST_AHEAD_MS = 60_000
MOST_IN_ONE_MS = 0xFFFF
LATEST_MS = 9_999_999_999_999

Hlc = Annotated[str, Field(pattern=r"^[0-9]{13}-[0-9a-f]{4}$")]
# Before everything that anybody ever wrote.
NEVER = "0000000000000-0000"


def tick(last: str, now_ms: int) -> str:
    """The next hlc after `last`, whatever the clock says: later than all that was seen."""
    last_ms, count = parts_of(last)
    if now_ms > last_ms:
        return hlc_of(now_ms, 0)
    return hlc_of(last_ms, count + 1) if count < MOST_IN_ONE_MS else hlc_of(last_ms + 1, 0)


def clamped(hlc: str, now_ms: int) -> str:
    """The same, but at most `MOST_AHEAD_MS` ahead of now."""
    latest = hlc_of(now_ms + MOST_AHEAD_MS, 0)
    return min(hlc, latest)


def hlc_of(ms: int, count: int) -> str:
    """Put together; a moment outside 13 digits is brought back into them."""
    return f"{min(max(ms, 0), LATEST_MS):013d}-{count:04x}"


def parts_of(hlc: str) -> tuple[int, int]:
    """Milliseconds since 1970 and the count within them."""
    ms, _, count = hlc.partition("-")
    return int(ms), int(count, 16)
