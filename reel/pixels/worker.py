"""What runs in a drawing process: one segment at a time, with the scenes kept ready."""

import errno
import multiprocessing
import os
import signal
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from ctypes import Array, c_longlong
from dataclasses import dataclass
from pathlib import Path

import cv2
from PIL import Image

from contract.problems import Code, Problem
from contract.storyboards import Storyboard, Timing
from reel.pixels.compositor import Compositor
from reel.pixels.encode import VideoEncoder
from reel.pixels.ffmpeg import disk_full
from reel.pixels.planes import Planes, to_rgb
from reel.pixels.proxy import ProxyEncoder, proxy_name
from reel.pixels.segments import Segment
from reel.pixels.sightings import Sighting, Watch

COVER_NAME = "cover.jpg"
COVER_QUALITY = 90


@dataclass(frozen=True)
class Order:
    """Everything that is the same for all segments of one video."""

    storyboard: Storyboard
    timing: Timing
    pictures: Mapping[str, Path]
    folder: Path
    with_proxy: bool = False


@dataclass(frozen=True, eq=False)
class Drawn:
    """A finished segment: its file's name in the folder, and what was seen while drawing."""

    segment: Segment
    name: str
    sighting: Sighting


@dataclass(frozen=True, eq=False)
class _Bench:
    """What a worker keeps at hand between the segments of one video."""

    storyboard: Storyboard
    timing: Timing
    compositor: Compositor
    planes: Planes


_shared: "Shared"
_bench: _Bench | None = None


@dataclass(frozen=True, eq=False)
class Shared:
    """Memory that a worker shares with its parent: a wish to stop, and its count of frames.

    Without locks: a worker that is killed while it holds one would stop everybody.
    """

    stop: "Array[c_longlong]"
    frames: "Array[c_longlong]"
    lane: int


def settle_in(shared: Shared) -> None:
    """Prepare a new worker: Ctrl-C is for its parent, and without a parent it ends at once."""
    global _shared  # noqa: PLW0603 - a process has one parent
    _shared = shared
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True, name="orphan-watch").start()
    cv2.setNumThreads(1)


def draw(order: Order, segment: Segment) -> Drawn:
    """Draw, encode and watch one segment.

    Raises: Problem CANCELLED, DISK_FULL, ENCODING_FAILED and what drawing raises.
    """
    bench = _prepared(order)
    whole = order.storyboard.frame
    watch = Watch(bench.compositor)
    name = f"{segment.first_frame:06}.nut"
    with ExitStack() as open_files:
        encoder = open_files.enter_context(VideoEncoder(order.folder / name, whole))
        proxy = None
        if order.with_proxy:
            proxy = open_files.enter_context(ProxyEncoder(order.folder / proxy_name(name), whole))
        for frame in range(segment.first_frame, segment.first_frame + segment.frames):
            if _shared.stop[0]:
                raise cancelled()
            bench.compositor.draw(frame, bench.planes)
            encoder.write(bench.planes.raw)
            if proxy is not None:
                proxy.write_half(bench.planes)
            watch.see(frame, bench.planes)
            _shared.frames[_shared.lane] += 1
            if frame == 0:
                save_cover(bench.planes, order.folder / COVER_NAME)
    return Drawn(segment, name, watch.sighting())


def save_cover(planes: Planes, path: Path) -> None:
    """Write a frame as a JPEG of the same size, its colours as sharp as its brightness.

    Raises: Problem DISK_FULL.
    """
    try:
        Image.fromarray(to_rgb(planes)).save(path, "JPEG", quality=COVER_QUALITY, subsampling=0)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise disk_full() from error
        raise


def cancelled() -> Problem:
    """The problem that somebody wanted to stop."""
    return Problem(Code.CANCELLED, "Cancelled.", "Nothing was written; start again any time.")


def _prepared(order: Order) -> _Bench:
    global _bench  # noqa: PLW0603 - a worker works on one video at a time
    is_same = _bench and (_bench.storyboard, _bench.timing) == (order.storyboard, order.timing)
    if not _bench or not is_same:
        # The old one goes first: two at a time would not fit our memory.
        _bench = None
        frame = order.storyboard.frame
        compositor = Compositor(order.storyboard, order.timing, frame.width_px, order.pictures)
        planes = Planes.empty(frame.width_px, frame.height_px)
        _bench = _Bench(order.storyboard, order.timing, compositor, planes)
    return _bench


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
