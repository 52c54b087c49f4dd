"""One variant to watch: a phone, its scenes, and what can be done with it."""

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from contract.problems import Problem
from desktop.views.doors import Doors
from desktop.views.figures import place_words
from desktop.views.parts.buttons import Button
from desktop.views.parts.label import Label
from desktop.views.parts.phone import SafeBox
from desktop.views.parts.scrubber import SceneScrubber
from desktop.views.player.caption_cues import cue_at
from desktop.views.player.caption_line import CaptionLine
from desktop.views.player.multimedia import find_multimedia
from desktop.views.player.phone_stand import PhoneStand
from desktop.views.player.scene_film import SceneFilm
from desktop.views.player.scene_times import scene_at
from desktop.views.player.showing import Showing
from desktop.views.player.speeds import next_speed
from desktop.views.player.transport import Transport
from desktop.views.player.watched import Watched
from desktop.views.problem_words import words_of
from desktop.views.words import tr
from reel.catalogue import get_platform

GAP_PX = 10


class Player(QWidget):
    """`scene_changed` tells the place of the scene that is on, from 0; `read` that more is known
    of the scenes. `close_video` when nobody looks any more."""

    scene_changed = Signal(int)
    read = Signal()

    def __init__(self, doors: Doors, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene, self._speed = -1, 1.0
        self._is_muted = self._is_looping = self._shows_safe = self._shows_captions = False
        self.stand = PhoneStand(tr("The video"), parent=self)
        self.phone = self.stand.phone
        self.caption = CaptionLine(self.phone)
        self.showing = Showing(doors, self.phone, parent=self)
        self.film = SceneFilm(doors, self)
        self.note = Note(self)
        self.scrubber = SceneScrubber(parent=self)
        self.transport = Transport(self, self)
        self._lay_out()
        self._connect()
        self._show_state()

    @property
    def watched(self) -> Watched | None:
        """Which variant is shown."""
        return self.showing.watched

    @property
    def at_ms(self) -> int:
        """Where the video stands."""
        return self.scrubber.position_ms

    def watch(self, watched: Watched | None) -> None:
        """Show this variant from its begin; nothing plays until somebody wants it."""
        is_shown = self.showing.shows(watched)
        self.showing.show(watched)
        if not is_shown:
            self.film.read(watched)
            self._moved(0)
        if watched is not None:
            self.phone.setAccessibleName(tr("Variant {letter}", letter=watched.name))
        self._show_overlay()

    def close_video(self) -> None:
        """On return nothing plays and no file is read; the last picture stays."""
        self.film.close()
        self.showing.close()
        self.transport.play.set_playing(False)

    # --- Controls

    def toggle(self) -> None:
        """Play, or pause."""
        if (video := self.showing.playback) is not None:
            (video.pause if video.is_playing else video.play)()

    def pause(self) -> None:
        """Hold it where it is."""
        if self.showing.playback is not None:
            self.showing.playback.pause()

    def seek(self, at_ms: int) -> None:
        """Go to a moment."""
        if self.showing.playback is not None:
            self.showing.playback.seek(at_ms)

    def skip(self, by_ms: int) -> None:
        """Go on that much later, or earlier."""
        if self.showing.playback is not None:
            self.seek(self.showing.playback.at_ms + by_ms)

    def step(self, frames: int) -> None:
        """Stand some pictures on, or back."""
        if self.showing.playback is not None:
            self.showing.playback.step(frames)

    def step_scene(self, by: int) -> None:
        """Go to where another scene begins."""
        self.scrubber.step_scene(by)

    def change_speed(self, by: int) -> None:
        """A step faster or slower; from the fastest it goes round to the slowest."""
        self._speed = next_speed(self._speed, by)
        self._set_up()

    def toggle_safe_area(self) -> None:
        """Show what the platform covers, or not."""
        self._shows_safe = not self._shows_safe
        self._show_overlay()

    def toggle_captions(self) -> None:
        """Show the words of the captions file, or not."""
        self._shows_captions = not self._shows_captions
        self._set_up()
        self._say_caption()

    def toggle_mute(self) -> None:
        """Sound, or none."""
        self._is_muted = not self._is_muted
        self._set_up()

    def toggle_loop(self) -> None:
        """Begin anew at the end, or stop there."""
        self._is_looping = not self._is_looping
        self._set_up()

    # --- inside

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_PX)
        column.addWidget(self.stand, 1)
        column.addWidget(self.note)
        column.addWidget(self.scrubber)
        column.addWidget(self.transport)
        self.stand.fitted.connect(lambda: self.caption.fit(self.phone.screen_box))

    def _connect(self) -> None:
        self.showing.changed.connect(self._show_state)
        self.showing.moved.connect(self._moved)
        self.showing.playing_changed.connect(self.transport.play.set_playing)
        self.film.changed.connect(self._show_scenes)
        self.scrubber.moved.connect(self._scrubbed)
        self.note.button.clicked.connect(
            lambda: self.showing.open_outside(
                lambda path: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
            )
        )

    def _scrubbed(self, at_ms: int) -> None:
        self.seek(at_ms)
        self._tell(at_ms)

    def _moved(self, at_ms: int) -> None:
        self.scrubber.set_position_ms(at_ms)
        self._tell(at_ms)

    def _tell(self, at_ms: int) -> None:
        self.transport.clock.say(at_ms, self._length_ms())
        self.scrubber.setToolTip(place_words(at_ms))
        self._say_caption()
        scene = scene_at(self.film.spans, at_ms) if self.film.spans else -1
        if scene != self._scene:
            self._scene = scene
            self.scene_changed.emit(scene)

    def _length_ms(self) -> int:
        return self.film.spans[-1].end_ms if self.film.spans else 0

    def _show_scenes(self) -> None:
        self.scrubber.set_scenes(self.film.scenes)
        self._scene = -1
        self._tell(self.scrubber.position_ms)
        self.read.emit()

    def _show_state(self) -> None:
        showing = self.showing
        self.transport.set_ready(None if showing.playback else self._why_not())
        self.note.say(showing)
        if showing.state == "playable" and showing.path is not None:
            self._set_up()
            self.film.take_pictures(showing.path)

    def _why_not(self) -> str:
        if self.showing.state == "coming":
            return tr("The video is on its way.")
        if self.showing.state == "still":
            return tr("The video cannot be shown now.")
        return tr("There is nothing to play yet.")

    def _set_up(self) -> None:
        """The video, and the buttons that show how it is set, are as they are wanted."""
        switches, video = self.transport.switches, self.showing.playback
        switches.set_speed(self._speed)
        switches.set_muted(self._is_muted)
        switches.loop.setChecked(self._is_looping)
        switches.captions.setChecked(self._shows_captions)
        if video is not None:
            video.set_speed(self._speed)
            video.set_muted(self._is_muted)
            video.set_looping(self._is_looping)
            quiet = None if video.has_sound else tr("This computer has nothing to hear it from.")
            switches.sound.set_reason(quiet)

    def _show_overlay(self) -> None:
        watched = self.showing.watched
        self.transport.switches.safe_area.setChecked(self._shows_safe)
        self.phone.set_chrome(watched is not None, caption=watched.caption if watched else "")
        box = safe_box_of(watched.platform) if watched is not None and self._shows_safe else None
        self.phone.set_safe_area(box, tr("Safe area") if box else "")

    def _say_caption(self) -> None:
        cue = cue_at(self.film.cues, self.scrubber.position_ms) if self._shows_captions else None
        self.caption.say(cue.text if cue else "")


