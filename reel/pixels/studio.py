"""Warm worker processes that draw and encode segments side by side.

They look at a cancel flag with every frame, and end by themselves when the process that
started them is gone, however it went.
"""

import multiprocessing
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from ctypes import c_longlong
from types import TracebackType

from contract.problems import Code, Problem
from reel.pixels import worker
from reel.pixels.free_memory import find_free_bytes
from reel.pixels.lanes import Lanes
from reel.pixels.segments import Segment
from reel.pixels.worker import Drawn, Order, cancelled

MOST_WORKERS = 4
# A worker with its encoder at 1080x1920 was measured at 280 to 380 MB; the rest is for others.
WORKER_BYTES = 450 * 2**20
# How soon a wish to cancel is noticed, and how often progress is told.
LOOK_AROUND_S = 0.1
# A worker looks at the wish to stop with every frame, 0.05 s; making a scene ready takes up to
# 2 s, thirty times that on the slowest machine. One that does not come back by then hangs.
CALL_BACK_PATIENCE_S = 60


class Studio:
    """A pool of drawing processes; leaving the `with` block ends them all."""

    def __init__(self, workers: int | None = None) -> None:
        workers = workers or fitting_workers()
        self._context = multiprocessing.get_context("spawn")
        self._stop = self._context.RawArray(c_longlong, 1)
        self._frames = self._context.RawArray(c_longlong, workers)
        self._lanes = [self._open(lane) for lane in range(workers)]

    def draw(
        self,
        order: Order,
        segments: Sequence[Segment],
        on_frames: Callable[[int], None],
        is_cancelled: Callable[[], bool],
        on_drawn: Callable[[Drawn], None] = lambda _: None,
    ) -> tuple[Drawn, ...]:
        """Draw and encode all segments; `on_frames` hears how many frames are done so far,
        `on_drawn` of each segment as soon as its files are whole.

        Raises: Problem CANCELLED, DISK_FULL, ENCODING_FAILED and what drawing raises.
        """
        before = sum(self._frames)
        lanes = Lanes([segment.frames for segment in segments], len(self._lanes))
        busy: dict[Future[Drawn], int] = {}
        done: dict[Segment, Drawn] = {}
        try:
            for lane in range(len(self._lanes)):
                self._hand_out(lane, lanes, order, segments, busy)
            while busy:
                finished, _ = wait(busy, LOOK_AROUND_S, FIRST_COMPLETED)
                if is_cancelled():
                    raise cancelled()
                for future in finished:
                    lane = busy.pop(future)
                    drawn = future.result()
                    done[drawn.segment] = drawn
                    on_drawn(drawn)
                    self._hand_out(lane, lanes, order, segments, busy)
                on_frames(sum(self._frames) - before)
        except BrokenProcessPool as error:
            raise Problem(
                Code.ENCODING_FAILED,
                "A drawing process was ended from outside.",
                "Close other programs to free memory, then try again.",
                retryable=True,
            ) from error
        finally:
            self._call_back(busy)
        return tuple(done[segment] for segment in segments)

    def _hand_out(
        self,
        lane: int,
        lanes: Lanes,
        order: Order,
        segments: Sequence[Segment],
        busy: dict[Future[Drawn], int],
    ) -> None:
        place = lanes.take(lane)
        if place is not None:
            busy[self._lanes[lane].submit(worker.draw, order, segments[place])] = lane

    def _call_back(self, busy: Mapping[Future[Drawn], int]) -> None:
        """Stop the work that nobody waits for any more; a worker that hangs gives way to a
        new one."""
        if not busy:
            return
        self._stop[0] = 1
        _, hanging = wait(busy, CALL_BACK_PATIENCE_S)
        for future in hanging:
            self._replace(busy[future])
        self._stop[0] = 0

    def _replace(self, lane: int) -> None:
        # Not said in public before Python 3.14, which has kill_workers for this.
        for process in tuple(self._lanes[lane]._processes.values()):
            process.kill()
        self._lanes[lane].shutdown(wait=True, cancel_futures=True)
        self._lanes[lane] = self._open(lane)

    def _open(self, lane: int) -> ProcessPoolExecutor:
        shared = worker.Shared(self._stop, self._frames, lane)
        return ProcessPoolExecutor(
            1, self._context, initializer=worker.settle_in, initargs=(shared,)
        )

    def __enter__(self) -> "Studio":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop[0] = 1
        for lane in self._lanes:
            lane.shutdown(wait=True, cancel_futures=True)


def fitting_workers() -> int:
    """How many workers this computer has cores and free memory for."""
    by_memory = _free_bytes() // WORKER_BYTES
    return max(1, min(_cores(), MOST_WORKERS, by_memory))


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _free_bytes() -> int:
    free = find_free_bytes()
    # Nothing to go by: enough for two.
    return 2 * WORKER_BYTES if free is None else free
