"""Promises of what a person hands in: read as meant, refused before any work."""

import hashlib
import io
import sys
from pathlib import Path

import pytest

from contract.problems import Code, Problem
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


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_text_file_is_read_whatever_its_editor_put_before_it(tmp_path, coding):
    (tmp_path / "sky.md").write_bytes(SKY.encode(coding))
    assert inputs.read_markdown(tmp_path / "sky.md") == SKY


def test_a_dash_reads_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SKY.encode())))
    assert inputs.read_markdown(Path("-")) == SKY


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, Code.SCRIPT_NOT_FOUND),
        (b"\xff\xd8\xff\xe0 a picture", Code.SCRIPT_UNREADABLE),
        (b"word " * 100_000, Code.SCRIPT_TOO_LONG),
    ],
)
def test_a_file_that_is_no_script_is_a_plain_problem(tmp_path, content, code):
    path = tmp_path / "script.md"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Problem) as met:
        inputs.read_markdown(path)
    assert met.value.code is code


def test_a_folder_is_no_script(tmp_path):
    with pytest.raises(Problem) as met:
        inputs.read_markdown(tmp_path)
    assert met.value.code is Code.SCRIPT_UNREADABLE


def test_an_endless_file_is_refused_without_reading_it_to_its_end():
    with pytest.raises(Problem) as met:
        inputs.read_markdown(Path("/dev/zero"))
    assert met.value.code is Code.SCRIPT_TOO_LONG


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
    assert inputs.seed_of(draft) == inputs.seed_of(again) != inputs.seed_of(other)


def test_more_pictures_than_any_reel_has_scenes_are_refused():
    with pytest.raises(Problem) as met:
        inputs.read_media([Path("a.jpg")] * (inputs.MOST_PICTURES + 1))
    assert met.value.code is Code.MEDIA_TOO_MANY


def test_media_is_named_by_the_sha256_of_its_bytes(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"bytes")
    assert inputs.sha256_of(tmp_path / "a.jpg") == hashlib.sha256(b"bytes").hexdigest()
