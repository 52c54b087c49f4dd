"""Promises of the script as a file: read as meant, refused before any work, a name for videos."""

import io
import sys
from pathlib import Path

import pytest

from contract.problems import Code, Problem
from reel.terminal import script_file

SKY = "# Why is the sky blue?\n\nAir scatters blue light."


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_text_file_is_read_whatever_its_editor_put_before_it(tmp_path, coding):
    (tmp_path / "sky.md").write_bytes(SKY.encode(coding))
    assert script_file.read_markdown(tmp_path / "sky.md") == SKY


def test_a_dash_reads_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SKY.encode())))
    assert script_file.read_markdown(Path("-")) == SKY


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
        script_file.read_markdown(path)
    assert met.value.code is code


def test_a_folder_is_no_script(tmp_path):
    with pytest.raises(Problem) as met:
        script_file.read_markdown(tmp_path)
    assert met.value.code is Code.SCRIPT_UNREADABLE


def test_an_endless_file_is_refused_without_reading_it_to_its_end():
    with pytest.raises(Problem) as met:
        script_file.read_markdown(Path("/dev/zero"))
    assert met.value.code is Code.SCRIPT_TOO_LONG


@pytest.mark.parametrize(
    ("script", "name"),
    [("a/sky.md", "sky"), ("-", "reel"), ("\x07\x1b.md", "reel"), ("ж" * 200 + ".md", "ж" * 60)],
)
def test_videos_are_called_after_their_script_as_far_as_a_folder_can_hold_it(script, name):
    assert script_file.name_of(Path(script)) == name
