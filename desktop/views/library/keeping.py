"""Reels that stay on this computer: their files are fetched, also once the network is back."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from contract.problems import Problem
from desktop.models import tiles
from desktop.models.tiles import Missing, Tile
from desktop.sync.status import Status
from desktop.views.doors import Doors


class Keeping(QObject):
    """Fetches what is kept and not here, one file after the other."""

    def __init__(self, doors: Doors, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._doors = doors
        self._coming: list[Missing] = []
        self._is_fetching = False
        self._state = doors.desk.status.state
        doors.live.status_changed.connect(self._status_changed)

    def keep(self, chosen: Sequence[Tile], is_kept: bool) -> None:
        """These stay here, or may go when room is needed."""
        for tile in chosen:
            self._doors.ask(tiles.keep, tile.variant_id, is_kept=is_kept).on(self)
        if is_kept:
            self.look()

    def look(self) -> None:
        """Fetch what is missing."""
        if self._doors.desk.is_connected:
            self._doors.ask(tiles.list_missing).on(self, self._take)

    def _take(self, missing: tuple[Missing, ...]) -> None:
        self._coming = list(missing)
        self._fetch_next()

    def _fetch_next(self) -> None:
        if self._is_fetching or not self._coming:
            return
        one = self._coming.pop(0)
        self._is_fetching = True
        coming = self._doors.desk.fetch(one.generation_id, one.variant_id, one.kind)
        self._doors.take(coming).on(self, self._came, self._did_not_come)

    def _came(self, _path: Path) -> None:
        self._is_fetching = False
        self._fetch_next()

    def _did_not_come(self, problem: Problem) -> None:
        """The others of a server that does not answer would not come either; the next time it is
        reached all are looked for again."""
        self._is_fetching = False
        if problem.retryable:
            self._coming.clear()
        self._fetch_next()

    def _status_changed(self, status: Status) -> None:
        before, self._state = self._state, status.state
        if status.state == "resting" and before != "resting" and not self._is_fetching:
            self.look()
