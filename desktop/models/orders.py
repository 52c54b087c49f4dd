"""Fractional indexes: a place between any two others, without moving those (compared as bytes)."""

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
FIRST = "a0"
_LAST = len(DIGITS) - 1


def between(low: str | None, high: str | None) -> str:
    """An order behind `low` and before `high`; None is before, and behind, all others.

    Where there is no room (two that are the same, or written by somebody else's rules) it is
    right behind `low`.
    """
    if low is None and high is None:
        return FIRST
    if high is None:
        return _next(low or "")
    found = _middle(low or "", high)
    is_between = (low or "").encode() < found.encode() < high.encode()
    return found if is_between else f"{low or ''}{DIGITS[1]}"


def spread(count: int) -> list[str]:
    """So many orders one behind the other, short ones."""
    orders: list[str] = []
    for _ in range(count):
        orders.append(between(orders[-1] if orders else None, None))
    return orders


def _next(low: str) -> str:
    """The one behind, with nothing behind it: counted on, so that it stays short."""
    last = DIGITS.find(low[-1:]) if low else -1
    if 0 <= last < _LAST:
        return low[:-1] + DIGITS[last + 1]
    return low + DIGITS[1]


def _middle(low: str, high: str) -> str:
    """Between two texts, the first one with as many zeros behind it as need be."""
    same = 0
    while same < len(high) and (low[same : same + 1] or DIGITS[0]) == high[same]:
        same += 1
    if same:
        return high[:same] + _middle(low[same:], high[same:])
    lowest = _digit(low[:1], 0)
    highest = _digit(high[:1], len(DIGITS))
    if highest - lowest > 1:
        return DIGITS[(lowest + highest) // 2]
    if len(high) > 1:
        return high[0]
    return DIGITS[lowest] + (_middle(low[1:], "") or DIGITS[len(DIGITS) // 2])


def _digit(text: str, otherwise: int) -> int:
    found = DIGITS.find(text) if text else -1
    return found if found >= 0 else otherwise
