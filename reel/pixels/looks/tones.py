"""Which colours stand on which: contrast as the eye and the guidelines measure it."""

from collections.abc import Sequence

from reel.pixels.planes import rgb

# What guidelines ask for is 7; grain takes a little of it away again.
TEXT_CONTRAST = 7.3
DISPLAY_CONTRAST = 4.5


def luminance(colour: str) -> float:
    """Relative luminance of #RRGGBB, 0..1."""
    parts = (part / 255 for part in rgb(colour))
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1..21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """A colour `share` of the way from one to the other."""
    pairs = zip(rgb(one), rgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def first_clear(candidates: Sequence[str], ground: str, ratio: float) -> str:
    """The first candidate that clears the ratio on the ground, else the clearest of them."""
    for colour in candidates:
        if contrast(colour, ground) >= ratio:
            return colour
    return max(candidates, key=lambda colour: contrast(colour, ground))


def between(candidates: Sequence[str], one: str, other: str) -> str:
    """The candidate that stands off best from both colours at once."""
    return max(candidates, key=lambda c: min(contrast(c, one), contrast(c, other)))
