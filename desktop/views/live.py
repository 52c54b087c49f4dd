"""What the models and the talk tell on their threads, as signals on the main thread."""

from threading import Lock
from typing import TYPE_CHECKING, Any
from uuid import UUID

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from desktop.models.news import Changed, Of

if TYPE_CHECKING:
    from desktop.desk import Desk

# One frame of 60 Hz: whatever changed in it is drawn once.
FRAME_MS = 16
# More ids than anybody shows at once: from here on "any of them may have changed".
MOST_IDS = 500


class Live(QObject):
    """`changed` brings the news of a frame, one `Changed` a kind; `status_changed` a Status;
    `progress` a bar as the server tells it; `upload_progress` sha256, come, of how many bytes;
    `fetch_progress` (variant_id, kind, come, of how many or None)."""

    changed = Signal(object)
    status_changed = Signal(object)
    progress = Signal(object)
    upload_progress = Signal(str, object, object)
    fetch_progress = Signal(object)

    _woken = Signal()
    _status = Signal(object)
    _bar = Signal(object)
    _upload = Signal(str, object, object)
    _fetch = Signal(object)

    def __init__(self, desk: "Desk", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._news: dict[Of, frozenset[UUID]] = {}
        self._lock = Lock()
        self._is_closed = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._tell)
        queued = Qt.ConnectionType.QueuedConnection
        self._woken.connect(self._wake, queued)
        self._status.connect(self.status_changed, queued)
        self._bar.connect(self.progress, queued)
        self._upload.connect(self.upload_progress, queued)
        self._fetch.connect(self.fetch_progress, queued)
        self._listen()

    @property
    def is_waiting(self) -> bool:
        """Whether news is on its way to the main thread."""
        with self._lock:
            return bool(self._news)

    def close(self) -> None:
        """On return nothing is heard any longer."""
        if self._is_closed:
            return
        self._is_closed = True
        self._unsubscribe()
        for name in ("on_status", "on_progress", "on_upload", "on_fetch"):
            setattr(self._desk, name, lambda *told: None)
        self._timer.stop()

    def _listen(self) -> None:
        self._unsubscribe = self._desk.subscribe(self._heard)
        self._desk.on_status = lambda status: self._emit(self._status, status)
        self._desk.on_progress = lambda bar: self._emit(self._bar, bar)
        self._desk.on_upload = lambda *told: self._emit(self._upload, *told)
        self._desk.on_fetch = lambda *told: self._emit(self._fetch, told)

    def _heard(self, news: tuple[Changed, ...]) -> None:
        with self._lock:
            is_first = not self._news
            for change in news:
                self._news[change.of] = _merged(self._news.get(change.of), change.ids)
        if is_first:
            self._emit(self._woken)

    def _emit(self, signal: Any, *told: object) -> None:
        if shiboken6.isValid(self):
            signal.emit(*told)

    @Slot()
    def _wake(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _tell(self) -> None:
        with self._lock:
            news, self._news = self._news, {}
        if news:
            self.changed.emit(tuple(Changed(of, ids) for of, ids in news.items()))


def _merged(before: frozenset[UUID] | None, ids: frozenset[UUID]) -> frozenset[UUID]:
    """All of both; without ids, as one of them without ids is, when any may have changed."""
    if before is None:
        return ids
    both = before | ids
    return both if before and ids and len(both) <= MOST_IDS else frozenset()
