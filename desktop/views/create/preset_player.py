"""A preset under the pointer plays one's own words in its look."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QImage

from contract.drafts import Draft as Frozen
from contract.problems import Problem
from desktop.preview.artist import Drawing, Order
from desktop.preview.sketch import Sketch
from desktop.views.create.preset_tiles import PICTURE_WIDE_PX, PresetTiles
from desktop.views.create.sample import sample_words
from desktop.views.create.storyboard_card import Pen
from desktop.views.theme.theme import worn_theme

# A pointer that only passes by starts nothing.
LINGERS_MS = 220


class PresetPlayer(QObject):
    """Draws what the pointer rests on; nothing while movement is turned off."""

    def __init__(self, tiles: PresetTiles, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tiles = tiles
        self._draft: Frozen | None = None
        self._preset = ""
        self._pen = Pen(self)
        self._pen.sketched.connect(self._take_sketch)
        self._pen.drawn.connect(self._take_drawing)
        self._lingering = QTimer(self)
        self._lingering.setSingleShot(True)
        self._lingering.setInterval(LINGERS_MS)
        self._lingering.timeout.connect(self._begin)
        tiles.looked_at.connect(self._look_at)

    def set_draft(self, draft: Frozen) -> None:
        """Whose words are played."""
        self._draft = draft

    def rest(self) -> None:
        """Nothing plays, and nothing is drawn."""
        self._look_at("")

    def _look_at(self, preset: str) -> None:
        self._lingering.stop()
        if preset != self._preset:
            self._pen.artist.rest()
        self._preset = preset
        if preset and not worn_theme().reduce_motion:
            self._lingering.start()

    def _begin(self) -> None:
        if self._draft is None or not self._preset:
            return
        self._pen.artist.set_width(round(PICTURE_WIDE_PX * self._tiles.devicePixelRatioF()))
        looks = {"preset": self._preset, "placements": ()}
        self._pen.artist.show(Order(self._draft.model_copy(update=looks), self._preset))
        self._pen.artist.play(0)

    def _take_sketch(self, order: Order, made: Sketch | Problem) -> None:
        """What cannot be drawn up yet is shown with words of ours."""
        if order.about != self._preset:
            return
        if isinstance(made, Problem) and order.draft.script != sample_words()[1]:
            topic, script = sample_words()
            words = {"topic": topic, "script": script, "language": None, "voice": None}
            self._pen.artist.show(Order(order.draft.model_copy(update=words), order.about))

    def _take_drawing(self, _drawing: Drawing, picture: QImage) -> None:
        if self._preset:
            self._tiles.show_moving(self._preset, picture)
