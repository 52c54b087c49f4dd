"""Segments and sound into the final file, copied without encoding again."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from contract.platforms import Frame
from reel.pixels import ffmpeg

LIST_NAME = "segments.txt"
# Every frame time is a whole number of ticks; 1000 ticks a frame are read well everywhere.
TICKS_PER_FRAME = 1000


@dataclass(frozen=True)
class Piece:
    """A segment file, by its name in the work folder, and its length."""

    name: str
    frames: int


def join(pieces: Sequence[Piece], sound_name: str, frame: Frame, path: Path) -> None:
    """Write the final file; all names are inside the folder of `path`.

    Frame k is shown at exactly k / fps, with one constant duration, no edit list, and the
    index before the data.

    Raises: Problem DISK_FULL, ENCODING_FAILED.
    """
    folder = path.parent
    (folder / LIST_NAME).write_text(_listed(pieces, frame.fps), encoding="ascii")
    ffmpeg.run(
        [
            *("-f", "concat", "-i", LIST_NAME, "-f", "aac", "-i", sound_name),
            *("-map", "0:v", "-map", "1:a", "-c", "copy", "-bsf:v", _exact_times(frame.fps)),
            *("-map_metadata", "-1", "-fflags", "+bitexact", "-use_editlist", "0"),
            *("-movflags", "+faststart+negative_cts_offsets"),
            *("-video_track_timescale", str(frame.fps * TICKS_PER_FRAME), "-f", "mp4", path.name),
        ],
        folder=folder,
    )


def _listed(pieces: Sequence[Piece], fps: int) -> str:
    lines = (f"file '{piece.name}'\nduration {piece.frames / fps:.6f}\n" for piece in pieces)
    return "ffconcat version 1.0\n" + "".join(lines)


def _exact_times(fps: int) -> str:
    """Whole frames instead of the microseconds of the list. The encoder holds back one frame
    for its B-frames, so decoding times run one frame ahead, without a gap between segments:
    with gaps, players take the constant rate for a variable one."""
    return f"setts=pts=round(PTS*TB*{fps})/(TB*{fps}):dts=(N-1)/(TB*{fps}):duration=1/(TB*{fps})"
