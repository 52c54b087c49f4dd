"""A draft read as it is written: scenes, seconds, letters, the price or why there is none."""

from dataclasses import dataclass

import regex

from contract.drafts import LONGEST_SCRIPT_CHARS, Draft
from contract.problems import Problem
from reel import estimating
from reel.catalogue import get_preset
from reel.estimating import Price
from reel.script import scene_lines
from reel.storyboarding import language_of

_GRAPHEME = regex.compile(r"\X")
# A pasted book is read this far: what comes after it cannot be made anyway.
MOST_READ_CHARS = 2 * LONGEST_SCRIPT_CHARS


@dataclass(frozen=True)
class SceneMark:
    """Where a scene begins in the script's lines, counted from 0, and how long it is spoken."""

    line: int
    spoken_ms: int


@dataclass(frozen=True)
class Reading:
    """What a draft is at a glance. `price` None when it cannot be made, for `problem`'s reason;
    `price_of_one` is that of a single variant;
    letters as a person counts them."""

    language: str
    topic_letters: int
    script_letters: int
    scenes: tuple[SceneMark, ...]
    price: Price | None
    price_of_one: Price | None
    problem: Problem | None

    @property
    def spoken_ms(self) -> int:
        """How long a video is, or, while it cannot be made, its words alone."""
        if self.price is not None:
            return self.price.ms_per_variant
        return sum(scene.spoken_ms for scene in self.scenes)


def read(draft: Draft) -> Reading:
    """Read a draft, also one that nobody could make a reel of yet."""
    language = language_of(draft)
    price, problem = _priced(draft)
    script = draft.script[:MOST_READ_CHARS]
    pace = get_preset(draft.preset).words_per_minute
    lengths = estimating.scenes_ms(script, language, draft.voice, pace)
    lines = scene_lines(script, language)
    return Reading(
        language=language,
        topic_letters=letters_in(draft.topic),
        script_letters=letters_in(draft.script),
        scenes=tuple(SceneMark(*mark) for mark in zip(lines, lengths, strict=True)),
        price=price,
        price_of_one=_priced(draft.model_copy(update={"variants": 1}))[0],
        problem=problem,
    )


def letters_in(text: str) -> int:
    """How many letters a person sees: a family of emoji is one."""
    if text.isascii():
        # CR LF is one as well.
        return len(text) - text.count("\r\n")
    return sum(1 for _ in _GRAPHEME.finditer(text))


def _priced(draft: Draft) -> tuple[Price | None, Problem | None]:
    try:
        return estimating.price(draft), None
    except Problem as problem:
        return None, problem
