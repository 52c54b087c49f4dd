"""A reel as its scenes, to move through."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from desktop.views.parts.painting import (
    cover_pixmap,
    open_painter,
    paint_box,
    paint_disc,
    paint_words,
    token,
    with_alpha,
)
from desktop.views.theme.type_scale import make_font, role_font
from desktop.views.words import tr

HIGH_PX, BARE_HIGH_PX = 58, 42
GAP_PX, RADIUS_PX, TOP_PX, LABEL_PX = 3, 6, 4, 18
NUMBER_RADIUS_PX = 8
# Where there is room for its number and its seconds.
LEAST_NUMBER_PX, LEAST_SECONDS_PX = 24, 34


class ScrubScene(NamedTuple):
    """One block: how long, its picture, and how long in words ("4.4 s")."""

    duration_ms: int
    picture: QImage | None
    words: str = ""


class SceneScrubber(QSlider):
    """Blocks as wide as their seconds with a playhead over them. `moved` tells ms as a person
    moves it, by pointer or keys; `scene_chosen` the number from 0 when they step to a scene.
    It reads from the left unless the script does not."""

    moved = Signal(int)
    scene_chosen = Signal(int)

    def __init__(
        self, name: str = "", *, bare: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._name = name or tr("Scenes")
        self._bare = bare
        self._scenes: tuple[ScrubScene, ...] = ()
        self._drawn: dict[int, tuple[int, float, QPixmap]] = {}
        self._held = False
        self.setFixedHeight(BARE_HIGH_PX if bare else HIGH_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setProperty("ring_radius", 8)
        self.setAccessibleName(self._name)
        self.valueChanged.connect(self._name_place)

    @property
    def position_ms(self) -> int:
        """Where the playhead is."""
        return self.value()

    @property
    def scene(self) -> int:
        """The number of the scene the playhead is in, from 0."""
        return self._scene_at(self.value())

    @property
    def is_held(self) -> bool:
        """Whether a person holds the playhead now."""
        return self._held

    def set_scenes(self, scenes: Sequence[ScrubScene]) -> None:
        """Show these; the playhead stays where it is as far as it can."""
        fresh = tuple(scenes)
        for i, scene in enumerate(fresh):
            if i >= len(self._scenes) or self._scenes[i].picture is not scene.picture:
                self._drawn.pop(i, None)
        self._scenes = fresh
        self.setRange(0, max(1, sum(scene.duration_ms for scene in fresh)))
        self._name_place()
        self.update()

    def set_position_ms(self, position_ms: int) -> None:
        """Move the playhead without telling anybody; not while a person holds it."""
        if not self._held:
            self.setValue(position_ms)

    def set_right_to_left(self, right_to_left: bool) -> None:
        """Run from the right, as a script in Arabic or Hebrew is read."""
        direction = Qt.LayoutDirection
        self.setLayoutDirection(direction.RightToLeft if right_to_left else direction.LeftToRight)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """As wide as it is given."""
        return QSize(260, self.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """Enough to take hold of."""
        return QSize(120, self.height())

    def step_scene(self, by: int) -> None:
        """Go to the start of the scene so many further, as a person would."""
        if self._scenes:
            at = min(len(self._scenes) - 1, max(0, self.scene + by))
            self._choose(at)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 Qt's name
        """Go there, and hold."""
        if event.button() == Qt.MouseButton.LeftButton and self._scenes:
            self._held = True
            self._drag(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 Qt's name
        """Follow the pointer while held."""
        if self._held:
            self._drag(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 Qt's name
        """Let go."""
        if self._held:
            self._held = False
            self.scene_chosen.emit(self.scene)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's name
        """Arrows step scene by scene, the way they point."""
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        steps = {
            Qt.Key.Key_Left: 1 if mirrored else -1,
            Qt.Key.Key_Right: -1 if mirrored else 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -1,
            Qt.Key.Key_PageDown: 1,
        }
        if not self._scenes or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
        elif event.key() in steps:
            self.step_scene(steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Home:
            self._choose(0)
        elif event.key() == Qt.Key.Key_End:
            self._choose(len(self._scenes) - 1)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """Blocks, then the playhead."""
        painter = open_painter(self)
        current = self.scene
        for i, box in enumerate(self._boxes()):
            self._paint_scene(painter, i, box, i == current)
        if self._scenes:
            self._paint_playhead(painter)

    def _choose(self, scene: int) -> None:
        self._go(sum(s.duration_ms for s in self._scenes[:scene]))
        self.scene_chosen.emit(scene)

    def _go(self, position_ms: int) -> None:
        self.setValue(position_ms)
        self.moved.emit(self.value())

    def _drag(self, x: float) -> None:
        self._go(self._ms_at(x))

    def _scene_at(self, position_ms: int) -> int:
        end = 0
        for i, scene in enumerate(self._scenes):
            end += scene.duration_ms
            if position_ms < end:
                return i
        return max(0, len(self._scenes) - 1)

    def _boxes(self) -> list[QRectF]:
        """Where each block lies, the first scene first."""
        count = len(self._scenes)
        total = sum(scene.duration_ms for scene in self._scenes) or 1
        room = self.width() - 2 - GAP_PX * max(0, count - 1)
        high = self.height() - TOP_PX - (4 if self._bare else LABEL_PX + 2)
        boxes, x = [], 1.0
        for scene in self._scenes:
            wide = room * scene.duration_ms / total
            boxes.append(QRectF(x, TOP_PX, wide, high))
            x += wide + GAP_PX
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            return [
                QRectF(self.width() - box.right(), box.y(), box.width(), box.height())
                for box in boxes
            ]
        return boxes

    def _ms_at(self, x: float) -> int:
        """The moment below a place; between two blocks, where the next begins."""
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        begin = 0
        for box, scene in zip(self._boxes(), self._scenes, strict=True):
            way = (box.right() - x if mirrored else x - box.left()) / max(1.0, box.width())
            if way < 1:
                return begin + round(max(0.0, way) * max(0, scene.duration_ms - 1))
            begin += scene.duration_ms
        return self.maximum()

    def _x_at(self, position_ms: int) -> float:
        begin = 0
        for box, scene in zip(self._boxes(), self._scenes, strict=True):
            if position_ms < begin + scene.duration_ms:
                way = box.width() * (position_ms - begin) / max(1, scene.duration_ms)
                mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
                return box.right() - way if mirrored else box.left() + way
            begin += scene.duration_ms
        last = self._boxes()[-1]
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        return last.left() if mirrored else last.right()

    def _paint_scene(self, painter: QPainter, index: int, box: QRectF, current: bool) -> None:
        scene = self._scenes[index]
        if scene.picture is None or scene.picture.isNull():
            paint_box(painter, box, RADIUS_PX, token("track"), token("edge"))
        else:
            painter.drawPixmap(box.topLeft(), self._picture(index, scene.picture, box))
        if current:
            paint_box(painter, box, RADIUS_PX, None, token("focus"), 2)
        elif scene.picture is not None:
            paint_box(painter, box, RADIUS_PX, with_alpha("#000000", 96))
        if box.width() >= LEAST_NUMBER_PX:
            middle = QPointF(box.left() + 4 + NUMBER_RADIUS_PX, box.top() + 4 + NUMBER_RADIUS_PX)
            paint_disc(painter, middle, NUMBER_RADIUS_PX, with_alpha("#000000", 180))
            number = QRectF(middle.x() - 10, middle.y() - 10, 20, 20)
            paint_words(painter, number, str(index + 1), make_font(10, 700), "#FFFFFF")
        if not self._bare and box.width() >= LEAST_SECONDS_PX:
            foot = QRectF(box.left() - 8, box.bottom() + 3, box.width() + 16, LABEL_PX - 2)
            font = role_font("micro")
            font.setWeight(font.Weight.DemiBold if current else font.Weight.Normal)
            tone = token("text" if current else "dim")
            paint_words(painter, foot, scene.words, font, tone)

    def _picture(self, index: int, picture: QImage, box: QRectF) -> QPixmap:
        wide, ratio = max(1, round(box.width())), self.devicePixelRatioF()
        known = self._drawn.get(index)
        if known is None or known[:2] != (wide, ratio):
            drawn = cover_pixmap(picture, wide, round(box.height()), RADIUS_PX, ratio)
            known = (wide, ratio, drawn)
            self._drawn[index] = known
        return known[2]

    def _paint_playhead(self, painter: QPainter) -> None:
        x = min(self.width() - 3.0, max(3.0, self._x_at(self.value())))
        high = self.height() - (0 if self._bare else LABEL_PX) - 1
        # White with a black edge: seen on any picture.
        paint_box(painter, QRectF(x - 2.5, 0, 5, high), 2.5, "#000000")
        paint_box(painter, QRectF(x - 1.5, 1, 3, high - 2), 1.5, "#FFFFFF")

    def _name_place(self) -> None:
        if self._scenes:
            place = tr("Scene {number} of {count}", number=self.scene + 1, count=len(self._scenes))
            self.setAccessibleDescription(place)
