"""The scenes of a video that is watched: their times, their pictures, what is said in them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from contract.receipts import Receipt
from desktop.views.doors import Doors
from desktop.views.figures import number_words
from desktop.views.parts.scrubber import ScrubScene
from desktop.views.player.caption_cues import Cue, read_srt
from desktop.views.player.scene_times import SceneSpan, read_receipt, spans_of, whole
from desktop.views.player.variant_files import bring_bytes
from desktop.views.player.watched import Watched
from desktop.views.words import tr

if TYPE_CHECKING:
    from desktop.views.player.stills import Stills


class SceneFilm(QObject):
    """`changed` when more became known: times and words from the files beside the video,
    pictures from the video."""

    changed = Signal()

    def __init__(self, doors: Doors, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.spans: tuple[SceneSpan, ...] = ()
        self.cues: tuple[Cue, ...] = ()
        self.receipt: Receipt | None = None
        self._doors = doors
        self._pictures: list[QImage | None] = []
        self._path: Path | None = None
        self._stills: Stills | None = None
        self._errand = QObject(self)

    @property
    def scenes(self) -> tuple[ScrubScene, ...]:
        """As a scrubber shows them."""
        return tuple(
            ScrubScene(span.length_ms, picture, _seconds(span.length_ms))
            for span, picture in zip(self.spans, self._pictures, strict=True)
        )

    @property
    def has_pictures(self) -> bool:
        """Whether they are there, or on their way."""
        return self._path is not None

    def read(self, watched: Watched | None) -> None:
        """Find out about this one; until then it is one scene from end to end."""
        self.close()
        self._errand = QObject(self)
        self.cues, self.receipt = (), None
        self._set_spans(whole(watched.duration_ms) if watched else ())
        if watched is None:
            return
        # What is not here yet comes with the network; the video plays without.
        bring_bytes(
            self._doors, self._errand, watched.file("receipt"), self._receipt, lambda problem: None
        )
        bring_bytes(
            self._doors,
            self._errand,
            watched.file("captions"),
            self._captions,
            lambda problem: None,
        )

    def take_pictures(self, path: Path) -> None:
        """The video is here: show each scene by a picture of it."""
        self._path = path
        self._begin_stills()

    def close(self) -> None:
        """On return nothing is read any longer."""
        if shiboken6.isValid(self._errand):
            shiboken6.delete(self._errand)
        self._end_stills()
        self._path = None

    def _receipt(self, content: bytes) -> None:
        self.receipt = read_receipt(content)
        if self.receipt is not None and (spans := spans_of(self.receipt)):
            self._set_spans(spans)
            self._begin_stills()

    def _captions(self, content: bytes) -> None:
        self.cues = read_srt(content.decode("utf-8", "replace"))
        self.changed.emit()

    def _set_spans(self, spans: Sequence[SceneSpan]) -> None:
        self.spans = tuple(spans)
        self._pictures = [None] * len(self.spans)
        self.changed.emit()

    def _begin_stills(self) -> None:
        if self._path is None or len(self.spans) < 2:
            return
        from desktop.views.player.stills import Stills  # noqa: PLC0415 - see multimedia.py

        self._end_stills()
        self._stills = Stills(self._path, self.spans, self)
        self._stills.taken.connect(self._took)

    def _end_stills(self) -> None:
        # They go by themselves once the last one is taken.
        if self._stills is not None and shiboken6.isValid(self._stills):
            self._stills.close()
        self._stills = None

    def _took(self, place: int, picture: QImage) -> None:
        if place < len(self._pictures):
            self._pictures[place] = picture
            self.changed.emit()


def _seconds(length_ms: int) -> str:
    return tr("{seconds} s", seconds=number_words(length_ms / 1000))
