"""The main job, done for real and seen from outside, as a person sees it."""

import hashlib
import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

KINDS = (".mp4", ".jpg", ".srt", ".vtt", ".txt", ".json")


def test_standard_output_names_the_made_files_and_nothing_else(made):
    assert len(made.files) == 6
    assert all(path.is_file() and path.stat().st_size > 0 for path in made.files)
    assert {path.suffix for path in made.files} == set(KINDS)


def test_the_folder_holds_what_was_named_and_nothing_half_made(made):
    folder = made.files[0].parent
    assert sorted(path for path in folder.rglob("*") if path.is_file()) == sorted(made.files)


def test_every_file_is_named_after_the_script(made):
    assert all(path.name.startswith("sky") for path in made.files)


def test_without_a_screen_progress_is_a_plain_line_for_each_stage(made):
    lines = made.done.stderr.splitlines()
    stages = [line.split(" (")[0] for line in lines if not line.startswith("Seed ")]
    assert stages == ["Writing", "Narrating", "Drawing", "Finishing"]
    assert "\x1b" not in made.done.stderr


def test_the_receipt_holds_the_seed_that_was_shown(made):
    (receipt,) = [json.loads(p.read_text()) for p in made.files if p.suffix == ".json"]
    assert f"Seed {receipt['seed']}\n" in made.done.stderr


def test_the_same_script_makes_the_same_bytes_again(made, reelyard, tmp_path):
    script = made.files[0].parent.parent / "sky.md"
    again = reelyard("make", script, "--out", tmp_path, "--variants", "1", "--preset", "list")
    assert again.returncode == 0, again.stderr
    for path in made.files:
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_script_may_come_through_a_pipe(reelyard, script, tmp_path):
    words = ("make", "-", "--out", tmp_path, "--variants", "1", "--voice", "silent")
    done = reelyard(*words, "--preset", "list", stdin=script.read_text(encoding="utf-8"))
    assert done.returncode == 0, done.stderr
    assert all(Path(line).name.startswith("reel") for line in done.stdout.splitlines())


def test_pictures_are_shown_and_one_too_many_is_said(reelyard, script, tmp_path):
    names = []
    for place, colour in enumerate(("red", "green")):
        names.append(tmp_path / f"{colour}.png")
        Image.new("RGB", (300 + place, 400), colour).save(names[-1])
    words = ("make", script, "--out", tmp_path / "o", "--variants", "1", "--media", *names)
    done = reelyard(*words)
    assert done.returncode == 0, done.stderr
    assert "green.png is not shown" in done.stderr
    assert "red.png" not in done.stderr
    (receipt,) = (tmp_path / "o").glob("*.receipt.json")
    red = hashlib.sha256(names[0].read_bytes()).hexdigest()
    assert json.loads(receipt.read_text())["media"] == [red]


def test_on_a_screen_a_bar_names_the_stage(reelyard_path, script, tmp_path):
    ours, theirs = pty.openpty()
    running = subprocess.Popen(
        [
            reelyard_path,
            "make",
            script,
            "--out",
            tmp_path / "o",
            *("--variants", "1", "--preset", "list"),
        ],
        stderr=theirs,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
    )
    os.close(theirs)
    seen = b""
    try:
        while piece := os.read(ours, 65536):
            seen += piece
    except OSError:
        pass  # how Linux says that the other side of a terminal was closed
    finally:
        os.close(ours)
    assert running.wait() == 0
    for stage in (b"Narrating", b"Drawing", b"Finishing"):
        assert stage in seen
    assert b" %" in seen


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_stopping_leaves_nothing_half_made(reelyard_path, script, tmp_path, number, code):
    out = tmp_path / "reels"
    running = subprocess.Popen(
        [reelyard_path, "make", script, "--out", out, "--variants", "3"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stderr is not None
    told = []
    for line in running.stderr:
        told.append(line)
        if line.startswith("Drawing"):
            break
    assert told[-1].startswith("Drawing"), told
    running.send_signal(number)
    shown, said = running.communicate()
    assert running.returncode == code, said
    assert shown == ""
    assert "Stopped" in said
    assert "Traceback" not in said
    assert [path for path in out.rglob("*") if path.is_file()] == []


def test_a_reader_who_goes_away_is_no_failure(reelyard_path, script, tmp_path):
    # Standard output is a pipe that nobody reads any more.
    words = [script, "--out", tmp_path / "o", "--variants", "1", "--voice", "silent"]
    words += ["--preset", "list"]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [reelyard_path, "make", *words], stdout=writing, stderr=subprocess.PIPE, check=False
    )
    os.close(writing)
    assert done.returncode == 0, done.stderr
    assert b"could not be listed" in done.stderr
    assert b"Traceback" not in done.stderr
    assert list((tmp_path / "o").glob("*.mp4"))


def test_python_can_run_the_command_as_a_module(tmp_path):
    command = [sys.executable, "-m", "reelyard", "make", tmp_path / "none.md", "--out", tmp_path]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 66
