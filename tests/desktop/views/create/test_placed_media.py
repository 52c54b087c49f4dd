"""A file says truly how it stands and what becomes of it."""

from pathlib import Path
from uuid import UUID

import pytest

from contract.drafts import Focus, Placement
from contract.problems import Code, Problem
from desktop.models.media import Media
from desktop.views.create.placed_media import (
    Placed,
    full_words,
    pictures_of,
    placed,
    role_of,
    state_words,
    unused,
)

SHA = "a" * 64


def media(**changes: object) -> Media:
    told = {
        "sha256": SHA,
        "name": "desk.jpg",
        "kind": "picture",
        "size_bytes": 48_000_000,
        "path": Path("media/aa") / SHA,
        "is_held": False,
        "state": "waiting",
        "problem": None,
    }
    return Media(**{**told, **changes})


def one(file: Media | None = None, **changes: object) -> Placed:
    told = {"id": UUID(int=1), "role": "picture", "scene": None, "fault": None, "come": None}
    return Placed(**{**told, "media": file, **changes})


@pytest.mark.parametrize(
    ("name", "role"),
    [("a.JPG", "picture"), ("a.mov", "clip"), ("a.m4a", "music"), ("a.docx", None)],
)
def test_a_file_is_placed_as_what_it_is(name: str, role: str | None) -> None:
    assert role_of(name) == role


def test_its_way_to_the_server_is_said() -> None:
    assert state_words(one(media()), is_connected=True) == "48 MB, waiting"
    assert state_words(one(media()), is_connected=False) == "48 MB"
    going = one(media(state="uploading"), come=(31_000_000, 48_000_000))
    assert state_words(going, is_connected=True) == "64 % sent"
    assert state_words(one(media(state="held", is_held=True)), is_connected=True) == "48 MB"
    assert state_words(one(None), is_connected=True) == "Not here yet"


def test_what_cannot_be_drawn_is_said_with_its_reason() -> None:
    fault = Problem(Code.MEDIA_UNREADABLE, "It is no picture we know.", "Save it as JPEG.")
    wrong = one(media(), fault=fault)
    assert state_words(wrong, is_connected=True) == "Not readable"
    assert full_words(wrong) == "desk.jpg: It is no picture we know. Save it as JPEG."
    assert wrong.is_wrong


def test_what_could_not_be_sent_is_said_with_its_reason() -> None:
    told = {"code": "storage-full", "says": "No room.", "remedy": "Delete some."}
    failed = one(media(state="failed", problem=told))
    assert state_words(failed, is_connected=True) == "Not sent"
    assert full_words(failed) == "desk.jpg: No room. Delete some."


def test_clips_and_sounds_are_not_called_used() -> None:
    clip = one(media(name="whisk.mov", kind="clip"), role="clip")
    assert unused([clip, one(media())]) == 1
    assert "videos show pictures only so far" in full_words(clip)


def test_only_pictures_that_are_here_are_drawn(tmp_path: Path) -> None:
    focus = Focus(0.5, 0.5)
    there, gone = (
        Placement(id=str(UUID(int=n)), media=sha, order="a", scene=2, role="picture", focus=focus)
        for n, sha in ((1, SHA), (2, "b" * 64))
    )
    files = {SHA: media(), "b" * 64: media(sha256="b" * 64, path=None)}
    assert pictures_of([there, gone], files, tmp_path) == {SHA: tmp_path / "media/aa" / SHA}
    shown = placed([there, gone], files, {}, {})
    assert full_words(shown[0]) == "desk.jpg: behind scene 3."
