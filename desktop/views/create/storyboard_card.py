"""The storyboard in a phone: what the render would draw, scene by scene, and played."""

from collections.abc import Sequence

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from contract.problems import Problem
from desktop.preview.artist import Artist, Drawing, Order
from desktop.preview.sketch import Sketch
from desktop.views.figures import length_words, place_words
from desktop.views.parts.buttons import IconButton, PlayButton
from desktop.views.parts.card import Card
from desktop.views.parts.label import Label
from desktop.views.parts.phone import Phone, SafeBox
from desktop.views.parts.scrubber import SceneScrubber, ScrubScene
from desktop.views.words import tr

WIDE_PX, NARROW_PX = 312, 264
SCREEN_PX, NARROW_SCREEN_PX = 238, 206


class Pen(QObject):
    """An artist whose answers come to the main thread, frames as pictures of the window."""

    sketched = Signal(object, object)
    drawn = Signal(object, object)

    def __init__(self, parent: QObject | None = None, *, with_thumbs: bool = False) -> None:
        super().__init__(parent)
        self.artist = Artist(self._sketched, self._drawn, with_thumbs=with_thumbs)
        self.destroyed.connect(self.artist.rest)

    def _sketched(self, order: Order, made: Sketch | Problem) -> None:
        if shiboken6.isValid(self):
            self.sketched.emit(order, made)

    def _drawn(self, drawing: Drawing) -> None:
        # Made into a picture here: the thread that paints only shows it.
        pixels = drawing.pixels
        high, wide, _ = pixels.shape
        image = QImage(pixels.data, wide, high, 3 * wide, QImage.Format.Format_RGB888)
        picture = image.convertToFormat(QImage.Format.Format_RGB32)
        if shiboken6.isValid(self):
            self.drawn.emit(drawing, picture)


