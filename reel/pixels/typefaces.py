"""Which bundled font draws which letters: every run of text resolves to one, or is a problem."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import regex
from fontTools.ttLib import TTFont

from reel.pixels.shaping import Cut

FONTS = Path(__file__).resolve().parents[1] / "fonts"
EMOJI = "NotoColorEmoji"
CJK = "NotoSansCJK-700"
# Place of each regional cut inside the collection file.
CJK_INDEX = {"ja": 0, "ko": 1, "zh": 2, "zh-Hant": 3, "zh-TW": 3, "zh-HK": 4}
CJK_DEFAULT = 2

SERIF = frozenset({"InstrumentSerif-400", "InstrumentSerif-400i", "Fraunces-600"})
CONDENSED = frozenset({"Anton-400"})
# Who takes over, in this order, where the face itself has no glyph.
SANS_FALLBACK = ("Inter-800", "Cairo-900", "Heebo-900")
CONDENSED_FALLBACK = ("SofiaSansExtraCondensed-900", *SANS_FALLBACK)
SERIF_FALLBACK = ("Literata-600", "NotoNaskhArabic-700", "FrankRuhlLibre-700", "Inter-800")
ITALIC_FALLBACK = ("Literata-600i", *SERIF_FALLBACK)
WORLD_FALLBACK = ("NotoSansDevanagari-800", "NotoSansThai-800", CJK)

# Drawn by no font of their own: they steer their neighbours or are nothing to see.
INVISIBLE = regex.compile(r"[\p{Cf}\p{Zs}\u200c\u200d\ufe0e\ufe0f\p{Cc}]")
EMOJI_CLUSTER = regex.compile(
    r"\p{Emoji_Presentation}|\p{Emoji}\ufe0f|[\U0001F1E6-\U0001F1FF]{2}|[0-9#*]\ufe0f?\u20e3"
)


@dataclass(frozen=True)
class Run:
    """A piece of a word that one font draws; `index` is its place in a collection file."""

    text: str
    font: str
    index: int


@lru_cache(maxsize=64)
def font_path(font: str) -> Path:
    """The file of a bundled font by its stem."""
    for ending in (".ttf", ".ttc"):
        path = FONTS / f"{font}{ending}"
        if path.exists():
            return path
    raise AssertionError(f"no bundled font {font}")


@lru_cache(maxsize=64)
def coverage(font: str, index: int = 0) -> frozenset[int]:
    """The code points a bundled font has glyphs for."""
    with TTFont(font_path(font), fontNumber=index, lazy=True) as table:
        return frozenset(table.getBestCmap())


def cut(font: str, index: int, size_px: float) -> Cut:
    """The font at a size."""
    return Cut(font_path(font), index, size_px)


def fallbacks(font: str) -> tuple[str, ...]:
    """The fonts that stand in for this one, nearest in character first."""
    near: tuple[str, ...] = SANS_FALLBACK
    if font in CONDENSED:
        near = CONDENSED_FALLBACK
    elif font in SERIF or font.startswith("Literata"):
        near = ITALIC_FALLBACK if font.endswith("i") else SERIF_FALLBACK
    return (font, *near, *WORLD_FALLBACK)


@lru_cache(maxsize=4096)
def runs(text: str, font: str, language: str) -> tuple[Run, ...]:
    """The text cut into runs, each wholly covered by its font; a letter that no bundled font
    covers is left to the first font, and `missing` names it."""
    found: list[Run] = []
    for cluster in regex.findall(r"\X", text):
        name, index = _font_of(cluster, font, language)
        if found and (found[-1].font, found[-1].index) == (name, index):
            found[-1] = Run(found[-1].text + cluster, name, index)
        else:
            found.append(Run(cluster, name, index))
    return tuple(found)


def missing(text: str, font: str, language: str) -> tuple[str, ...]:
    """The characters of the text that no bundled font can draw, each once, in order."""
    lost: dict[str, None] = {}
    for run in runs(text, font, language):
        covered = coverage(run.font, run.index)
        for char in run.text:
            if ord(char) not in covered and not INVISIBLE.match(char):
                lost[char] = None
    return tuple(lost)


def _font_of(cluster: str, font: str, language: str) -> tuple[str, int]:
    if EMOJI_CLUSTER.match(cluster) and "\ufe0e" not in cluster and _covers(EMOJI, 0, cluster):
        return EMOJI, 0
    for name in fallbacks(font):
        index = cjk_index(language) if name == CJK else 0
        if _covers(name, index, cluster):
            return name, index
    return (EMOJI, 0) if _covers(EMOJI, 0, cluster) else (font, 0)


def _covers(name: str, index: int, cluster: str) -> bool:
    covered = coverage(name, index)
    return all(ord(char) in covered or INVISIBLE.match(char) for char in cluster)


def cjk_index(language: str) -> int:
    """Which regional cut of the CJK font a language reads best."""
    return CJK_INDEX.get(language, CJK_INDEX.get(language.split("-", 1)[0], CJK_DEFAULT))
