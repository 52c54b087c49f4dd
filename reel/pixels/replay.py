"""The finished file played once from start to end: what anybody else would see and hear.

Pictures that no other is predicted from are counted, but not decoded: half of all, and half
of the cost. A fault in one of the others would show in what follows it.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from reel.narration.speech import Samples
from reel.pixels import ffmpeg
from reel.pixels.loudness import METER, Loudness, read
from reel.pixels.sightings import THUMB_HEIGHT, THUMB_WIDTH, Thumbs

HEARD_NAME = "heard.s16"
READINGS_NAME = "loudness.txt"


@dataclass(frozen=True, eq=False)
class Replay:
    """Luma of every reference frame averaged down (frames, 96, 54), in order; the sound as one
    channel, and how loud it is."""

    thumbs: Thumbs
    heard: Samples
    loudness: Loudness


def play(path: Path, rate_hz: int) -> Replay:
    """Decode every reference frame and every sample of a finished file, in one pass.

    Costs 2.8 CPU-s for 30 s of video; with every frame it would be 5.8.

    Raises: Problem ENCODING_FAILED when anything cannot be decoded; DISK_FULL.
    """
    folder = path.parent
    see = f"extractplanes=y,scale={THUMB_WIDTH}:{THUMB_HEIGHT}:flags=area"
    hear = ("-c:a", "pcm_s16le", "-ar", str(rate_hz), "-ac", "1", "-f", "s16le", HEARD_NAME)
    seen = ffmpeg.run(
        [
            *("-xerror", "-err_detect", "explode", "-threads", "1", "-filter_threads", "1"),
            *("-skip_frame", "noref"),
            *("-i", path.name),
            *("-map", "0:v", "-vf", see, "-fps_mode", "passthrough", "-f", "rawvideo", "pipe:1"),
            *("-map", "0:a", "-af", f"{METER}{READINGS_NAME}", "-f", "null", "-"),
            *("-map", "0:a", *hear),
        ],
        folder=folder,
    )
    readings, heard = folder / READINGS_NAME, folder / HEARD_NAME
    replay = Replay(
        np.frombuffer(seen, np.uint8).reshape(-1, THUMB_HEIGHT, THUMB_WIDTH),
        np.frombuffer(heard.read_bytes(), "<i2"),
        read(readings.read_text(encoding="ascii")),
    )
    readings.unlink()
    heard.unlink()
    return replay
