"""What platforms and presets are called, also those that this version does not know."""

from functools import cache

from contract.problems import Problem
from desktop.views.words import language, tr, tr_told
from reel.catalogue import get_platform, get_preset, platforms

# The sign of a platform that is none of ours.
UNKNOWN_ICON = "film"


@cache
def platform_words(platform: str) -> str:
    """A platform in one word: "Reels" is Instagram's."""
    try:
        return get_platform(platform).name.rpartition(" ")[2]
    except Problem:
        return platform


def preset_words(preset: str) -> str:
    """A preset's own name."""
    try:
        return tr_told(get_preset(preset).name)
    except Problem:
        return preset


def apart_words(told: str) -> str:
    """What sets a variant apart, phrase by phrase, as it is told in English: "Opens with the
    topic, on yellow." Phrases that nobody knows stay as they are."""
    if language() == "en":
        return told
    phrases = [_phrase_words(phrase) for phrase in told.strip().rstrip(".").split(", ")]
    return tr(", ").join(phrases)


def _phrase_words(phrase: str) -> str:
    known = phrase[:1].lower() + phrase[1:]
    said = tr_told(known)
    return phrase if said == known else said


@cache
def platform_icon(platform: str) -> str:
    """Its sign."""
    return platform if platform in {one.id for one in platforms()} else UNKNOWN_ICON


def platform_options() -> list[tuple[str, str]]:
    """All platforms, as (id, word)."""
    return [(one.id, platform_words(one.id)) for one in platforms()]
