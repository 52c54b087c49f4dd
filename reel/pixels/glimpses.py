"""A few small pictures out of a finished video, for whoever moves a pointer along it.

Only frames that stand for themselves are decoded: there is one every two seconds, and of a proxy
each costs some milliseconds.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, cast

import av
import numpy as np
from av.video.stream import VideoStream

from contract.problems import Code, Problem
from reel.pixels.planes import Bytes

US_PER_S = 1_000_000


class Glimpse(NamedTuple):
    """A frame of a video: `rgb` height x width x 3, and where in the video it stands."""

    at_ms: int
    rgb: Bytes


def glimpses(path: Path, count: int, height_px: int) -> Iterator[Glimpse]:
    """At most `count` frames spread over the video, in their order, each once.

    Raises: Problem MEDIA_UNREADABLE.
    """
    try:
        with av.open(str(path)) as film:
            yield from _spread(film, count, height_px)
    except (OSError, IndexError, ValueError) as error:
        raise Problem(
            Code.MEDIA_UNREADABLE,
            f"{path.name} is not a video that can be opened.",
            "Fetch it again.",
        ) from error


def _spread(film: "av.container.InputContainer", count: int, height_px: int) -> Iterator[Glimpse]:
    stream: VideoStream = film.streams.video[0]
    stream.codec_context.skip_frame = "NONKEY"
    length_us = film.duration or 0
    last_ms = -1
    for number in range(count):
        film.seek(length_us * number // count, backward=True)
        frame = next(film.decode(stream), None)
        if frame is None or frame.time is None:
            return
        at_ms = round(frame.time * 1000)
        if at_ms <= last_ms:
            continue
        last_ms = at_ms
        width_px = max(round(frame.width * height_px / frame.height), 1)
        small = frame.reformat(width=width_px, height=height_px, format="rgb24")
        yield Glimpse(at_ms, cast(Bytes, np.ascontiguousarray(small.to_ndarray())))
