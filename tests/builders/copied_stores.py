"""Filled stores as copies: each state is filled once a process, which takes a second, and copied
for each test, which takes a hundredth of that."""

import atexit
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from desks import Room, a_room
from filled_stores import fill
from told_months import NOW, Clock, Filled, State, ms_of

from desktop.models.storage import Storage
from desktop.sync.status import Status
from desktop.views.player.watched import Watched

# What Qt says of a machine that has nothing to hear a video from, or no graphics card; for
# `pytest.mark.qt_log_ignore`.
OF_THE_MACHINE = (
    r"PulseAudioService|No audio device|qt\.multimedia|RHI|Couldn't|FFmpeg|HW decoder"
    r"|propagateSizeHints"
)


@dataclass
class Cinema:
    """Doors onto a store with finished reels, and what is in it by name; it is always `now_ms`."""

    room: Room
    filled: Filled
    now_ms: int = ms_of(NOW)

    def watched(self, name: str = "sky", index: int = 0) -> Watched:
        """A finished variant."""
        generation_id = self.filled.generations[name]
        variant_id = self.filled.variants[name][index]
        return Watched(generation_id, variant_id, 5000, "tiktok", "A", "Why is the sky blue?")

    def say_status(self, status: Status) -> None:
        """From now on it stands like this with the server."""
        self.room.desk._engine = _Standing(status)  # type: ignore[assignment]
        self.room.doors.live.status_changed.emit(status)


@dataclass
class _Standing:
    """All that a desk asks its engine for, while no server is there."""

    status: Status


@contextmanager
def a_cinema(data: Path, state: State = "busy") -> Iterator[Cinema]:
    """A copy of a store in this state, and doors onto it."""
    folder, filled = _original(state)
    shutil.copytree(folder / "store", data / "store")
    with a_room(data) as room:
        cinema = Cinema(room, replace(filled, storage=room.storage))
        doors = replace(room.doors, clock_ms=lambda: cinema.now_ms)
        cinema.room = replace(room, doors=doors)
        yield cinema
        room.desk._engine = None


@cache
def _original(state: State) -> tuple[Path, Filled]:
    folder = Path(mkdtemp(prefix="filled-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    storage = Storage(folder / "store")
    try:
        filled = fill(storage, state, Clock())
    finally:
        storage.close()
    return folder, filled
