"""Changes of a text: what differs, in pieces that travel, at places as Qt counts them."""

from collections.abc import Callable, Iterator

# What one transaction puts in or takes out. Undone, each of these letters may be an item of its
# own (28 bytes beside its 4): still less than the longest update.
PIECE_CHARS = 8_000


def difference(before: str, after: str) -> tuple[int, int, int]:
    """Where two texts begin to differ, and where each of them stops to."""
    shorter = min(len(before), len(after))
    start = _common(shorter, lambda chars: before[:chars] == after[:chars])
    rest = shorter - start
    ends = _common(rest, lambda chars: before[len(before) - chars :] == after[len(after) - chars :])
    return start, len(before) - ends, len(after) - ends


def _common(most: int, is_same: Callable[[int], bool]) -> int:
    """The largest number of letters that are the same, by halving."""
    least = 0
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if is_same(middle) else (least, middle - 1)
    return least


def pieces_of(removed: str, inserted: str) -> Iterator[tuple[int, str]]:
    """A change as several: bytes to take out, words to put in their place."""
    for at in range(0, max(len(removed), len(inserted)), PIECE_CHARS):
        gone = removed[at : at + PIECE_CHARS]
        yield len(gone.encode()), inserted[at : at + PIECE_CHARS]


def chars_before(text: str, utf16: int, *, is_end: bool) -> int:
    """How many code points stand before a place in UTF-16 units; a place within one is before
    it, or after it where it `is_end`."""
    if text.isascii():
        return min(max(utf16, 0), len(text))
    units = text.encode("utf-16-le")[: 2 * max(utf16, 0)]
    whole = units.decode("utf-16-le", errors="ignore")
    is_within = len(whole.encode("utf-16-le")) < len(units)
    return len(whole) + (1 if is_within and is_end else 0)