class Note(QWidget):
    """Why no video is seen, and what can be done; not there while one is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self.words = Label(role="small", tone="dim", wrap=True, parent=self)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = Button(tr("Open in the system player"), "quiet", "external-link", parent=self)
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        self.hide()

    def say(self, showing: Showing) -> None:
        """Say what stands in the way of a video."""
        words = _words_for(showing)
        self.words.setText(words)
        is_outside = showing.state == "still" and showing.problem is None
        self.button.setVisible(is_outside or (showing.state == "still" and _is_broken(showing)))
        self.setVisible(bool(words))


def safe_box_of(platform: str) -> SafeBox | None:
    """Where a platform leaves a video clear, as a phone draws it; None of one that this version
    does not know."""
    try:
        box = get_platform(platform).safe_box
    except Problem:
        return None
    return SafeBox(box.left_px, box.top_px, box.right_px, box.bottom_px)


def _words_for(showing: Showing) -> str:
    if showing.state == "coming":
        if showing.share is None:
            return tr("Fetching the video …")
        return tr("Fetching the video, {percent} %", percent=round(100 * showing.share))
    if showing.state != "still":
        return ""
    if showing.problem is None and find_multimedia() is None:
        return tr("Video cannot be shown in this window: libpulse0 is missing.")
    problem = showing.problem
    if problem is not None and problem.retryable:
        return tr("The video is not on this computer yet. It comes when the server is in reach.")
    return " ".join(words_of(problem)) if problem is not None else ""


def _is_broken(showing: Showing) -> bool:
    return showing.problem is not None and showing.problem.code == "media-unreadable"