class StoryboardCard(Card):
    """`sketched` tells the sketch that is shown now, or the problem why there is none."""

    sketched = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(14, 10, parent)
        self._about: object = None
        # What was on its way when it went to rest must not begin the drawing anew.
        self._is_resting = False
        self._sketch: Sketch | None = None
        self._paragraph = -1
        self._ms = 0
        self._thumbs: dict[int, QImage] = {}
        self._pen = Pen(self, with_thumbs=True)
        self._pen.sketched.connect(self._take_sketch)
        self._pen.drawn.connect(self._take_drawing)
        self._head = self.header(tr("Storyboard"), tr("live, works offline"))
        self.phone = Phone(SCREEN_PX, tr("Storyboard"), self)
        self.body.addWidget(self.phone, 0, Qt.AlignmentFlag.AlignHCenter)
        self.scrubber = SceneScrubber(tr("Scenes of the storyboard"), parent=self)
        self.scrubber.moved.connect(self.look_at)
        self.body.addWidget(self.scrubber)
        self.body.addLayout(self._controls())
        self.body.addStretch(1)
        self.set_narrow(False)
        self._say_place()

    @property
    def is_playing(self) -> bool:
        """Whether it plays."""
        return self.play_button.is_playing

    @property
    def shown_ms(self) -> int:
        """The moment that is shown."""
        return self._ms

    def set_narrow(self, is_narrow: bool) -> None:
        """Fit a small window, or not."""
        self.setFixedWidth(NARROW_PX if is_narrow else WIDE_PX)
        self.phone.set_width(NARROW_SCREEN_PX if is_narrow else SCREEN_PX)
        self._head.set_note(tr("live") if is_narrow else tr("live, works offline"))
        self._set_pixels()

    def clear(self, about: object) -> None:
        """Nothing is shown until something about this is drawn."""
        self._about = about
        self._sketch, self._ms, self._paragraph = None, 0, -1
        self._thumbs = {}
        self.play_button.set_playing(False)
        self._pen.artist.forget()
        self.phone.set_picture(None)
        self.scrubber.set_scenes([])
        self._lay_over()
        self._say_place()

    def show_draft(self, order: Order) -> None:
        """Sketch this; what is shown stays until that is drawn."""
        self._is_resting = False
        self._pen.artist.show(order)

    def show_paragraph(self, paragraph: int) -> None:
        """Show the scene that tells this paragraph of the script; -1 the hook."""
        if paragraph != self._paragraph:
            self._paragraph = paragraph
            self._look_at_paragraph()

    def look_at(self, ms: int) -> None:
        """Show this moment; what played stops."""
        self._ms = ms
        self.play_button.set_playing(False)
        self._pen.artist.look_at(ms)
        self._say_place()

    def toggle_play(self) -> None:
        """Play from here, or stop here."""
        if self._sketch is None:
            return
        if self.is_playing:
            self._pen.artist.pause()
            self.play_button.set_playing(False)
        else:
            self.play_button.set_playing(True)
            self._pen.artist.play(self._ms)

    def rest(self) -> None:
        """Nothing is drawn until there is a draft to show again."""
        self._is_resting = True
        self.play_button.set_playing(False)
        self._pen.artist.rest()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 Qt's name
        """Know the screen that it is on."""
        super().showEvent(event)
        self._set_pixels()

    def _controls(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self.play_button = PlayButton(parent=self)
        self.play_button.clicked.connect(self.toggle_play)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._scene_words = Label("", "strong", parent=self)
        self._place_words = Label("", "small", "dim", parent=self)
        words.addWidget(self._scene_words)
        words.addWidget(self._place_words)
        self.safe_button = IconButton(
            "safe-area", tr("Safe area"), "S", checkable=True, parent=self
        )
        self.safe_button.setChecked(True)
        self.safe_button.toggled.connect(self._lay_over)
        row.addWidget(self.play_button)
        row.addLayout(words, 1)
        row.addWidget(self.safe_button)
        return row

    def _set_pixels(self) -> None:
        wide = round(self.phone.screen_box.width() * self.devicePixelRatioF())
        self._pen.artist.set_width(wide)

    def _take_sketch(self, order: Order, made: Sketch | Problem) -> None:
        if order.about != self._about or self._is_resting:
            return
        if isinstance(made, Sketch):
            self._thumbs = {
                scene: picture
                for scene, picture in self._thumbs.items()
                if self._sketch is not None and _is_same(self._sketch, made, scene)
            }
            self._sketch = made
            self.scrubber.set_right_to_left(made.storyboard.right_to_left)
            self._show_scenes()
            self._lay_over()
            if not self.is_playing:
                self._look_at_paragraph()
        self.sketched.emit(made)

    def _look_at_paragraph(self) -> None:
        """The scene of the caret's paragraph, else the hook; where a person looked stays when it is
        that scene's already."""
        shown = self._sketch
        if shown is None or self.is_playing:
            return
        place = next(
            (at for at, one in enumerate(shown.scenes) if one.paragraph == self._paragraph), 0
        )
        if self._paragraph < 0:
            place = 0
        at_ms = min(self._ms, shown.duration_ms - 1)
        if shown.scene_at(at_ms) != place or at_ms == 0:
            at_ms = shown.ms_of(shown.settled_frame(place))
        self.look_at(at_ms)

    def _take_drawing(self, drawing: Drawing, picture: QImage) -> None:
        if drawing.sketch is not self._sketch:
            return
        if drawing.scene is not None:
            self._thumbs[drawing.scene] = picture
            self._show_scenes()
            return
        self.phone.set_picture(picture)
        if self.is_playing:
            self._ms = drawing.sketch.ms_of(drawing.frame)
            self._say_place()

    def _show_scenes(self) -> None:
        assert self._sketch is not None
        self.scrubber.set_scenes(
            [
                ScrubScene(
                    scene.duration_ms,
                    self._thumbs.get(at),
                    tr("{seconds} s", seconds=f"{scene.duration_ms / 1000:.1f}"),
                )
                for at, scene in enumerate(self._sketch.scenes)
            ]
        )

    def _say_place(self) -> None:
        shown = self._sketch
        if shown is None:
            self._scene_words.setText(tr("Nothing to show yet"))
            self._place_words.setText(tr("Write a topic and a script"))
            self.play_button.set_reason(tr("Write a topic and a script"))
            return
        self.play_button.set_reason(None)
        self.scrubber.set_position_ms(self._ms)
        scene = shown.scene_at(self._ms) + 1
        self._scene_words.setText(
            tr("Scene {scene} of {scenes}", scene=scene, scenes=len(shown.scenes))
        )
        self._place_words.setText(
            tr(
                "{place} of {length}",
                place=place_words(self._ms),
                length=length_words(shown.duration_ms),
            )
        )

    def _lay_over(self, *_: object) -> None:
        shown = self._sketch
        if shown is None or not self.safe_button.isChecked():
            self.phone.set_safe_area(None)
            self.phone.set_chrome(False)
            return
        box = shown.safe_box
        self.phone.set_safe_area(
            SafeBox(box.left_px, box.top_px, box.right_px, box.bottom_px), tr("Safe area")
        )
        post = shown.storyboard.post
        caption = " ".join((post.title, *post.hashtags))
        self.phone.set_chrome(True, "@you", caption)


def _is_same(before: Sketch, after: Sketch, scene: int) -> bool:
    """Whether a scene's small picture is still true."""
    both: Sequence[Sketch] = (before, after)
    if any(scene >= len(one.scenes) for one in both):
        return False
    return before.looks_of(scene) == after.looks_of(scene)
