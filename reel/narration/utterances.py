"""What is said for the words as shown: cleaned of what has no sound, foreign letters marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from xml.sax.saxutils import escape

import regex

from reel.narration.alignment import Utterance

# Signs with a name that voices know; every other symbol is for the eye only.
_KEPT = r"\p{L}\p{M}\p{N}\p{Zs}\p{Sc}+=×÷±°%‰&@.,;:!?'’‘\"“”«»„()\-–—…/'،؛؟।。、！？，；：·׳״"
_SILENT = regex.compile(rf"[^{_KEPT}]")
# A keycap is one emoji although it starts with a digit.
_KEYCAP = regex.compile(r"[0-9#*]\ufe0f?\u20e3")
_PROTOCOL = regex.compile(r"^(https?://)?(www\.)?", regex.IGNORECASE)
_SAYS_SOMETHING = regex.compile(r"[\p{L}\p{N}\p{Sc}+=%‰&@°×÷]")
_LETTER = regex.compile(r"\p{L}")

# Who reads a script when the voice of the reel does not. Latin is missing on purpose:
# every voice passes Latin words on to English by itself.
_READERS = {
    "Cyrillic": "ru",
    "Greek": "el",
    "Arabic": "ar",
    "Hebrew": "he",
    "Devanagari": "hi",
    "Han": "cmn",
    "Hiragana": "ja",
    "Katakana": "ja",
    "Hangul": "ko",
    "Bengali": "bn",
    "Tamil": "ta",
    "Telugu": "te",
    "Gujarati": "gu",
    "Gurmukhi": "pa",
    "Kannada": "kn",
    "Malayalam": "ml",
    "Sinhala": "si",
    "Georgian": "ka",
    "Armenian": "hy",
    "Ethiopic": "am",
    "Myanmar": "my",
}
_SCRIPT_OF = {name: regex.compile(rf"\p{{Script={name}}}") for name in _READERS}
_OWN_SCRIPTS = {
    **dict.fromkeys(
        ["ba", "be", "bg", "cv", "kk", "ky", "mk", "nog", "ru", "sr", "tt", "uk"], ("Cyrillic",)
    ),
    **dict.fromkeys(["ar", "fa", "sd", "ug", "ur"], ("Arabic",)),
    **dict.fromkeys(["hi", "kok", "mr", "ne"], ("Devanagari",)),
    **dict.fromkeys(["cmn", "hak", "yue"], ("Han",)),
    **dict.fromkeys(["as", "bn", "bpy"], ("Bengali",)),
    **dict.fromkeys(["el", "grc"], ("Greek",)),
    **dict.fromkeys(["am", "ti"], ("Ethiopic",)),
    **dict.fromkeys(["hy", "hyw"], ("Armenian",)),
    "gu": ("Gujarati",),
    "he": ("Hebrew",),
    "ja": ("Hiragana", "Katakana"),
    "ka": ("Georgian",),
    "kn": ("Kannada",),
    "ko": ("Hangul",),
    "ml": ("Malayalam",),
    "my": ("Myanmar",),
    "pa": ("Gurmukhi",),
    "si": ("Sinhala",),
    "ta": ("Tamil",),
    "te": ("Telugu",),
}


@dataclass(frozen=True)
class Spelling:
    """A text for a voice, with the place of every word in it."""

    text: str
    words: tuple[Utterance, ...]

    @property
    def is_silent(self) -> bool:
        """Whether there is nothing to say at all."""
        return all(word.start is None for word in self.words)


def spell(words: Sequence[str], reader: str, joins: Sequence[bool] = ()) -> Spelling:
    """The words as one text for a voice (`reader` without its variant), as marked-up text.

    Words in letters that the voice cannot read are handed to a voice that can. A word that
    `joins` the one before is said in one breath with it, as Chinese phrases are.
    """
    pieces: list[str] = []
    utterances: list[Utterance] = []
    length = 0
    for word, is_joined in zip_longest(words, joins[: len(words)], fillvalue=False):
        said = spoken_form(str(word))
        if not said:
            utterances.append(Utterance(None, 0))
            continue
        other = foreign_reader(said, reader)
        opening, closing = (f'<voice name="{other}">', "</voice>") if other else ("", "")
        gap = "" if is_joined or not pieces else " "
        piece = f"{gap}{opening}{escape(said)}{closing}"
        utterances.append(Utterance(length + len(gap) + len(opening), len(said)))
        pieces.append(piece)
        length += len(piece)
    return Spelling("".join(pieces), tuple(utterances))


@lru_cache(maxsize=4096)
def spoken_form(word: str) -> str:
    """The part of a word that has a sound, "" for an emoji or a lone dash."""
    said = _KEYCAP.sub(" ", word)
    said = _SILENT.sub(" ", said)
    if "." not in said:
        said = said.replace("/", " ")
    said = " ".join(_PROTOCOL.sub("", said).split())
    return said if _SAYS_SOMETHING.search(said) else ""


def foreign_reader(said: str, reader: str) -> str | None:
    """The voice for a word whose letters are all of one script that `reader` does not read."""
    letters = "".join(_LETTER.findall(said))
    own = _OWN_SCRIPTS.get(reader, ())
    for script, other in _READERS.items():
        if script not in own and letters and not _SCRIPT_OF[script].sub("", letters):
            return other
    return None
