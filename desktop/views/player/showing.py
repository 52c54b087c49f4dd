"""A variant on a phone: its cover until its video is here, then the video."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from uuid import UUID

import shiboken6
from PySide6.QtCore import QByteArray, QObject, Qt, Signal, Slot
from PySide6.QtGui import QImage

from contract.problems import Code, Problem
from desktop.views.doors import Doors
from desktop.views.parts.phone import Phone
from desktop.views.player.multimedia import find_multimedia
from desktop.views.player.variant_files import bring, bring_bytes, sha256_of
from desktop.views.player.watched import Watched

if TYPE_CHECKING:
    from desktop.views.player.playback import Playback

# "coming": its file is on the way. "still": only the cover is seen, and `problem` says why, or
# there is no multimedia on this computer.
State = Literal["nothing", "coming", "playable", "still"]
PROXY, COVER, VIDEO = "proxy", "cover", "video"
# How the system's player knows a file by its name.
_SHOWN_ENDING = ".mp4"


def _nothing() -> None:
    """No file is held."""


class Showing(QObject):
    """`changed` when its state did; `moved`, `playing_changed` and `opened` as the video's.
    `share` is how much of a file that comes is here, None where nobody knows."""

    changed = Signal()
    moved = Signal(int)
    playing_changed = Signal(bool)
    opened = Signal(int)

    def __init__(
        self, doors: Doors, phone: Phone, *, has_sound: bool = True, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.state: State = "nothing"
        self.problem: Problem | None = None
        self.share: float | None = None
        self.path: Path | None = None
        self.watched: Watched | None = None
        # Whose picture is on the phone, also after the video was closed.
        self._pictured: UUID | None = None
        self._doors, self._phone, self._has_sound = doors, phone, has_sound
        self._playback: Playback | None = None
        self._let_go: Callable[[], None] = _nothing
        self._errand = QObject(self)
        doors.live.fetch_progress.connect(self._came)
        doors.live.status_changed.connect(self._try_again)

    @property
    def playback(self) -> "Playback | None":
        """The video, once there is one to play."""
        return self._playback

    def show(self, watched: Watched | None) -> None:
        """Show this one; what was shown before is closed. The same again changes nothing."""
        is_shown = self.shows(watched)
        self.watched = watched
        if is_shown:
            return
        self._end()
        if watched is None or watched.variant_id != self._pictured:
            self._phone.set_picture(None)
        self._pictured = watched.variant_id if watched else None
        if watched is None:
            self._become("nothing")
            return
        self._become("coming")
        bring_bytes(
            self._doors, self._errand, watched.file(COVER), self._poster, lambda problem: None
        )
        if find_multimedia() is None:
            self._become("still")
        else:
            bring(self._doors, self._errand, watched.file(PROXY), self._play, self._not_here)

    def shows(self, watched: Watched | None) -> bool:
        """Whether it is this variant that is open."""
        mine = self.watched
        return watched is not None and mine is not None and mine.variant_id == watched.variant_id

    def close(self) -> None:
        """On return no file is read and nothing plays; the last picture stays."""
        self._end()
        self.watched = None
        self.state = "nothing"

    def open_outside(self, opened: Callable[[Path], object]) -> None:
        """Bring the whole video, and hand it over under a name that players know."""
        watched = self.watched
        if watched is None:
            return

        def named(path: Path) -> None:
            # The next start of the store clears what it does not know.
            link = path.with_name(path.name + _SHOWN_ENDING)
            aside = self._doors.desk.aside(lambda: _linked(path, link))
            self._doors.take(aside).on(self._errand, opened)

        said = self._doors.say_problem
        bring(self._doors, self._errand, watched.file(VIDEO), named, said)

    def _play(self, path: Path) -> None:
        from desktop.views.player.playback import Playback  # noqa: PLC0415 - see multimedia.py

        self.path = path
        self._let_go = self._doors.desk.hold(sha256_of(path))
        playback = Playback(has_sound=self._has_sound, parent=self)
        playback.pictured.connect(self._phone.set_picture)
        playback.moved.connect(self.moved)
        playback.playing_changed.connect(self.playing_changed)
        playback.opened.connect(self.opened)
        # Not within the player's own signal: closed there, Qt's reader of the file crashes.
        playback.failed.connect(self._broke, Qt.ConnectionType.QueuedConnection)
        self._playback = playback
        playback.open(path)
        self._become("playable")

    @Slot(str)
    def _broke(self, says: str) -> None:
        if self.sender() is not self._playback:
            # Another variant took its place before this was heard.
            return
        self.problem = Problem(
            Code.MEDIA_UNREADABLE, f"The video cannot be played here: {says}.", "Open it elsewhere."
        )
        self._close_playback()
        self._become("still")

    def _not_here(self, problem: Problem) -> None:
        self.problem = problem
        self._become("still")

    def _poster(self, content: bytes) -> None:
        picture = QImage.fromData(QByteArray(content))
        if not picture.isNull() and (self._playback is None or not self._playback.shown_frames):
            self._phone.set_picture(picture)

    def _came(self, told: tuple[object, str, int, int | None]) -> None:
        variant_id, kind, come, of_all = told
        watched = self.watched
        if watched is None or variant_id != watched.variant_id or kind not in (PROXY, VIDEO):
            return
        share = come / of_all if of_all else None
        if share != self.share:
            self.share = share
            self.changed.emit()

    def _try_again(self, status: object) -> None:
        """The network may be back."""
        watched, problem = self.watched, self.problem
        if self.state != "still" or watched is None or problem is None or not problem.retryable:
            return
        if getattr(status, "state", None) in ("exchanging", "resting"):
            self._become("coming")
            bring(self._doors, self._errand, watched.file(PROXY), self._play, self._not_here)

    def _become(self, state: State) -> None:
        if state == "coming":
            self.problem, self.share = None, None
        self.state = state
        self.changed.emit()

    def _end(self) -> None:
        """No answer of before is heard any longer, no file is held."""
        self._close_playback()
        shiboken6.delete(self._errand)
        self._errand = QObject(self)
        self.problem, self.share = None, None

    def _close_playback(self) -> None:
        if self._playback is not None:
            self._playback.close()
            self._playback = None
        self._let_go()
        self._let_go, self.path = _nothing, None


def _linked(path: Path, link: Path) -> Path:
    """The same file under another name: by a link, else by a copy."""

    if not link.exists():
        try:
            os.link(path, link)
        except OSError:
            shutil.copyfile(path, link)
    return link
