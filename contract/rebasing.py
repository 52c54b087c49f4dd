"""Three texts: what one person made of a text, over what became of it meanwhile.

Used on both sides of a device's store: what was typed is laid over what arrived, and what arrived
over what was typed. No letter that somebody put in is lost or comes twice.
"""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from contract.splices import difference

# What is typed between two hand-overs is far less. Within it a letter that nobody touched is never
# taken for one that was taken out and put in again, which would double it where two sides did so.
MOST_LETTERS = 64
# Lines beyond this are compared as one stretch: a diff of whole books takes too long for a person
# who types.
MOST_LINES = 2_000


class Splice(NamedTuple):
    """Letters `start` up to, not including, `end` give way to `inserted`; places in code points
    of the text before any other splice of the same change."""

    start: int
    end: int
    inserted: str


Splices = tuple[Splice, ...]


def changes(before: str, after: str) -> Splices:
    """What makes `after` of `before`, in order, apart where lines between stayed as they are."""
    if before == after:
        return ()
    start, end, end_after = difference(before, after)
    gone, new = before[start:end], after[start:end_after]
    by_letters = _by_letters(gone, new, start)
    return tuple(_by_lines(gone, new, start)) if by_letters is None else by_letters


def carried(splices: Sequence[Splice], over: Sequence[Splice]) -> Splices:
    """Splices of one text as splices of what `over` made of the same text.

    What `over` put in stays, what both took out is gone once, and where both put something in at
    one place, this comes behind.
    """
    moved = list[Splice]()
    for start, end, inserted in splices:
        at = _place(start, over)
        kept = list(_surviving(start, end, over))
        if kept and kept[0][0] == at:
            moved.append(Splice(at, kept[0][1], inserted))
            kept = kept[1:]
        elif inserted:
            moved.append(Splice(at, at, inserted))
        moved += [Splice(first, last, "") for first, last in kept]
    return tuple(moved)


def spliced(text: str, splices: Iterable[Splice]) -> str:
    """The text with all of these done to it."""
    parts, at = [], 0
    for start, end, inserted in splices:
        parts += [text[at:start], inserted]
        at = end
    return "".join((*parts, text[at:]))


def _by_lines(before: str, after: str, offset: int) -> Iterable[Splice]:
    """The same by lines: what was moved or written in between stays apart."""
    lines, others = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if max(len(lines), len(others)) > MOST_LINES:
        yield Splice(offset, offset + len(before), after)
        return
    starts = _starts(lines, offset)
    for kind, a, b, c, d in SequenceMatcher(None, lines, others, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        if b - a == d - c:
            for place in range(b - a):
                yield from _within(lines[a + place], others[c + place], starts[a + place])
        else:
            yield from _within("".join(lines[a:b]), "".join(others[c:d]), starts[a])


def _within(before: str, after: str, offset: int) -> Splices:
    start, end, end_after = difference(before, after)
    gone, new = before[start:end], after[start:end_after]
    by_letters = _by_letters(gone, new, offset + start)
    return (Splice(offset + start, offset + end, new),) if by_letters is None else by_letters


def _by_letters(before: str, after: str, offset: int) -> Splices | None:
    """The fewest letters that make the one of the other; None when they are too many.

    Source: E. W. Myers, An O(ND) difference algorithm and its variations (1986).
    """
    if not before or not after:
        return (Splice(offset, offset + len(before), after),) if before or after else ()
    reached, trail = {1: 0}, list[dict[int, int]]()
    for depth in range(MOST_LETTERS + 1):
        trail.append(dict(reached))
        for lane in range(-depth, depth + 1, 2):
            is_put_in = lane == -depth or (lane != depth and reached[lane - 1] < reached[lane + 1])
            at = reached[lane + 1] if is_put_in else reached[lane - 1] + 1
            while at < len(before) and at - lane < len(after) and before[at] == after[at - lane]:
                at += 1
            reached[lane] = at
            if at >= len(before) and at - lane >= len(after):
                return tuple(_along(trail, before, after, offset))
    return None


def _along(trail: list[dict[int, int]], before: str, after: str, offset: int) -> list[Splice]:
    """The way back through all lanes, as splices in order; neighbours are one."""
    found = list[Splice]()
    at, lane = len(before), len(before) - len(after)
    for depth in range(len(trail) - 1, 0, -1):
        reached = trail[depth]
        is_put_in = lane == -depth or (lane != depth and reached[lane - 1] < reached[lane + 1])
        lane = lane + 1 if is_put_in else lane - 1
        at = reached[lane]
        put_in = after[at - lane] if is_put_in else ""
        step = Splice(offset + at, offset + at + (not is_put_in), put_in)
        if found and step.end == found[-1].start:
            step = Splice(step.start, found[-1].end, put_in + found[-1].inserted)
            found.pop()
        found.append(step)
    return found[::-1]


def _starts(lines: Sequence[str], offset: int) -> list[int]:
    starts = [offset]
    for line in lines:
        starts.append(starts[-1] + len(line))
    return starts


def _place(at: int, over: Sequence[Splice]) -> int:
    """Where a place is afterwards: behind what was put in there."""
    moved = at
    for start, end, inserted in over:
        if start > at:
            break
        moved += len(inserted) - (min(end, at) - start)
    return moved


def _surviving(start: int, end: int, over: Sequence[Splice]) -> Iterable[tuple[int, int]]:
    """The stretches of these letters that are still there, where they are afterwards."""
    at = start
    for first, last, _ in over:
        if last < at or (last == at and last > first):
            continue
        if first >= end:
            break
        if first > at:
            yield _stretch(at, first, over)
        at = max(at, last)
    if at < end:
        yield _stretch(at, end, over)


def _stretch(start: int, end: int, over: Sequence[Splice]) -> tuple[int, int]:
    first = _place(start, over)
    return first, first + end - start
