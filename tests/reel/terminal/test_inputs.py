"""Promises of what a person hands in: read as meant, refused before any work."""

import hashlib
from pathlib import Path

import pytest

from contract.problems import Code, Problem
from reel.choices import seed_of
from reel.terminal import inputs
from reel.terminal.options import Options

SKY = "# Why is the sky blue?\n\nAir scatters blue light."


def wish(**changes: object) -> Options:
    """The options of somebody who types the least."""
    plain: dict[str, object] = {
        "script": Path("sky.md"),
        "out": Path("reels"),
        "platform": "tiktok",
        "preset": "explainer",
        "language": None,
        "voice": None,
        "variants": None,
        "seed": None,
        "media": (),
    }
    return Options(**(plain | changes))  # type: ignore[arg-type]


def test_the_heading_becomes_the_topic_and_the_preset_says_how_many_variants():
    draft = inputs.draft_from(wish(), SKY, ())
    assert draft.topic == "Why is the sky blue?"
    assert draft.script == "Air scatters blue light."
    assert draft.variants == 3
    assert draft.placements == ()


def test_pictures_are_placed_in_their_order_with_the_focus_where_faces_are():
    shas = [f"{place:064x}" for place in (9, 3, 7)]
    placements = inputs.draft_from(wish(), SKY, shas).placements
    assert [placement.media for placement in placements] == shas
    assert [placement.order for placement in placements] == sorted(p.order for p in placements)
    assert len({placement.id for placement in placements}) == 3
    assert all((p.focus.x, p.focus.y) == (0.5, 0.45) for p in placements)


def test_the_same_words_give_the_same_seed_and_other_words_another():
    draft = inputs.draft_from(wish(), SKY, ())
    again = inputs.draft_from(wish(platform="reels"), SKY, ())
    other = inputs.draft_from(wish(), SKY + " Always.", ())
    assert seed_of(draft) == seed_of(again) != seed_of(other)


def test_more_pictures_than_any_reel_has_scenes_are_refused():
    with pytest.raises(Problem) as met:
        inputs.read_media([Path("a.jpg")] * (inputs.MOST_PICTURES + 1))
    assert met.value.code is Code.MEDIA_TOO_MANY


def test_media_is_named_by_the_sha256_of_its_bytes(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"bytes")
    assert inputs.sha256_of(tmp_path / "a.jpg") == hashlib.sha256(b"bytes").hexdigest()
