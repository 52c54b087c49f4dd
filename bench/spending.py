"""CPU time of child processes and of everything that they start, leaving nobody out."""

import ctypes
import os
import resource
import sys
import time
from types import TracebackType

_BECOME_FOSTER_PARENT = 36  # PR_SET_CHILD_SUBREAPER of Linux' prctl
# A helper may need a moment to notice that its parent has ended.
ORPHANS_END_WITHIN_S = 10.0
_LOOK_EVERY_S = 0.02


class Spending:
    """Counts user and system seconds of all child processes that end inside the `with`.

    Children of children count too, and so do those whose parent ended without waiting for
    them: on Linux they become ours. `cpu_s` is known after the block.

    Raises: RuntimeError when a process is still there `ORPHANS_END_WITHIN_S` after the block.
    """

    cpu_s = 0.0

    def __enter__(self) -> "Spending":
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_BECOME_FOSTER_PARENT, 1, 0, 0, 0)
        self._before_s = _children_s()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            _wait_for_orphans()
            self.cpu_s = _children_s() - self._before_s


def _children_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _wait_for_orphans() -> None:
    deadline = time.monotonic() + ORPHANS_END_WITHIN_S
    while time.monotonic() < deadline:
        try:
            ended, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not ended:
            time.sleep(_LOOK_EVERY_S)
    raise RuntimeError("A process was left behind; its CPU time would be missing.")
