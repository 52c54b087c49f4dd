"""WCAG 2 contrast of every pair of colours that meet, computed from the tokens."""

import pytest

from desktop.views.theme.tokens import (
    DARK,
    HIGH_CONTRAST_DARK,
    HIGH_CONTRAST_LIGHT,
    LIGHT,
    Tokens,
)

TEXT, GRAPHICS = 4.5, 3.0
MORE_TEXT, MORE_GRAPHICS = 7.0, 4.5

WORDS = {
    "text": "bg side card raised hover pressed soft sel warn_soft err_soft ok_soft",
    "dim": "bg side card raised hover soft warn_soft err_soft ok_soft",
    "faint": "bg side card raised",
    "primary_fg": "primary primary_hover primary_pressed",
    "accent_fg": "bg side card raised soft",
    "ok": "ok_soft card bg side raised",
    "warn": "warn_soft card bg side raised",
    "err": "err_soft card bg side raised",
    "toast_text": "toast",
    "toast_action": "toast",
}
DRAWN = {
    "edge": "card bg side raised track soft",
    "focus": "bg card side soft raised",
    "accent": "card bg soft track",
    "accent2": "card",
    "warn_g": "card",
    "primary": "card bg side",
    "toast_edge": "toast",
    "warn": "warn_soft bg",
    "err": "err_soft bg raised",
    "ok": "ok_soft bg",
    "knob": "primary",
}


def luminance(colour: str) -> float:
    """WCAG 2's relative luminance of `#RRGGBB`."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


def too_weak(tokens: Tokens, pairs: dict[str, str], least: float) -> list[str]:
    return [
        f"{front} on {ground}: {found:.2f}"
        for front, grounds in pairs.items()
        for ground in grounds.split()
        if (found := contrast(getattr(tokens, front), getattr(tokens, ground))) < least
    ]


def test_it_measures_as_wcag_does():
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)
    # DESIGN's own figures.
    assert contrast(DARK.text, DARK.bg) == pytest.approx(17.15, abs=0.01)
    assert contrast(LIGHT.primary_fg, LIGHT.primary) == pytest.approx(5.51, abs=0.01)
    assert contrast(DARK.toast_text, DARK.toast) == pytest.approx(16.13, abs=0.01)


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=lambda tokens: tokens.name)
def test_words_are_read_and_what_must_be_seen_is_seen(tokens):
    assert too_weak(tokens, WORDS, TEXT) == []
    assert too_weak(tokens, DRAWN, GRAPHICS) == []


@pytest.mark.parametrize(
    "tokens", [HIGH_CONTRAST_DARK, HIGH_CONTRAST_LIGHT], ids=lambda tokens: tokens.name
)
def test_who_asks_for_more_contrast_gets_it(tokens):
    assert too_weak(tokens, WORDS, MORE_TEXT) == []
    assert too_weak(tokens, DRAWN, MORE_GRAPHICS) == []


@pytest.mark.parametrize(
    "tokens",
    [DARK, LIGHT, HIGH_CONTRAST_DARK, HIGH_CONTRAST_LIGHT],
    ids=lambda tokens: tokens.name,
)
def test_a_token_is_a_solid_colour(tokens):
    for name, colour in vars(tokens).items():
        if name != "name":
            assert len(colour) == 7, name
            int(colour[1:], 16)
