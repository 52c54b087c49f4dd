"""The data Reelyard ships: platforms, presets and the words of languages, read once."""

import json
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable

from contract.platforms import Platform
from contract.presets import Preset
from contract.problems import Code, Problem
from reel.catalogue.vocabulary import OwnLines, Vocabulary

# The order in which people are shown them; a new file takes its place here.
_PLATFORMS = ("tiktok", "reels", "shorts")
_PRESETS = ("explainer", "list", "story")


@lru_cache
def platforms() -> tuple[Platform, ...]:
    """Return every platform Reelyard makes videos for."""
    return tuple(Platform.model_validate_json(_text("platforms", name)) for name in _PLATFORMS)


@lru_cache
def presets() -> tuple[Preset, ...]:
    """Return every built-in preset."""
    return tuple(Preset.model_validate_json(_text("presets", name)) for name in _PRESETS)


def get_platform(id: str) -> Platform:
    """Return the platform of this id.

    Raises: Problem UNKNOWN_PLATFORM.
    """
    for platform in platforms():
        if platform.id == id:
            return platform
    raise Problem(
        Code.UNKNOWN_PLATFORM,
        f"There is no platform called {_quoted(id)}.",
        f"Choose one of {', '.join(_PLATFORMS)}.",
    )


def get_preset(id: str) -> Preset:
    """Return the preset of this id.

    Raises: Problem UNKNOWN_PRESET.
    """
    for preset in presets():
        if preset.id == id:
            return preset
    raise Problem(
        Code.UNKNOWN_PRESET,
        f"There is no preset called {_quoted(id)}.",
        f"Choose one of {', '.join(_PRESETS)}.",
    )


@lru_cache
def picture_of(preset: Preset) -> bytes:
    """Return a frame of a built-in preset's look as a JPEG of 360x640, drawn by the render."""
    return _folder("pictures").joinpath(f"{preset.id}.jpg").read_bytes()


@lru_cache
def get_vocabulary(language: str) -> Vocabulary:
    """Return the words of a BCP 47 tag's language; empty ones for a language without data."""
    name = language.split("-", maxsplit=1)[0].lower()
    if name in languages_with_words():
        return Vocabulary.model_validate_json(_text("words", name))
    return _empty_vocabulary(language)


@lru_cache
def languages_with_words() -> tuple[str, ...]:
    """Return the languages that have words data, sorted."""
    names = (entry.name for entry in _folder("words").iterdir())
    return tuple(sorted(name.removesuffix(".json") for name in names if name.endswith(".json")))


@lru_cache
def telltales() -> dict[str, frozenset[str]]:
    """Return, by language, small words that tell it from others: enough to guess it, no more."""
    texts: dict[str, str] = json.loads(_text("", "telltales"))
    return {language: frozenset(text.split()) for language, text in texts.items()}


def _empty_vocabulary(language: str) -> Vocabulary:
    """Of a language nobody described yet: no phrase is known, and every word counts."""
    nothing: tuple[str, ...] = ()
    return Vocabulary(
        language=language,
        small=frozenset(),
        leaning=frozenset(),
        pointing=frozenset(),
        one=nothing,
        numbers={},
        magnitudes=frozenset(),
        times=nothing,
        multiples={},
        percents=nothing,
        than=nothing,
        of=nothing,
        out_of=nothing,
        lesser=nothing,
        copulas=nothing,
        negations=nothing,
        only=nothing,
        turns=nothing,
        instead=nothing,
        before=nothing,
        after=nothing,
        ands=nothing,
        ordinals=(),
        steps=nothing,
        cutting=frozenset(),
        abbreviations=frozenset(),
        closing=OwnLines(explainer="", list="", story=""),
        calls=nothing,
    )


def _folder(name: str) -> Traversable:
    return resources.files(__name__).joinpath(name)


def _text(folder: str, name: str) -> str:
    return _folder(folder).joinpath(f"{name}.json").read_text(encoding="utf-8")


def _quoted(id: str) -> str:
    return f"“{id[:40]}”"
