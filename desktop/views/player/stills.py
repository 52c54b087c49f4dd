"""One picture of each scene of a video, taken from the video itself."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from desktop.views.player.playback import Playback
from desktop.views.player.scene_times import SceneSpan

# By then a scene has its words on screen, and what leads into it is over.
SHOWN_AFTER_SHARE = 0.6
STILL_HIGH_PX = 160


class Stills(QObject):
    """`taken` brings the picture of a scene by its place, one after the other; then it is over."""

    taken = Signal(int, QImage)

    def __init__(
        self, path: Path, spans: Sequence[SceneSpan], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        moments = (span.start_ms + round(span.length_ms * SHOWN_AFTER_SHARE) for span in spans)
        self._wanted = list(enumerate(moments))
        self._film: Playback | None = Playback(has_sound=False, parent=self)
        self._film.pictured.connect(self._take)
        self._film.failed.connect(lambda says: self.close())
        self._film.open(path)

    def close(self) -> None:
        """On return the file is not read any longer, and nothing more is told."""
        film, self._film = self._film, None
        if film is not None:
            film.close()
            self.deleteLater()

    def _take(self, picture: QImage) -> None:
        film = self._film
        if film is None:
            return
        if film.shown_frames > 1:
            # The first one is the video's own begin.
            place, _ = self._wanted.pop(0)
            self.taken.emit(place, picture.scaledToHeight(STILL_HIGH_PX))
        if self._wanted:
            film.seek(self._wanted[0][1])
        else:
            self.close()
