"""The memory that a process and all its descendants hold together, shared pages counted once."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

EVERY_S = 0.05
_PROCESSES = Path("/proc")
_PSS = re.compile(rb"^Pss:\s+(\d+) kB", re.MULTILINE)


def can_measure() -> bool:
    """Whether this system tells the proportional share of memory of its processes."""
    return (_PROCESSES / "self" / "smaps_rollup").is_file()


def tree_of(root: int) -> frozenset[int]:
    """The ids of a process and of all its descendants that live now."""
    children: dict[int, list[int]] = {}
    for process, parent in _parents():
        children.setdefault(parent, []).append(process)
    found, waiting = set[int](), [root]
    while waiting:
        process = waiting.pop()
        found.add(process)
        waiting += children.get(process, [])
    return frozenset(found)


def held_bytes(processes: frozenset[int]) -> int:
    """The sum of the processes' proportional shares; those that just ended hold nothing."""
    return sum(_share_bytes(process) for process in processes)


class PeakMemory:
    """Looks every `EVERY_S` at a process tree inside the `with`; `peak_bytes` is the most seen."""

    def __init__(self, root: int) -> None:
        self.peak_bytes = 0
        self._root = root
        self._done = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="memory watcher")

    def __enter__(self) -> "PeakMemory":
        self._watcher.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        self._watcher.join()

    def _watch(self) -> None:
        while True:
            self.peak_bytes = max(self.peak_bytes, held_bytes(tree_of(self._root)))
            if self._done.wait(EVERY_S):
                return


def _parents() -> Iterator[tuple[int, int]]:
    for entry in _PROCESSES.iterdir():
        if not entry.name.isdigit():
            continue
        try:
            stat = (entry / "stat").read_bytes()
        except OSError:
            continue  # it ended between the two looks
        # The name in brackets may hold spaces and brackets itself; state and parent follow it.
        yield int(entry.name), int(stat[stat.rindex(b")") + 2 :].split()[1])


def _share_bytes(process: int) -> int:
    try:
        rollup = (_PROCESSES / str(process) / "smaps_rollup").read_bytes()
    except OSError:
        return 0
    share = _PSS.search(rollup)
    return int(share[1]) * 1024 if share else 0
