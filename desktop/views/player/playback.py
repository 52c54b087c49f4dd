"""A video as it plays: pictures to paint, a clock, sound.

Pictures come through a QVideoSink and are painted by whoever shows them: a QVideoWidget cannot be
grabbed, and nothing can lie on top of it.
"""

from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import (
    QAudioOutput,
    QMediaDevices,
    QMediaPlayer,
    QVideoFrame,
    QVideoSink,
)

# How long a picture stands in a video that has only one, and for which nobody can say.
_USUAL_FRAME_US = 33_333
_US_A_MS = 1000
_Status = QMediaPlayer.MediaStatus


class Playback(QObject):
    """One file at a time. `pictured` brings each picture to be shown, `moved` where the clock
    stands, `playing_changed` whether it runs, `opened` how long the video is, `failed` in the
    system's words why it cannot be played. Ask for nothing after `close`."""

    pictured = Signal(QImage)
    moved = Signal(int)
    playing_changed = Signal(bool)
    opened = Signal(int)
    failed = Signal(str)

    def __init__(self, *, has_sound: bool = True, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shown_frames = 0
        self._last_us, self._frame_us = -1, _USUAL_FRAME_US
        self._is_open = False
        self._sink = QVideoSink(self)
        self._media = QMediaPlayer(self)
        # Without anything to hear it from, a player only complains.
        hears = has_sound and bool(QMediaDevices.audioOutputs())
        self._sound = QAudioOutput(self) if hears else None
        if self._sound is not None:
            self._media.setAudioOutput(self._sound)
        self._media.setVideoSink(self._sink)
        self._sink.videoFrameChanged.connect(self._picture)
        self._media.positionChanged.connect(self._tell_position)
        self._media.playingChanged.connect(self.playing_changed)
        self._media.mediaStatusChanged.connect(self._tell_status)
        self._media.errorOccurred.connect(lambda _error, says: self.failed.emit(says))

    @property
    def is_playing(self) -> bool:
        """Whether the clock runs."""
        return self._media.isPlaying()

    @property
    def at_ms(self) -> int:
        """Where the clock stands."""
        return self._media.position()

    @property
    def has_sound(self) -> bool:
        """Whether it can be heard on this computer."""
        return self._sound is not None

    @property
    def length_ms(self) -> int:
        """How long the video is; 0 until it is open."""
        return self._media.duration()

    def open(self, path: Path) -> None:
        """Show the first picture of a file, and wait there."""
        self._is_open, self._last_us = False, -1
        self._media.setSource(QUrl.fromLocalFile(str(path)))
        self._media.pause()

    def play(self) -> None:
        """Let it run; from its end on, anew."""
        if self.length_ms and self.at_ms >= self.length_ms:
            self._media.setPosition(0)
        self._media.play()

    def pause(self) -> None:
        """Hold it where it is."""
        self._media.pause()

    def seek(self, at_ms: int) -> None:
        """Go on from a moment, or stand there."""
        if self._media.playbackState() is QMediaPlayer.PlaybackState.StoppedState:
            # Stopped, it would show nothing of where it goes.
            self._media.pause()
        self._media.setPosition(max(0, min(at_ms, self.length_ms)))

    def step(self, frames: int) -> None:
        """Stand some pictures on, or back."""
        self.pause()
        shown_us = max(self._last_us, 0)
        # The middle of a picture: its edges are rounded one way here and another way there.
        self.seek(round((shown_us + (frames + 0.5) * self._frame_us) / _US_A_MS))

    def set_speed(self, speed: float) -> None:
        """How fast the clock runs; the voice keeps its height."""
        self._media.setPlaybackRate(speed)

    def set_muted(self, is_muted: bool) -> None:
        """Whether nothing is heard."""
        if self._sound is not None:
            self._sound.setMuted(is_muted)

    def set_looping(self, is_looping: bool) -> None:
        """Whether it begins anew at its end."""
        loops = QMediaPlayer.Loops.Infinite if is_looping else QMediaPlayer.Loops.Once
        self._media.setLoops(loops.value)

    def close(self) -> None:
        """On return nothing runs and no file is read any longer."""
        self._sink.videoFrameChanged.disconnect(self._picture)
        self._media.stop()
        self._media.setSource(QUrl())
        self.deleteLater()

    def _picture(self, frame: QVideoFrame) -> None:
        # One that came while the window was busy has been overtaken.
        newest = self._sink.videoFrame()
        frame = newest if newest.isValid() else frame
        if not frame.isValid() or frame.startTime() == self._last_us:
            return
        self._last_us = frame.startTime()
        self._frame_us = max(frame.endTime() - self._last_us, 1)
        self.shown_frames += 1
        self.pictured.emit(frame.toImage())
        if self.is_playing and self._last_us >= 0:
            self.moved.emit(self._last_us // _US_A_MS)

    def _tell_position(self, at_ms: int) -> None:
        # While it runs, the pictures tell: more often, and what is seen.
        if not self.is_playing:
            self.moved.emit(at_ms)

    def _tell_status(self, status: QMediaPlayer.MediaStatus) -> None:
        ready = (_Status.LoadedMedia, _Status.BufferedMedia, _Status.BufferingMedia)
        if status in ready and not self._is_open:
            self._is_open = True
            self.opened.emit(self.length_ms)
