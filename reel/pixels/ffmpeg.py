"""The one ffmpeg we use: where it is, whether it is fit, and how it is run."""

import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import imageio_ffmpeg

from contract.problems import Code, Problem
from reel.process_group import apart

VARIABLE = "REELYARD_FFMPEG"
# 8.1.2 closed a hole through which a crafted file could run code.
OLDEST_VERSION = (8, 1, 2)
ENCODERS = ("libx264", "aac")
FILTERS = (
    "acompressor",
    "alimiter",
    "ametadata",
    "apad",
    "aresample",
    "atrim",
    "ebur128",
    "equalizer",
    "extractplanes",
    "highpass",
    "pan",
    "scale",
    "volume",
)
PACKET_FILTERS = ("setts",)
# Asking a healthy program for its version takes 0.05 s; a hung one must not hang us.
ANSWER_PATIENCE_S = 20
# The longest run, playing a finished video of three minutes, takes 17 s of one core; a machine
# thirty times as slow or busy still gets through. Only one that hangs does not.
RUN_PATIENCE_S = 600
# ENOSPC (28) as ffmpeg returns it: its negative in the low byte of the exit code.
DISK_FULL_EXIT = (-28) & 0xFF
DISK_FULL_WORDS = b"No space left on device"

QUIET = ("-hide_banner", "-loglevel", "error", "-nostdin", "-y")


@dataclass(frozen=True)
class Ffmpeg:
    """An ffmpeg that was checked; `version` is its full name for itself."""

    path: Path
    version: str


def find_ffmpeg() -> Path:
    """The ffmpeg that REELYARD_FFMPEG names, else the one that came with the engine.

    Raises: Problem FFMPEG_UNFIT when there is none for this computer.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    try:
        return Path(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise _unfit("There is no ffmpeg for this computer") from error


def get_ffmpeg() -> Ffmpeg:
    """The ffmpeg to use, new enough and with all we need.

    Raises: Problem FFMPEG_UNFIT.
    """
    return _checked(find_ffmpeg())


def run(arguments: Sequence[str], *, folder: Path, given: bytes | None = None) -> bytes:
    """Run ffmpeg in a folder to its end and return what it wrote to standard output.

    Raises: Problem DISK_FULL, ENCODING_FAILED, also when it hangs: then it is ended.
    """
    command = [str(get_ffmpeg().path), *QUIET, *arguments]
    source = {"stdin": subprocess.DEVNULL} if given is None else {"input": given}
    try:
        done = subprocess.run(  # type: ignore[call-overload]
            command,
            **source,
            capture_output=True,
            cwd=folder,
            check=False,
            timeout=RUN_PATIENCE_S,
            **apart(),
        )
    except subprocess.TimeoutExpired as error:
        raise hung() from error
    if done.returncode != 0:
        raise failure(done.returncode, done.stderr)
    return bytes(done.stdout)


def failure(exit_code: int, said: bytes) -> Problem:
    """The problem behind an ffmpeg that ended badly."""
    if exit_code == DISK_FULL_EXIT or DISK_FULL_WORDS in said:
        return disk_full()
    problem = Problem(
        Code.ENCODING_FAILED,
        "The video encoder stopped before it was done.",
        'Try again; if it happens again, run "reelyard doctor".',
        retryable=True,
    )
    problem.add_note(said.decode(errors="replace").strip()[-2000:])
    return problem


def hung() -> Problem:
    """The problem behind an ffmpeg that did not come to an end."""
    return Problem(
        Code.ENCODING_FAILED,
        "The video encoder did not come to an end.",
        "Close other programs, then try again.",
        retryable=True,
    )


def disk_full() -> Problem:
    """The problem that nothing more fits on the disk."""
    return Problem(
        Code.DISK_FULL,
        "The disk is full.",
        "Free some space or choose a folder on another disk, then start again.",
        retryable=True,
    )


def parsed_version(first_line: str) -> tuple[int, ...] | None:
    """The numbers in "ffmpeg version n9.0.2-17-g2a57...", None for a build without them."""
    found = re.match(r"ffmpeg version n?(\d+(?:\.\d+)+)", first_line)
    return tuple(int(part) for part in found[1].split(".")) if found else None


@lru_cache(maxsize=4)
def _checked(path: Path) -> Ffmpeg:
    first_line = _answer(path, "-version").partition("\n")[0]
    version = parsed_version(first_line)
    if version is None or version < OLDEST_VERSION:
        wanted = ".".join(str(part) for part in OLDEST_VERSION)
        raise _unfit(f"{path.name} is not ffmpeg {wanted} or newer")
    lists = (("-encoders", ENCODERS), ("-filters", FILTERS), ("-bsfs", PACKET_FILTERS))
    for question, wanted_names in lists:
        known = set(_answer(path, "-hide_banner", question).split())
        lacking = [name for name in wanted_names if name not in known]
        if lacking:
            raise _unfit(f"{path.name} was built without {', '.join(lacking)}")
    return Ffmpeg(path, first_line.split()[2])


def _answer(path: Path, *question: str) -> str:
    try:
        done = subprocess.run(
            [str(path), *question],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=ANSWER_PATIENCE_S,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise _unfit(f"{path.name} does not run") from error
    return done.stdout.decode(errors="replace")


def _unfit(what: str) -> Problem:
    return Problem(
        Code.FFMPEG_UNFIT,
        f"{what}.",
        f"Unset {VARIABLE} or point it to a newer ffmpeg with libx264.",
    )
