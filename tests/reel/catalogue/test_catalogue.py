"""Promises of the catalogue: facts with sources, looks that can be read, words that are words."""

from datetime import date

import pytest

from contract.drafts import MOST_VARIANTS
from contract.platforms import Box
from contract.problems import Code, Problem
from reel.catalogue import (
    get_platform,
    get_preset,
    get_vocabulary,
    languages_with_words,
    picture_of,
    platforms,
    presets,
    telltales,
)

# What all three looks draw inside of, whatever the platform.
DRAWN_BOX = Box(left_px=65, top_px=288, right_px=888, bottom_px=1248)
STOPS = {"explainer": 8 + 7, "list": 6 + 3, "story": 6 + 5 + 2}
LANGUAGES = [
    "ar",
    "de",
    "el",
    "en",
    "es",
    "fr",
    "he",
    "hi",
    "it",
    "ja",
    "ko",
    "pt",
    "ru",
    "th",
    "uk",
    "zh",
]
PALETTES = [(preset, number) for preset in presets() for number in range(len(preset.variations))]
CAPTION_CONTRAST, DISPLAY_CONTRAST = 7.0, 4.5


def luminance(colour):
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def palette_of(preset, number):
    return preset.variations[number].palette


@pytest.mark.parametrize("platform", platforms(), ids=lambda platform: platform.id)
def test_a_platform_says_where_its_facts_come_from_and_when_they_were_read(platform):
    assert platform.source.startswith("https://")
    assert platform.checked_on >= date(2026, 1, 1)
    assert platform.version >= 1


@pytest.mark.parametrize("platform", platforms(), ids=lambda platform: platform.id)
def test_a_platform_leaves_the_box_free_that_the_looks_draw_in(platform):
    frame = (platform.frame.width_px, platform.frame.height_px, platform.frame.fps)
    assert frame == (1080, 1920, 30)
    assert platform.safe_box.contains(DRAWN_BOX)


@pytest.mark.parametrize("platform", platforms(), ids=lambda platform: platform.id)
def test_a_platform_takes_a_reel_of_half_a_minute(platform):
    assert platform.shortest_ms < 30_000 < platform.longest_ms
    assert platform.largest_bytes > 30 * 16_000_000 // 8


def test_every_platform_and_preset_is_found_by_its_id():
    assert [get_platform(found.id) for found in platforms()] == list(platforms())
    assert [get_preset(found.id) for found in presets()] == list(presets())


def test_an_unknown_platform_or_preset_is_a_problem_that_names_the_known_ones():
    with pytest.raises(Problem) as platform:
        get_platform("vine")
    assert platform.value.code is Code.UNKNOWN_PLATFORM
    assert "tiktok, reels, shorts" in platform.value.remedy
    with pytest.raises(Problem) as preset:
        get_preset("x" * 5000)
    assert preset.value.code is Code.UNKNOWN_PRESET
    assert len(preset.value.says) < 100


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.id)
def test_a_preset_has_a_variation_for_every_variant_that_may_be_asked_for(preset):
    assert preset.variants == len(preset.variations) == MOST_VARIANTS


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.id)
def test_no_two_variations_agree_in_anything_a_viewer_notices(preset):
    for aspect in ("says", "hook", "palette", "highlight", "motion", "pace", "mood"):
        values = [getattr(variation, aspect) for variation in preset.variations]
        assert len({repr(value) for value in values}) == len(values), aspect


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.id)
def test_the_first_variation_is_the_preset_as_it_is_shown(preset):
    first, style = preset.variations[0], preset.style
    assert (first.palette, first.highlight) == (style.palette, style.caption.highlight)
    assert (first.hook, first.motion, first.pace, first.mood) == ("topic", 1.0, 1.0, style.mood)


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.id)
def test_a_variation_says_how_it_opens_before_its_first_comma(preset):
    for variation in preset.variations:
        first, rest = variation.says.split(", ", 1)
        assert first.startswith("Opens with")
        assert rest.endswith(".")


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.id)
def test_captions_stay_readable_and_above_the_platforms_buttons(preset):
    caption = preset.style.caption
    assert caption.size_px >= 66
    assert caption.bottom_px <= DRAWN_BOX.bottom_px - 8
    assert caption.most_lines == 3
    assert 4 <= caption.most_words <= 9


@pytest.mark.parametrize(("preset", "number"), PALETTES)
def test_ink_and_hot_words_stand_out_from_the_ground_at_caption_size(preset, number):
    palette = palette_of(preset, number)
    assert contrast(palette.ink, palette.ground) >= CAPTION_CONTRAST
    assert contrast(palette.hot, palette.ground) >= CAPTION_CONTRAST


