"""Promises of type: every letter has a font, every word its width and its ink."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.presets import Face
from reel.pixels import shaping, typefaces, typeset
from reel.pixels.typeset import Type

DISPLAY = Face(font="BricolageGrotesque-800", tracking=-14, leading=1.14)
WORLD = {
    "en": "Sky", "ru": "Жук", "uk": "їжак", "el": "Ωμέγα", "ar": "السماء", "he": "שמיים",
    "hi": "क्यों", "th": "ท้องฟ้า", "zh": "天空", "ja": "そら", "ko": "하늘",
}  # fmt: skip


def kind(language="en", size=84.0, face=DISPLAY):
    return Type(face, size, language, language in ("ar", "he"))


@pytest.mark.parametrize("font", sorted({path.stem for path in typefaces.FONTS.glob("*.tt?")}))
def test_every_bundled_font_opens_and_says_what_it_covers(font):
    assert typefaces.coverage(font)
    assert shaping.advance("1", typefaces.cut(font, 0, 50), "en") > 0


@pytest.mark.parametrize(("language", "word"), WORLD.items())
@pytest.mark.parametrize(
    "font", ["BricolageGrotesque-800", "Anton-400", "InstrumentSerif-400", "Fraunces-600"]
)
def test_every_listed_writing_system_resolves_to_a_bundled_font_and_leaves_ink(
    language, word, font
):
    face = Face(font=font, tracking=0, leading=1.0)
    assert typefaces.missing(word, font, language) == ()
    pieces = typeset.word_ink(word, kind(language, face=face), 1.0)
    assert sum(int((piece.mask > typeset.INK_FROM).sum()) for piece in pieces) > 100


@pytest.mark.parametrize("emoji", ["🌈", "🇺🇦", "👨‍👩‍👧", "👍🏽", "❤️", "1️⃣"])
def test_colour_emoji_leave_coloured_ink_as_one_picture(emoji):
    assert [run.font for run in typefaces.runs(emoji, "Anton-400", "en")] == [typefaces.EMOJI]
    (piece,) = typeset.word_ink(emoji, kind(), 1.0)
    assert piece.colours is not None
    assert (piece.mask > 200).sum() > 500


def test_the_emoji_font_holds_bitmaps_because_others_draw_nothing():
    assert (typefaces.FONTS / "NotoColorEmoji.ttf").read_bytes()[:4096].find(b"CBDT") > 0


def test_letters_no_font_covers_are_named_not_boxed():
    assert typefaces.missing("Aሰላም", "Anton-400", "am") == ("ሰ", "ላ", "ም")
    assert typefaces.missing("plain \u200b\u200d\ufe0f text", "Anton-400", "en") == ()


def test_fallback_keeps_the_character_of_the_face():
    assert typefaces.runs("Жук", "Anton-400", "uk")[0].font == "SofiaSansExtraCondensed-900"
    assert typefaces.runs("Жук", "InstrumentSerif-400i", "uk")[0].font == "Literata-600i"
    assert typefaces.runs("天", "Anton-400", "ja")[0].index == 0
    assert typefaces.runs("天", "Anton-400", "zh-Hant")[0].index == 3


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(WORLD)), st.floats(20, 300), st.floats(0.25, 1.0))
def test_ink_is_as_wide_as_the_measure_says_at_every_scale(language, size, scale):
    word = WORLD[language]
    cut = kind(language, size)
    pieces = typeset.word_ink(word, cut, scale)
    left = min(piece.left for piece in pieces)
    right = max(piece.left + piece.mask.shape[1] for piece in pieces)
    advance = typeset.word_width(word, cut) * scale
    assert right - left <= advance + size * scale * 0.22 + 3


def test_width_grows_in_proportion_to_the_size():
    small, large = kind(size=40), kind(size=80)
    assert typeset.word_width("Sky", large) == pytest.approx(2 * typeset.word_width("Sky", small))


def test_tracking_is_between_letters_of_latin_only():
    loose = kind(face=Face(font="BricolageGrotesque-800", tracking=100, leading=1))
    tight = kind(face=Face(font="BricolageGrotesque-800", tracking=0, leading=1))
    assert typeset.word_width("Sky", loose) > typeset.word_width("Sky", tight)
    assert typeset.word_width("क्यों", loose) == typeset.word_width("क्यों", tight)


def test_words_run_from_the_right_and_foreign_groups_keep_their_own_order():
    assert typeset.visual_order(("אני", "אוהב", "New", "York", "מאוד"), True) == (4, 2, 3, 1, 0)
    assert typeset.visual_order(("I", "say", "שלום", "עולם", "today"), False) == (0, 1, 3, 2, 4)
    assert typeset.visual_order(("a", "b"), False) == (0, 1)
