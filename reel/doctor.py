"""`reelyard doctor`: tries every part that making a reel needs, and says how to mend it."""

import importlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from contract.problems import Problem
from reel.own_command import is_frozen

OLDEST_PYTHON = (3, 11)
# A three minute reel and its pieces are under 400 MB; with three variants this is ample.
LEAST_FREE_BYTES = 2 * 1024**3
# Two drawing workers, the encoder and their font caches peak below 900 MB.
LEAST_MEMORY_BYTES = 1200 * 1024**2
MEMORY_FACTS = Path("/proc/meminfo")
FFMPEG_CHOICE = "REELYARD_FFMPEG"

USUAL_WORDS_PER_MINUTE = 160
# What was frozen into one folder (packaging/) was never set up; it is got whole or not at all.
_WHEN_FROZEN, _WHEN_SET_UP = "Get Reelyard anew.", "Remove .venv and run make setup again."
SET_UP_AGAIN = _WHEN_FROZEN if is_frozen() else _WHEN_SET_UP
PACKAGES = (
    *("av", "budoux", "cv2", "espeakng_loader", "fontTools", "imageio_ffmpeg"),
    *("numpy", "PIL", "pydantic", "regex", "rich", "uharfbuzz"),
)

ALL_WELL, SOMETHING_MISSING = 0, 1


@dataclass(frozen=True)
class Finding:
    """What one check saw; `remedy` is None when it is well."""

    part: str
    saw: str
    remedy: str | None = None


Check = Callable[[], Finding]


def main(words: list[str], more: Sequence[Check] = ()) -> int:
    """Print a line for every check and for those of others; 0 when all is well, 1 when not."""
    if words:
        print("usage: reelyard doctor", file=sys.stderr)
        return 0 if words[0] in ("-h", "--help") else 2
    is_well = True
    for finding in findings(more):
        print(line_of(finding), flush=True)
        is_well = is_well and finding.remedy is None
    return ALL_WELL if is_well else SOMETHING_MISSING


def findings(more: Sequence[Check] = ()) -> Iterator[Finding]:
    """What each check saw, as soon as it was made."""
    for check in (*CHECKS, *more):
        finding = check()
        yield finding
        if check is check_packages and finding.remedy:
            return  # every later check stands on them


def line_of(finding: Finding) -> str:
    """The one line a person reads about a finding."""
    if finding.remedy is None:
        return f"OK       {finding.part}: {finding.saw}"
    return f"MISSING  {finding.part}: {finding.saw} {finding.remedy}"


def check_python() -> Finding:
    """Python is recent enough."""
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= OLDEST_PYTHON:
        return Finding("Python", version)
    return Finding("Python", f"{version} is too old.", "Install 3.11 or later; make setup again.")


def check_packages() -> Finding:
    """Every package loads, its own libraries included."""
    broken = [name for name in PACKAGES if not _loads(name)]
    if not broken:
        return Finding("Packages", f"all {len(PACKAGES)} load")
    return Finding("Packages", f"{', '.join(broken)} cannot be loaded.", SET_UP_AGAIN)


def check_ffmpeg() -> Finding:
    """An ffmpeg is there, safe to use, and carries every filter and encoder that we call."""
    from reel.pixels import ffmpeg

    chosen = os.environ.get(FFMPEG_CHOICE)
    try:
        version = ffmpeg.get_ffmpeg().version
    except Problem as problem:
        return Finding("ffmpeg", problem.says, problem.remedy if chosen else SET_UP_AGAIN)
    return Finding("ffmpeg", f"{version}, chosen by {FFMPEG_CHOICE}" if chosen else version)


def check_voice() -> Finding:
    """The narrator speaks a word."""
    from reel import voices
    from reel.narration import espeak, utterances

    voice = voices.voice_for("en", None, USUAL_WORDS_PER_MINUTE)
    try:
        said = espeak.say(utterances.spell(["ready"], "en-us"), voice)
    except Problem as problem:
        return Finding("Voice", problem.says, SET_UP_AGAIN)
    if not said.samples.any():
        return Finding("Voice", "espeak-ng says nothing.", SET_UP_AGAIN)
    return Finding("Voice", "espeak-ng speaks")


def check_fonts() -> Finding:
    """Every bundled font loads and leaves ink, the colour emoji included."""
    from reel.pixels import fitness

    broken = fitness.broken_fonts()
    if broken:
        remedy = "Get these files of reel/fonts anew from where Reelyard came from."
        return Finding("Fonts", f"{', '.join(broken)} cannot be drawn.", remedy)
    return Finding("Fonts", "all load and leave ink, colour emoji too")


def check_disk() -> Finding:
    """There is room for a reel and its pieces, here and in the folder for temporary files."""
    places = (Path.cwd(), Path(tempfile.gettempdir()))
    free_bytes, place = min((shutil.disk_usage(place).free, place) for place in places)
    saw = f"{free_bytes / 1024**3:.1f} GB free in {place}"
    if free_bytes >= LEAST_FREE_BYTES:
        return Finding("Disk", saw)
    return Finding("Disk", f"{saw}.", f"Make {LEAST_FREE_BYTES // 1024**3} GB free there.")


def check_memory() -> Finding:
    """There is memory for two drawing workers; where the system does not tell, that is said."""
    free_bytes = _free_memory_bytes()
    if free_bytes is None:
        return Finding("Memory", "this system does not say how much is free")
    saw = f"{free_bytes / 1024**3:.1f} GB free"
    if free_bytes >= LEAST_MEMORY_BYTES:
        return Finding("Memory", saw)
    return Finding("Memory", f"{saw}.", "Close other programs: a reel needs about 1.2 GB.")


def check_folder() -> Finding:
    """A file can be written where the command stands."""
    here = Path.cwd()
    try:
        with tempfile.TemporaryFile(dir=here):
            return Finding("This folder", f"{here} can be written")
    except OSError as error:
        remedy = "Name another with --out."
        return Finding("This folder", f"{here} cannot be written: {error.strerror}.", remedy)


CHECKS: tuple[Check, ...] = (
    check_python,
    check_packages,
    check_ffmpeg,
    check_voice,
    check_fonts,
    check_disk,
    check_memory,
    check_folder,
)


def _loads(package: str) -> bool:
    try:
        importlib.import_module(package)
    except ImportError:
        return False
    return True


def _free_memory_bytes() -> int | None:
    if not MEMORY_FACTS.exists():
        return None
    facts = dict(line.split(":", 1) for line in MEMORY_FACTS.read_text().splitlines())
    return int(facts["MemAvailable"].split()[0]) * 1024 if "MemAvailable" in facts else None
