"""CPU time of one finished video, beside encoding alone of the very same frames.

The two are run in turns, because a machine is slower at one time than at another.
"""

import statistics
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from shutil import disk_usage, rmtree

import av

from bench.memory import PeakMemory, can_measure
from bench.spending import Spending
from bench.story import Story
from bench.table import Findings, Row, at_most, at_most_times
from reel.pixels.compositor import Compositor
from reel.pixels.encode import COLOUR, ENCODER_FLAGS
from reel.pixels.ffmpeg import QUIET, get_ffmpeg
from reel.pixels.planes import Planes
from reel.pixels.segments import plan
from reel.pixels.studio import fitting_workers

ROOT = Path(__file__).parents[1]
RUNS = 5
MOST_TIMES_ENCODING = 2.0
MOST_MEMORY_MB = 900


@dataclass(frozen=True)
class Rendering:
    """CPU-seconds for 30 s of video, each the median of its runs, and what to say of them."""

    render_s: float
    encode_s: float
    notes: tuple[str, ...]

    def findings(self) -> Findings:
        """The two rows."""
        render = at_most_times(
            "render_cpu", self.render_s, "CPU-s", self.encode_s, MOST_TIMES_ENCODING
        )
        encode = Row("encode_cpu", self.encode_s, "CPU-s", None, None, holds=True)
        return Findings((render, encode), self.notes)


def measure(story: Story, folder: Path) -> Rendering:
    """Render and encode in turns, `RUNS` times each."""
    pieces = draw_pieces(story, folder)
    renders, encodes = list[float](), list[float]()
    for run in range(RUNS):
        _say(f"Rendering and encoding, {run + 1} of {RUNS} ...")
        renders.append(story.told(spend_on_rendering(story, folder)))
        encodes.append(story.told(spend_on_encoding(story, pieces)))
    for piece in pieces:
        piece.unlink()
    return Rendering(
        statistics.median(renders),
        statistics.median(encodes),
        (
            f"render_cpu, encode_cpu: for 30 s; the story lasts {story.seconds:.1f} s and has "
            f"{len(story.storyboard.scenes)} scenes, {len(story.pictures)} with a picture",
            f"render_cpu, all runs: {_listed(renders)}",
            f"encode_cpu, all runs: {_listed(encodes)}",
        ),
    )


def measure_memory(story: Story, folder: Path) -> Findings:
    """The most memory that rendering held, in a run of its own: looking costs time."""
    name, unit = "peak_memory_mb", "MB"
    if not can_measure():
        note = f"{name}: this system does not tell how processes share memory"
        return Findings((at_most(name, None, unit, MOST_MEMORY_MB),), (note,))
    _say("Rendering once, watching memory ...")
    out = folder / "watched"
    with _started(story, out) as process, PeakMemory(process.pid) as peak:
        _end_well(process)
    rmtree(out)
    return Findings((at_most(name, peak.peak_bytes / 1e6, unit, MOST_MEMORY_MB),), ())


def spend_on_rendering(story: Story, folder: Path) -> float:
    """CPU-seconds of `reelyard make` from its start to its end, all its children included."""
    out = folder / "made"
    with Spending() as spent, _started(story, out) as process:
        _end_well(process)
    assert _frames_of(next(out.rglob("*.mp4"))) == story.frames
    rmtree(out)
    return spent.cpu_s


def spend_on_encoding(story: Story, pieces: Sequence[Path]) -> float:
    """CPU-seconds of ffmpeg alone for the pieces, as many at a time as the engine would run."""
    with Spending() as spent, ThreadPoolExecutor(fitting_workers()) as pool:
        for _ in pool.map(lambda piece: _encode(story, piece), pieces):
            pass
    return spent.cpu_s


def draw_pieces(story: Story, folder: Path) -> tuple[Path, ...]:
    """Every segment's frames, raw, in a file of its own."""
    _say("Drawing the frames that are encoded alone ...")
    frame = story.storyboard.frame
    planes = Planes.empty(frame.width_px, frame.height_px)
    needed, free = planes.raw.nbytes * story.frames, disk_usage(folder).free
    if needed > free:
        raise RuntimeError(f"Raw frames need {needed / 1e9:.1f} GB in {folder}.")
    compositor = Compositor(story.storyboard, story.timing, frame.width_px, story.pictures)
    pieces = []
    for segment in plan(story.storyboard, story.timing, story.pictures):
        piece = folder / f"{segment.first_frame:06}.i420"
        with piece.open("wb") as file:
            for number in range(segment.first_frame, segment.first_frame + segment.frames):
                file.write(compositor.draw(number, planes).raw.data)
        pieces.append(piece)
    return tuple(pieces)


def _started(story: Story, out: Path) -> "subprocess.Popen[str]":
    said = subprocess.PIPE
    return subprocess.Popen(story.command(out), cwd=ROOT, stdout=said, stderr=said, text=True)


def _end_well(process: "subprocess.Popen[str]") -> None:
    _, said = process.communicate()
    if process.returncode:
        raise RuntimeError(f"reelyard make ended with {process.returncode}:\n{said}")


def _encode(story: Story, piece: Path) -> None:
    """As the engine's encoder does it, except that the frames come straight from the file."""
    frame = story.storyboard.frame
    source = (
        *("-f", "rawvideo", "-pix_fmt", "yuv420p", *COLOUR),
        *("-s", f"{frame.width_px}x{frame.height_px}", "-r", str(frame.fps), "-i", "pipe:0"),
    )
    target = ("-map_metadata", "-1", "-fflags", "+bitexact", "-f", "nut")
    path = piece.with_suffix(".nut")
    command = [str(get_ffmpeg().path), *QUIET, *source, *ENCODER_FLAGS, *target, str(path)]
    with piece.open("rb") as frames:
        subprocess.run(command, stdin=frames, check=True)


def _frames_of(video: Path) -> int:
    with av.open(video) as container:
        return container.streams.video[0].frames


def _listed(values: Sequence[float]) -> str:
    return ", ".join(f"{value:.1f}" for value in values)


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)
