"""A scene of a script changes places with its neighbour; pure."""

from collections.abc import Sequence

from contract.rebasing import Splice


def moved(
    script: str, lines: Sequence[int], scene: int, by: int, caret: int
) -> tuple[Splice, int] | None:
    """What moves the scene of this number by one (`by` -1 up, 1 down), and where the caret is
    afterwards, in code points. `lines` are those where the scenes begin. None where it cannot go.
    """
    first, second = min(scene, scene + by), max(scene, scene + by)
    if scene < 0 or first < 0 or second >= len(lines):
        return None
    starts = _line_starts(script)
    a, b = starts[lines[first]], starts[lines[second]]
    end = starts[lines[second + 1]] if second + 1 < len(lines) else len(script)
    upper, gap = _parted(script[a:b])
    lower, tail = _parted(script[b:end])
    inside = caret - (a if scene == first else b)
    inside = min(max(inside, 0), len(upper if scene == first else lower))
    goes_to = a + len(lower) + len(gap) if scene == first else a
    return Splice(a, end, lower + gap + upper + tail), goes_to + inside


def _parted(text: str) -> tuple[str, str]:
    """The words of a scene, and the blank lines below it."""
    words = text.rstrip()
    return words, text[len(words) :]


def _line_starts(script: str) -> list[int]:
    starts = [0]
    for line in script.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts
