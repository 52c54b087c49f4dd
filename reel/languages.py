"""Writing systems and languages: which one a text is in, and where its words part."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import budoux
import regex

from contract.problems import Code, Problem
from reel.catalogue import get_vocabulary, telltales

# Ordered by how often scripts are met; each name is the Unicode script property's value.
_LANGUAGE_OF_SCRIPT = {
    "Hangul": "ko",
    "Thai": "th",
    "Hebrew": "he",
    "Devanagari": "hi",
    "Greek": "el",
    "Bengali": "bn",
    "Tamil": "ta",
    "Telugu": "te",
    "Gujarati": "gu",
    "Gurmukhi": "pa",
    "Kannada": "kn",
    "Malayalam": "ml",
    "Sinhala": "si",
    "Myanmar": "my",
    "Khmer": "km",
    "Lao": "lo",
    "Georgian": "ka",
    "Armenian": "hy",
    "Ethiopic": "am",
    "Tibetan": "bo",
}
_SCRIPTS = ("Latin", "Cyrillic", "Arabic", "Han", "Hiragana", "Katakana", *_LANGUAGE_OF_SCRIPT)
_SCRIPT_PATTERNS = {name: regex.compile(rf"\p{{Script={name}}}") for name in _SCRIPTS}
_LETTER = regex.compile(r"\p{L}")
# Letters of writing systems that no bundled font draws anything of (a test compares). Those that
# are lost of the others are few, and only whoever has the fonts can tell.
_UNDRAWN = regex.compile(
    r"[[\p{L}\p{M}]--[\p{Script=Common}\p{Script=Inherited}\p{Script=Latin}\p{Script=Greek}"
    r"\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Thai}"
    r"\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}]]",
    regex.V1,
)
MOST_NAMED = 5

_RIGHT_TO_LEFT = ("ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi")
_UNSPACED = regex.compile(
    r"[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}"
    r"\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー々〆]"
)
_KANA = regex.compile(r"[\p{Script=Hiragana}\p{Script=Katakana}]")
_THAI = regex.compile(r"\p{Script=Thai}")

# Letters that tell languages of one writing system from each other.
_TELLING_LETTERS = {
    "Cyrillic": {"ru": "ыэё", "be": "ўіыэё", "uk": "іїєґ", "sr": "ђћџљњј"},
    "Arabic": {"ur": "ٹڈڑےں", "fa": "پچژگک"},
}
_OTHER_LANGUAGE = {"Cyrillic": "ru", "Arabic": "ar", "Latin": "en"}
_LATIN_LANGUAGES = ("en", "de", "fr", "es", "pt", "it")
_TRADITIONAL = frozenset("們這個來說時國會對為學後過還發經種樣實現點開無與")

_WORD = regex.compile(r"[\p{L}\p{M}']+")
_TAG = regex.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def guess_language(text: str) -> str:
    """Return the BCP 47 tag of the language a text is most likely in, "und" without a clue."""
    script = main_script(text)
    if script in ("Han", "Hiragana", "Katakana"):
        return _guess_east_asian(text)
    if script in _LANGUAGE_OF_SCRIPT:
        return _LANGUAGE_OF_SCRIPT[script]
    if script == "Latin":
        return _guess_latin(text)
    return _guess_by_letters(text, script)


def main_script(text: str) -> str:
    """Return the Unicode name of the script most letters are of, "" without letters."""
    letters = "".join(_LETTER.findall(text))
    counts = Counter(
        {name: len(pattern.findall(letters)) for name, pattern in _SCRIPT_PATTERNS.items()}
    )
    name, count = counts.most_common(1)[0]
    return name if count and count * 2 >= len(letters) / 2 else ""


def right_to_left(language: str) -> bool:
    """Whether the language is written from right to left."""
    parts = language.split("-")
    if "Latn" in parts[1:]:
        return False
    return parts[0].lower() in _RIGHT_TO_LEFT or bool({"Arab", "Hebr"} & set(parts[1:]))


def tidy_tag(tag: str) -> str:
    """Return the tag in its usual letter case ("pt-BR", "zh-Hant"), "und" if it is none."""
    if not _TAG.fullmatch(tag.strip().replace("_", "-")):
        return "und"
    first, *rest = tag.strip().replace("_", "-").split("-")
    cased = [{2: part.upper(), 4: part.title()}.get(len(part), part.lower()) for part in rest]
    return "-".join([first.lower(), *cased])


def undrawn(text: str) -> tuple[str, ...]:
    """Return the letters that belong to a writing system no bundled font draws, each once."""
    return tuple(dict.fromkeys(_UNDRAWN.findall(text)))


def letters_not_covered(lost: Sequence[str]) -> Problem:
    """Return the problem of letters that no bundled font draws, the first few by name."""
    named = " ".join(lost[:MOST_NAMED]) + (" ..." if len(lost) > MOST_NAMED else "")
    return Problem(
        Code.LETTERS_NOT_COVERED,
        f"No font of ours has these letters: {named}",
        "Leave them out or write them in another script.",
    )


def is_unspaced(char: str) -> bool:
    """Whether words of this letter's writing system stand without spaces between them."""
    return bool(_UNSPACED.match(char))


def segment(text: str, language: str) -> tuple[str, ...]:
    """Return the phrases of a text of an unspaced writing system; joined they are the text."""
    parser = _parser(text, language)
    return tuple(parser.parse(text)) if parser else tuple(regex.findall(r"\X", text))


def _parser(text: str, language: str) -> budoux.Parser | None:
    if _THAI.search(text):
        return _load_parser("th")
    if _KANA.search(text) or language.startswith("ja"):
        return _load_parser("ja")
    if _SCRIPT_PATTERNS["Han"].search(text):
        is_traditional = any(part in language for part in ("Hant", "TW", "HK"))
        return _load_parser("zh-Hant" if is_traditional else "zh")
    return None


@lru_cache
def _load_parser(language: str) -> budoux.Parser:
    if language == "th":
        return budoux.load_default_thai_parser()
    if language == "ja":
        return budoux.load_default_japanese_parser()
    if language == "zh-Hant":
        return budoux.load_default_traditional_chinese_parser()
    return budoux.load_default_simplified_chinese_parser()


def _guess_east_asian(text: str) -> str:
    if _KANA.search(text):
        return "ja"
    return "zh-Hant" if sum(char in _TRADITIONAL for char in text) >= 2 else "zh"


def _guess_by_letters(text: str, script: str) -> str:
    """The language whose own letters stand most in the text; of two, the one named first."""
    counts = Counter(text.lower())
    scores = {
        language: sum(counts[letter] for letter in letters)
        for language, letters in _TELLING_LETTERS.get(script, {}).items()
    }
    best = max(scores, key=lambda language: scores[language], default="und")
    return best if scores.get(best) else _OTHER_LANGUAGE.get(script, "und")


def _guess_latin(text: str) -> str:
    """The language most of whose small words stand in the text, English without any."""
    words = Counter(_WORD.findall(text.lower().replace("’", "'")))
    known = {name: get_vocabulary(name).small for name in _LATIN_LANGUAGES} | telltales()
    scores = {
        name: sum(count for word, count in words.items() if word in small)
        for name, small in known.items()
    }
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] else "en"
