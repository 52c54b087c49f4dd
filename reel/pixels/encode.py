"""Frames into H.264: one ffmpeg child that takes raw planes through a pipe."""

import subprocess
import sys
import threading
from collections.abc import Sequence
from io import RawIOBase
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from contract.platforms import Frame
from contract.problems import Problem
from reel.pixels.ffmpeg import QUIET, disk_full, failure, find_ffmpeg
from reel.process_group import apart

THREADS = 1
LONGEST_GOP_FRAMES = 60
COLOUR = (
    *("-color_range", "tv", "-colorspace", "bt709"),
    *("-color_primaries", "bt709", "-color_trc", "bt709"),
)
# One thread, so that the bytes do not depend on the machine; `stitchable` and a global header,
# so that all segments carry the same parameter sets and can be joined without encoding again.
ENCODER_FLAGS = (
    *("-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-pix_fmt", "yuv420p"),
    *("-crf", "20", "-maxrate", "16M", "-bufsize", "32M"),
    *("-g", str(LONGEST_GOP_FRAMES), "-bf", "2", "-threads", str(THREADS)),
    *("-x264-params", "open-gop=0:stitchable=1:b-pyramid=none"),
    *("-flags:v", "+bitexact+global_header", *COLOUR),
)
# Raw frames are 3 MB: with Linux's default of 64 kB the two sides would wake each other
# 47 times a frame, at 6 ms of CPU time; 1 MB is the most an ordinary user may ask for.
PIPE_BYTES = 1 << 20
SET_PIPE_SIZE = 1031
# A problem shows its last 2000 signs; a child that chatters must not fill our memory.
MOST_WORDS_BYTES = 8192


class VideoEncoder:
    """Writes one segment file; leaving the `with` block without an error completes it.

    Files with the same flags and frame can be joined without encoding again.

    Raises: Problem DISK_FULL, ENCODING_FAILED, from `write` or at the end.
    """

    def __init__(self, path: Path, frame: Frame, flags: Sequence[str] = ENCODER_FLAGS) -> None:
        self._path = path
        source = (
            *("-f", "rawvideo", "-pix_fmt", "yuv420p", *COLOUR),
            *("-s", f"{frame.width_px}x{frame.height_px}", "-r", str(frame.fps)),
        )
        target = ("-map_metadata", "-1", "-fflags", "+bitexact", "-f", "nut", path.name)
        # Not checked once more in every worker: planning the segments has just done it.
        self._child = subprocess.Popen(  # type: ignore[call-overload]
            [str(find_ffmpeg()), *QUIET, *source, "-i", "pipe:0", *flags, *target],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            bufsize=0,
            cwd=path.parent,
            **apart(),
        )
        _widen(self._child.stdin.fileno())
        self._heard = Overheard(self._child.stderr)

    def write(self, planes: NDArray[np.uint8]) -> None:
        """Hand over one frame: its planes in one buffer, as I420."""
        left = planes.data.cast("B")
        try:
            while left:
                left = left[self._child.stdin.write(left) :]
        except OSError as error:
            raise self._failure() from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            self._child.kill()
            self._wait()
            self._path.unlink(missing_ok=True)
            return
        said = self._wait()
        if self._child.returncode != 0:
            raise failure(self._child.returncode, said)

    def _failure(self) -> Problem:
        said = self._wait()
        return failure(self._child.returncode, said) if self._child.returncode else disk_full()

    def _wait(self) -> bytes:
        """Let the child come to its end; what it said last."""
        self._child.stdin.close()
        self._child.wait()
        return self._heard.to_the_end()


class Overheard:
    """The last words of a child, taken in as they come: a pipe that nobody reads fills up, and
    then the child waits for us while we wait for it."""

    def __init__(self, pipe: RawIOBase) -> None:
        self._pipe = pipe
        self._words = b""
        # A daemon: a child that never ends must not keep us from ending.
        self._listener = threading.Thread(target=self._listen, daemon=True, name="overheard")
        self._listener.start()

    def to_the_end(self) -> bytes:
        """The last `MOST_WORDS_BYTES` that were said, once there is nothing more to come."""
        self._listener.join()
        return self._words

    def _listen(self) -> None:
        with self._pipe:
            while said := self._pipe.read(MOST_WORDS_BYTES):
                self._words = (self._words + said)[-MOST_WORDS_BYTES:]


def _widen(pipe: int) -> None:
    if sys.platform != "linux":
        return
    import fcntl  # noqa: PLC0415 - Windows has none

    try:
        fcntl.fcntl(pipe, SET_PIPE_SIZE, PIPE_BYTES)
    except OSError:
        # The user's share of pipe memory is used up: slower, not wrong.
        return
