"""Who can read which language aloud: the built-in voices by language tag and by name."""

from collections.abc import Iterable

import regex

from contract.problems import Code, Problem
from contract.storyboards import Voice

SILENT = "silent"
MALE, FEMALE = "male", "female"
PITCH = 50
# Of all cuts of the built-in voice these two sound least harsh: their average spectrum lies
# nearest to that of people talking (3 dB off, where the plain voice is 5 dB off).
VARIANTS = {MALE: "m7", FEMALE: "f2"}
DEFAULT_VARIANT = VARIANTS[MALE]
KNOWN_VARIANTS = frozenset({*(f"m{n}" for n in range(1, 9)), *(f"f{n}" for n in range(1, 6))})

# Tags whose voice has another name; every other spoken language is named by its own tag.
_NAMES = {
    "en": "en-us",
    "en-gb": "en-gb-x-rp",
    "en-au": "en-gb-x-rp",
    "en-ie": "en-gb-x-rp",
    "en-nz": "en-gb-x-rp",
    "es-mx": "es-419",
    "es-ar": "es-419",
    "es-co": "es-419",
    "es-us": "es-419",
    "fil": "",
    "hbs": "hr",
    "iw": "he",
    "in": "id",
    "no": "nb",
    "nn": "nb",
    "pt-pt": "pt",
    "sh": "hr",
    "zh": "cmn",
    "zh-hk": "yue",
}
# Thai is left out on purpose: the built-in voice breaks words at tone marks and drops
# vowels, so that nobody could follow. Japanese is read from kana only.
_KANA_READER = "ja"
_HAN = regex.compile(r"\p{Script=Han}")
_OWN_NAMES = frozenset(
    """
    af am an ar as az ba be bg bn bpy bs ca cmn cs cv cy da de el en-029 en-gb-scotland
    en-gb-x-rp en-us en-us-nyc eo es es-419 et eu fa fi fo fr fr-be fr-ch ga gd grc gu hak haw
    he hi hr ht hu hy hyw ia id is it ja ka kk kl kn ko kok ku ky la lb lt lv mi mk ml mr ms mt
    my nb ne nl nog om or pa pap pl pt pt-br qu ro ru sd si sk sl sq sr sv sw ta te ti tk tn tr
    tt ug uk ur uz vi yue
    """.split()  # noqa: SIM905 - ninety lines of one name each read worse
)


def can_speak(language: str) -> bool:
    """Whether a built-in voice reads this language."""
    return find_reader(language) is not None


def find_reader(language: str) -> str | None:
    """The name of the built-in voice for a language tag or a nearer relative of it."""
    parts = language.lower().replace("_", "-").split("-")
    for length in range(len(parts), 0, -1):
        tag = "-".join(parts[:length])
        if tag in _NAMES:
            return _NAMES[tag] or None
        if tag in _OWN_NAMES:
            return tag
    return None


def voice_for(language: str, wanted: str | None, words_per_minute: int) -> Voice:
    """The voice that reads a language: the wanted one, else the language's own.

    `wanted` is "male", "female", "silent", or a language tag that may name one of its
    variants ("en-gb+f2").

    Raises: Problem UNKNOWN_VOICE, LANGUAGE_NOT_SPOKEN.
    """
    wish = (wanted or "").strip().lower()
    if wish == SILENT:
        return Voice(narrator="silent", name=SILENT, words_per_minute=words_per_minute, pitch=PITCH)
    name = _named(wish) if wish not in ("", *VARIANTS) else _own(language, wish or MALE)
    return Voice(narrator="espeak", name=name, words_per_minute=words_per_minute, pitch=PITCH)


def reader_name(name: str) -> str:
    """The full name of a voice, its variant included, for a language tag with or without one.

    Raises: Problem UNKNOWN_VOICE.
    """
    return _named(name.lower())


def check_readable(words: Iterable[str], reader: str) -> None:
    """Pass when a voice (`reader` without its variant) can read its own language's spelling.

    Raises: Problem LANGUAGE_NOT_SPOKEN for Japanese written with kanji.
    """
    if reader != _KANA_READER:
        return
    for word in words:
        if _HAN.search(word):
            raise Problem(
                Code.LANGUAGE_NOT_SPOKEN,
                f"The built-in Japanese voice reads kana, but not kanji as in {word}.",
                f'Write the script in kana, or choose the voice "{SILENT}".',
            )


def not_spoken(language: str) -> Problem:
    """The problem that no built-in voice reads a language."""
    return Problem(
        Code.LANGUAGE_NOT_SPOKEN,
        f'No built-in voice can read the language "{language}" aloud.',
        f'Choose the voice "{SILENT}": the captions then follow a calm reading speed.',
    )


def _own(language: str, kind: str) -> str:
    reader = find_reader(language)
    if reader is None:
        raise not_spoken(language)
    return f"{reader}+{VARIANTS[kind]}"


def _named(wish: str) -> str:
    tag, _, variant = wish.partition("+")
    reader = find_reader(tag)
    variant = variant or DEFAULT_VARIANT
    if reader is None or variant not in KNOWN_VARIANTS:
        raise Problem(
            Code.UNKNOWN_VOICE,
            f'There is no voice "{wish}".',
            'Use "male", "female", "silent" or a language such as "en-gb" or "en-gb+f2".',
        )
    return f"{reader}+{variant}"