@pytest.mark.parametrize(("preset", "number"), PALETTES)
def test_words_on_the_accent_stand_out_at_display_size(preset, number):
    palette = palette_of(preset, number)
    assert contrast(palette.on_accent, palette.accent) >= DISPLAY_CONTRAST


@pytest.mark.parametrize(("preset", "number"), PALETTES)
def test_a_backdrop_has_all_the_colours_that_its_look_reads(preset, number):
    palette = palette_of(preset, number)
    assert len(palette.stops) == STOPS[preset.style.look]
    assert all(len(colour) == 7 and luminance(colour) >= 0 for colour in palette.stops)


@pytest.mark.parametrize(
    ("preset", "number"), [pair for pair in PALETTES if pair[0].style.look == "explainer"]
)
def test_words_stand_out_from_the_whole_sky_behind_them(preset, number):
    palette = palette_of(preset, number)
    for colour in palette.stops[:4]:
        assert contrast(palette.ink, colour) >= CAPTION_CONTRAST
        assert contrast(palette.hot, colour) >= CAPTION_CONTRAST


@pytest.mark.parametrize(
    ("preset", "number"), [pair for pair in PALETTES if pair[0].style.look == "list"]
)
def test_each_ground_of_the_list_has_an_ink_that_stands_out(preset, number):
    stops = palette_of(preset, number).stops
    for ground, ink in zip(stops[0:6:2], stops[6:9], strict=True):
        assert contrast(ink, ground) >= CAPTION_CONTRAST


@pytest.mark.parametrize(
    ("preset", "number"), [pair for pair in PALETTES if pair[0].style.look == "story"]
)
def test_words_stand_out_from_the_upper_sky_of_the_story(preset, number):
    palette = palette_of(preset, number)
    for colour in palette.stops[:3]:
        assert contrast(palette.ink, colour) >= CAPTION_CONTRAST
        assert contrast(palette.hot, colour) >= CAPTION_CONTRAST


def test_the_languages_have_words_that_the_issue_names():
    assert list(languages_with_words()) == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_written_as_they_are_looked_up(language):
    vocabulary = get_vocabulary(language)
    assert vocabulary.language == language
    phrases = [
        *vocabulary.small, *vocabulary.leaning, *vocabulary.pointing, *vocabulary.numbers,
        *vocabulary.times, *vocabulary.negations, *vocabulary.turns, *vocabulary.cutting,
        *(name for names in vocabulary.ordinals for name in names),
    ]  # fmt: skip
    for phrase in phrases:
        assert phrase == phrase.lower().strip()
        assert "_" not in phrase
        assert "’" not in phrase


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_brings_its_own_closing_lines_and_calls(language):
    vocabulary = get_vocabulary(language)
    lines = [vocabulary.closing.of(look) for look in ("explainer", "list", "story")]
    assert len(set(lines)) == 3
    assert all(0 < len(line) <= 40 for line in lines)
    assert len(vocabulary.calls) >= 2
    assert not any("@" in call or "#" in call for call in vocabulary.calls)


@pytest.mark.parametrize("language", LANGUAGES)
def test_number_words_mean_plain_digits(language):
    vocabulary = get_vocabulary(language)
    assert len(vocabulary.numbers) >= 9
    assert all(digits.isdigit() for digits in vocabulary.numbers.values())
    assert all(digits.rstrip("×").isdigit() for digits in vocabulary.multiples.values())


def test_a_region_shares_the_words_of_its_language():
    assert get_vocabulary("pt-BR").small == get_vocabulary("pt").small


def test_a_language_without_words_has_none_rather_than_another_language_s():
    vocabulary = get_vocabulary("xx")
    assert (vocabulary.language, vocabulary.small, vocabulary.calls) == ("xx", frozenset(), ())
    assert vocabulary.closing.of("story") == ""


def test_telltale_words_belong_to_languages_without_words_of_their_own():
    assert not set(telltales()) & set(languages_with_words())
    assert all(len(words) >= 8 for words in telltales().values())


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.id)
def test_every_preset_has_a_small_picture_of_its_own(preset):
    """Its size stands in the JPEG's frame header: a length, 8 bits, height, width."""
    picture = picture_of(preset)
    frame = picture.index(b"\xff\xc0")
    height, width = picture[frame + 5 : frame + 7], picture[frame + 7 : frame + 9]
    assert (int.from_bytes(width, "big"), int.from_bytes(height, "big")) == (360, 640)
    assert len(picture) < 100_000
    assert [one.id for one in presets() if picture_of(one) == picture] == [preset.id]
