"""What drawing needs of the bundled fonts: tried out, not assumed."""

from fontTools.ttLib import TTFont, TTLibError

from reel.pixels import shaping, typefaces

TRIED_AT_PX = 109
SMILE = "\U0001f600"


def broken_fonts() -> tuple[str, ...]:
    """The bundled fonts that do not load or leave no ink, by file name; empty when all is well."""
    files = sorted(typefaces.FONTS.glob("*.tt[fc]"))
    return tuple(file.name for file in files if not _leaves_ink(file.stem))


def _leaves_ink(font: str) -> bool:
    cut = shaping.Cut(typefaces.font_path(font), 0, TRIED_AT_PX)
    try:
        if font == typefaces.EMOJI:
            # A COLR emoji font would draw nothing at all, without a word of complaint.
            return _has_bitmaps(font) and shaping.colour_picture(SMILE, cut) is not None
        letter = min(code for code in typefaces.coverage(font) if chr(code).isalpha())
    except (OSError, TTLibError, ValueError):
        return False
    return shaping.draw(chr(letter), cut, "und") is not None


def _has_bitmaps(font: str) -> bool:
    with TTFont(typefaces.font_path(font), lazy=True) as table:
        return "CBDT" in table
