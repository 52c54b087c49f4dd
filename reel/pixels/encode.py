"""Frames into H.264: one ffmpeg child that takes raw planes through a pipe."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from contract.platforms import Frame
from contract.problems import Problem
from reel.narration.process_group import apart
from reel.pixels.ffmpeg import QUIET, disk_full, failure, get_ffmpeg

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
        self._child = subprocess.Popen(  # type: ignore[call-overload]
            [str(get_ffmpeg().path), *QUIET, *source, "-i", "pipe:0", *flags, *target],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            bufsize=0,
            cwd=path.parent,
            **apart(),
        )
        _widen(self._child.stdin.fileno())

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
        try:
            _, said = self._child.communicate()
        except OSError:
            said = b""
            self._child.wait()
        return said or b""


def _widen(pipe: int) -> None:
    if sys.platform != "linux":
        return
    import fcntl  # noqa: PLC0415 - Windows has none

    try:
        fcntl.fcntl(pipe, SET_PIPE_SIZE, PIPE_BYTES)
    except OSError:
        # The user's share of pipe memory is used up: slower, not wrong.
        return
