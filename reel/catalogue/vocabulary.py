"""What Reelyard knows of a language: the words that steer emphasis, and its few own lines."""

from contract.presets import LookName
from contract.values import Value


class OwnLines(Value):
    """The line each look ends with when the script brings none."""

    explainer: str
    list: str
    story: str

    def of(self, look: LookName) -> str:
        """Return the closing line of a look."""
        return {"explainer": self.explainer, "list": self.list, "story": self.story}[look]


class Vocabulary(Value):
    """One language's words, all in lower case; phrases may hold several words.

    `small` never carry emphasis. `leaning` ones, at the start of a sentence, lean on the
    sentence before it, so such a sentence cannot open a reel. `turns` follow a negation and
    bring what is true instead. `ordinals[n]` all name step n + 1. `copulas` stand between
    what a sentence is about and what it says of it. `one` counts only in fractions
    ("one in five"); `lesser` words turn a comparison round;
    `numbers` and `multiples` give the digits of a number word ("five": "5", "twice": "2×").
    """

    language: str
    small: frozenset[str]
    leaning: frozenset[str]
    pointing: frozenset[str]
    one: tuple[str, ...]
    numbers: dict[str, str]
    magnitudes: frozenset[str]
    times: tuple[str, ...]
    multiples: dict[str, str]
    percents: tuple[str, ...]
    than: tuple[str, ...]
    of: tuple[str, ...]
    out_of: tuple[str, ...]
    lesser: tuple[str, ...]
    copulas: tuple[str, ...]
    negations: tuple[str, ...]
    only: tuple[str, ...]
    turns: tuple[str, ...]
    instead: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    ands: tuple[str, ...]
    ordinals: tuple[tuple[str, ...], ...]
    steps: tuple[str, ...]
    cutting: frozenset[str]
    abbreviations: frozenset[str]
    closing: OwnLines
    calls: tuple[str, ...]
