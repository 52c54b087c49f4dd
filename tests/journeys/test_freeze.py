"""The frozen folder, run as somebody who never saw this checkout runs it: from a path with spaces
and letters beyond ASCII, with no Python of ours around. `make freeze` makes it and runs this;
`make check` has no time for that and tests the recipe (tests/packaging).
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from contract.version import PRODUCT_VERSION
from reel.own_command import FILE_WORD

FROZEN = os.environ.get("FROZEN", "")
BUILDERS = Path(__file__).parents[1] / "builders"
# PySide6, two ffmpegs and a PostgreSQL are in it (issue 5).
MOST_BYTES = 850 * 10**6
FEW_FRAMES = 20

pytestmark = pytest.mark.skipif(not FROZEN, reason="make freeze runs these")

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """The folder as it was carried elsewhere."""
    place = tmp_path_factory.mktemp("Ordner für Ünïcode 影片") / "reelyard"
    shutil.copytree(FROZEN, place, symlinks=True)
    return place


@pytest.fixture(scope="module")
def run(place) -> Run:
    """Runs it beside its folder to its end, with nothing of this checkout in its environment."""

    def one(*words: object, **more: str) -> subprocess.CompletedProcess[str]:
        kept = {name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ}
        return subprocess.run(
            [place / "reelyard", *map(str, words)],
            cwd=place.parent,
            env={"PATH": os.defpath, "QT_QPA_PLATFORM": "offscreen", **kept, **more},
            capture_output=True,
            text=True,
            check=False,
        )

    return one


@pytest.fixture(scope="module")
def example(run, place) -> list[Path]:
    """What `make run` does where there is no display: a reel by the own server, and the window's
    pictures. The files that were named."""
    script = place.parent / "sky.md"
    script.write_text("# Why is the sky *blue?*\n\nAir scatters blue light most.\n\nNow look up.\n")
    words = ("--data", place.parent / "data", "--example", script, "--out", place.parent / "reels")
    done = run(*words, QT_QPA_PLATFORM="")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return [Path(line) for line in done.stdout.splitlines()]


def test_it_is_no_larger_than_promised():
    files = (path for path in Path(FROZEN).rglob("*") if path.is_file() and not path.is_symlink())
    assert sum(path.stat().st_size for path in files) <= MOST_BYTES


def test_it_says_what_it_is(run):
    assert run("--version").stdout == f"reelyard {PRODUCT_VERSION}\n"


def test_all_that_it_needs_is_in_it(run):
    done = run("doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "MISSING" not in done.stdout


def test_it_makes_a_reel_with_nothing_else_running(run, place):
    script = place.parent / "alone.md"
    script.write_text("# Why *blue?*\n\nAir scatters blue light most.\n\nNow look up.\n")
    done = run("make", script, "--out", place.parent / "alone", "--variants", "1")
    assert done.returncode == 0, done.stderr
    made = [Path(line) for line in done.stdout.splitlines()]
    assert {path.suffix for path in made} >= {".mp4", ".jpg", ".srt", ".vtt", ".txt", ".json"}
    assert all((place.parent / path).stat().st_size for path in made)


def test_it_is_a_device_without_a_window(run, place):
    script = place.parent / "draft.md"
    script.write_text("# Glass\n\nMelt sand and it turns into syrup.\n")
    made = run("drafts", "new", script, "--data", place.parent / "device")
    assert made.returncode == 0, made.stderr
    listed = run("drafts", "list", "--data", place.parent / "device")
    assert "Glass" in listed.stdout


def test_its_server_makes_the_example_three_ways_and_leaves_nothing_behind(example, place):
    videos = [path for path in example if path.suffix == ".mp4"]
    assert len(videos) == 3
    assert all((place.parent / path).stat().st_size for path in videos)
    there = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert str(place) not in there.stdout


def test_its_window_shows_every_view(example, place):
    pictures = {path.name for path in (place.parent / "reels" / "screens").glob("*.png")}
    views = ("dashboard", "create", "review", "library", "settings")
    assert pictures == {f"{view}_{theme}.png" for view in views for theme in ("dark", "light")}


def test_its_player_shows_the_pictures_of_a_video(example, run, place):
    video = next(path for path in example if path.suffix == ".mp4")
    done = run(FILE_WORD, BUILDERS / "counted_frames.py", (place.parent / video).resolve())
    assert done.returncode == 0, done.stderr
    shown, *said = done.stdout.split(maxsplit=1)
    assert int(shown) >= FEW_FRAMES, said
