"""Promises of the names and kinds of a creator's files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.media import LONGEST_NAME_BYTES, UNNAMED, kind_of, media_type_of, tidy_name


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("beach.jpg", "beach.jpg"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\ada\Beach day.JPG", "Beach day.JPG"),
        ("a\0b.png", "a b.png"),
        ("line\nbreak.mp4", "line break.mp4"),
        ("e\u0301.png", "\u00e9.png"),
        ("👩‍👩‍👧‍👦.png", "👩‍👩‍👧‍👦.png"),
        ("\ud800x.png", "x.png"),
        ("", UNNAMED),
        ("..", UNNAMED),
        ("/", UNNAMED),
        (".jpg", f"{UNNAMED}.jpg"),
        (".htaccess", f"{UNNAMED}.htaccess"),
        ("x" * 4000 + ".jpeg", "x" * (LONGEST_NAME_BYTES - 5) + ".jpeg"),
    ],
)
def test_a_name_is_kept_as_one_line_without_a_path(given_name: str, kept: str) -> None:
    assert tidy_name(given_name) == kept


@given(st.text(st.characters(), max_size=400))
def test_no_name_is_a_path_hidden_or_long(text: str) -> None:
    name = tidy_name(text)
    assert name.encode()
    assert len(name.encode()) <= LONGEST_NAME_BYTES
    assert not set(name) & set("/\\\0\r\n")
    assert not name.startswith(".")
    assert tidy_name(name) == name


@pytest.mark.parametrize(
    ("name", "declared", "kind"),
    [
        ("a.JPG", None, "picture"),
        ("a.mov", None, "clip"),
        ("a.wav", None, "sound"),
        ("a", None, "other"),
        ("a.exe", None, "other"),
        ("a", "video/mp4", "clip"),
        ("a.jpg", "AUDIO/x-strange", "sound"),
        ("a.jpg", "application/octet-stream", "picture"),
        ("a.jpg", "nonsense", "picture"),
    ],
)
def test_a_kind_is_what_was_declared_else_what_the_name_says(name, declared, kind) -> None:
    assert kind_of(name, declared) == kind


def test_nothing_is_served_as_something_that_a_browser_runs() -> None:
    for name in ("a.html", "a.svg", "a.js", "a.xml", "a"):
        assert media_type_of(name) == "application/octet-stream"
