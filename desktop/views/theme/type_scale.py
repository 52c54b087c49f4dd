"""How big and how heavy letters are, by what they say; in pixels: points differ per screen."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from PySide6.QtGui import QFont

FontRole = Literal[
    "display", "h1", "num", "h2", "editor", "body", "strong", "small", "label", "micro"
]
# Letters of other scripts follow from what the system has.
FAMILIES = ["Inter", "IBM Plex Sans Arabic"]


class Size(NamedTuple):
    """Pixels high, and how heavy: 400, 600 or 700 have files of their own."""

    px: int
    weight: int


SIZES: Mapping[FontRole, Size] = {
    "display": Size(30, 700),
    "h1": Size(24, 700),
    "num": Size(22, 700),
    "h2": Size(15, 600),
    "editor": Size(14, 400),
    "body": Size(13, 400),
    "strong": Size(13, 600),
    "small": Size(12, 400),
    "label": Size(12, 600),
    "micro": Size(11, 600),
}


def make_font(px: int, weight: int) -> QFont:
    """Our letters at any size: inside a drawn phone there is no role for it."""
    font = QFont()
    font.setFamilies(FAMILIES)
    font.setPixelSize(px)
    font.setWeight(QFont.Weight(weight))
    # Inter is drawn to be shown as it is; hinting makes it uneven at fractional scales.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def role_font(role: FontRole) -> QFont:
    """The letters of a role."""
    return make_font(*SIZES[role])
