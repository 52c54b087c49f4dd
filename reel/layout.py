"""Where lines break and how large type may be: pure decisions over measured widths."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

# Costs of one line beside its squared slack, tuned by eye on the looks' frames.
SMALL_WORD_END_COST = 0.12
SENTENCE_END_COST = -0.30
CLAUSE_END_COST = -0.22
SENTENCE_END_INSIDE_COST = 0.25
ORPHAN_COST = 0.25
ORPHAN_LONGEST_CHARS = 4
# A block of more lines must be this much larger in type, a cost point, to be preferred.
SIZE_PER_COST_PX = 60
SIZE_STEP_PX = 4
SHRINK_STEP = 0.97
# How finely the evenest stack is looked for.
STACK_STEP = 1.03

SENTENCE_ENDS = ".?!…。？！؟।"
CLAUSE_ENDS = ",:;،؛，、：；"
OPENING = "\"'«“„‘([¿¡"
CLOSING = "\"'»”’)]"

# Width in px of words `first` up to `end`, set in one line.
WidthOf = Callable[[int, int], float]
# The same at a size in px.
Measure = Callable[[int, int, float], float]


@dataclass(frozen=True)
class Lines:
    """Words by line, as index ranges, and how ugly the breaking is."""

    spans: tuple[tuple[int, int], ...]
    cost: float


@dataclass(frozen=True)
class Block:
    """Type that fits: its size in px and its lines."""

    size_px: float
    lines: Lines


def break_lines(
    words: Sequence[str],
    width_of: WidthOf,
    most_px: float,
    count: int,
    small_words: frozenset[str] = frozenset(),
) -> Lines | None:
    """The least ugly way to set the words in exactly `count` lines, None when none fits."""
    total = len(words)

    @cache
    def line_cost(first: int, end: int) -> float | None:
        width = width_of(first, end)
        if width > most_px:
            return None
        slack = ((most_px - width) / most_px) ** 2
        return slack + _turn_cost(words, first, end, small_words, count)

    @cache
    def best(first: int, left: int) -> tuple[float, tuple[int, ...]] | None:
        if left == 1:
            cost = line_cost(first, total)
            return None if cost is None else (cost, (total,))
        found: tuple[float, tuple[int, ...]] | None = None
        for end in range(first + 1, total - left + 2):
            cost = line_cost(first, end)
            if cost is None:
                break
            rest = best(end, left - 1)
            if rest and (found is None or cost + rest[0] < found[0]):
                found = (cost + rest[0], (end, *rest[1]))
        return found

    answer = best(0, count) if 0 < count <= total else None
    if answer is None:
        return None
    starts = (0, *answer[1][:-1])
    return Lines(tuple(zip(starts, answer[1], strict=True)), answer[0])


def _turn_cost(
    words: Sequence[str], first: int, end: int, small_words: frozenset[str], count: int
) -> float:
    last = words[end - 1].rstrip(CLOSING)
    is_final = end == len(words)
    cost = 0.0
    if not is_final:
        if bare(last) in small_words:
            cost += SMALL_WORD_END_COST
        if last.endswith(tuple(SENTENCE_ENDS)):
            cost += SENTENCE_END_COST
        elif last.endswith(tuple(CLAUSE_ENDS)):
            cost += CLAUSE_END_COST
    inside = words[first : end - 1]
    cost += SENTENCE_END_INSIDE_COST * sum(
        word.rstrip(CLOSING).endswith(tuple(SENTENCE_ENDS)) for word in inside
    )
    is_orphan = is_final and end - first == 1 and count > 1
    if is_orphan and len(bare(last)) <= ORPHAN_LONGEST_CHARS:
        cost += ORPHAN_COST
    return cost


def bare(word: str) -> str:
    """The word without punctuation around it, in lower case."""
    return word.strip(SENTENCE_ENDS + CLAUSE_ENDS + OPENING + CLOSING).casefold()


def fit(
    words: Sequence[str],
    measure: Measure,
    width_px: float,
    height_px: float,
    leading: float,
    largest_px: float,
    smallest_px: float,
    most_lines: int,
    small_words: frozenset[str] = frozenset(),
) -> Block:
    """The largest, then best broken setting that fits the box.

    Where nothing fits at `smallest_px` the words are shrunk further, never cut or let out.
    """
    best: Block | None = None
    best_score = 0.0
    for count in range(1, min(most_lines, len(words)) + 1):
        size = min(largest_px, height_px / (count * leading))
        lines: Lines | None = None
        while size >= smallest_px:
            lines = break_lines(words, _at(measure, size), width_px, count, small_words)
            if lines:
                break
            size -= SIZE_STEP_PX
        if lines is None:
            continue
        score = size - SIZE_PER_COST_PX * lines.cost / count
        if best is None or score > best_score:
            best, best_score = Block(size, lines), score
    return best or shrink(
        words, measure, width_px, height_px, leading, smallest_px, most_lines, small_words
    )


def shrink(
    words: Sequence[str],
    measure: Measure,
    width_px: float,
    height_px: float,
    leading: float,
    size_px: float,
    most_lines: int,
    small_words: frozenset[str] = frozenset(),
) -> Block:
    """The first size at or below `size_px`, in steps of 3 %, whose lines fit the box."""
    size = size_px
    while True:
        for count in range(1, min(most_lines, len(words)) + 1):
            lines = break_lines(words, _at(measure, size), width_px, count, small_words)
            if lines and count * leading * size <= height_px:
                return Block(size, lines)
        size *= SHRINK_STEP


def stack(
    words: Sequence[str],
    measure: Measure,
    count: int,
    small_words: frozenset[str] = frozenset(),
) -> Lines | None:
    """Words in `count` lines that differ least in length: each is later set to full width."""
    size = 100.0
    whole = measure(0, len(words), size) / count

    def evenness(first: int, end: int) -> float:
        # Slack is the shortfall from `whole`, so a line just as long as that has none.
        return whole - abs(measure(first, end, size) - whole)

    return break_lines(words, evenness, whole, count, small_words)


def _at(measure: Measure, size: float) -> WidthOf:
    return lambda first, end: measure(first, end, size)
