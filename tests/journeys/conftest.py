"""The real command, run the way a person runs it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from served import Ended, Served

SHORT_SCRIPT = "# Why is the sky *blue?*\n\nAir scatters blue light 5 times more.\n\nNow look up.\n"

Done = subprocess.CompletedProcess[str]
Command = Callable[..., Done]


class Made(NamedTuple):
    """A reel that was made: what the command said, and where its files are."""

    done: Done
    files: tuple[Path, ...]


@pytest.fixture(scope="session")
def reelyard_path() -> Path:
    """The command as `make setup` puts it beside Python."""
    return Path(sys.executable).parent / "reelyard"


@pytest.fixture(scope="session")
def reelyard(reelyard_path) -> Command:
    """Runs `reelyard WORDS...` to its end; `before` is a command that runs it in its turn."""

    def run(*words: object, before: tuple[str, ...] = (), stdin: str = "", **more: str) -> Done:
        return subprocess.run(
            [*before, str(reelyard_path), *map(str, words)],
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, **more},
        )

    return run


@pytest.fixture
def script(tmp_path) -> Path:
    """A script that makes a reel of a few seconds."""
    path = tmp_path / "sky.md"
    path.write_text(SHORT_SCRIPT, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def made(reelyard, tmp_path_factory) -> Made:
    """A short reel, one variant, made once for every test that looks at it."""
    folder = tmp_path_factory.mktemp("a folder with späces")
    path = folder / "sky.md"
    path.write_text(SHORT_SCRIPT, encoding="utf-8")
    # Lists take least to draw, and none of these tests is about how it looks.
    words = ("--variants", "1", "--preset", "list")
    done = reelyard("make", path, "--out", folder / "reels", *words)
    assert done.returncode == 0, done.stderr
    return Made(done, tuple(Path(line) for line in done.stdout.splitlines()))


@pytest.fixture(scope="session")
def served(tmp_path_factory) -> Iterator[Served]:
    """A server for every test that only talks to one; whoever kills something gets another."""
    running = Served(tmp_path_factory.mktemp("a server with späces") / "data")
    yield running
    assert running.stop() == Ended(0, "", [])
