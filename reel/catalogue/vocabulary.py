"""What Reelyard knows of a language: the words that steer emphasis, and its few own lines."""

from contract.presets import LookName
from contract.values import Value


class NumberWord(Value):
    """A number written as a word, and the same number in digits."""

    word: str
    digits: str


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
    what a sentence is about and what it says of it. `growth` words after a percentage mean
    a change, not a share.
    """

    language: str
    small: tuple[str, ...]
    leaning: tuple[str, ...]
    numbers: tuple[NumberWord, ...]
    times: tuple[str, ...]
    multiples: tuple[NumberWord, ...]
    percents: tuple[str, ...]
    than: tuple[str, ...]
    of: tuple[str, ...]
    growth: tuple[str, ...]
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
    cutting: tuple[str, ...]
    abbreviations: tuple[str, ...]
    closing: OwnLines
    calls: tuple[str, ...]
