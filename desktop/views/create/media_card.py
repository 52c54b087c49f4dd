"""The files of a draft: brought by drop, paste or dialog; each with its picture and its state."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QFontMetrics,
    QImage,
    QImageReader,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from contract.drafts import MOST_PLACEMENTS
from desktop.views.create.placed_media import ICONS, Placed, full_words, state_words
from desktop.views.figures import size_words
from desktop.views.parts.buttons import Button, Pressable
from desktop.views.parts.card import Card
from desktop.views.parts.flow_layout import FlowLayout
from desktop.views.parts.label import Icon, Label
from desktop.views.parts.painting import (
    cover_pixmap,
    open_painter,
    paint_box,
    paint_icon,
    paint_words,
    token,
    with_alpha,
)
from desktop.views.theme.type_scale import make_font
from desktop.views.words import tr

TILE_WIDE_PX, TILE_HIGH_PX, PICTURE_HIGH_PX = 84, 96, 60
PADDING_PX, GAP_PX, LEAST_ZONE_PX = 14, 10, 200
# Large enough for a screen of twice the scale.
THUMB_PX = 240
# A menu of more scenes than this is longer than a screen.
MOST_SCENES_OFFERED = 30


class MediaCard(Card):
    """`brought` tells the paths of files a person chose; `removed`, `moved` (placement, by),
    `placed` (placement, scene or None) and `sent_again` (sha256) what they want done."""

    brought = Signal(object)
    removed = Signal(object)
    moved = Signal(object, int)
    placed = Signal(object, object)
    sent_again = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(PADDING_PX, 10, parent)
        head = self.header(tr("Media"))
        head.title.setFont(make_font(12, 600))
        head.title.set_tone("dim")
        self._head = head
        self._shown: tuple[Placed, ...] = ()
        self._scenes = 0
        holder = QWidget(self)
        self._flow = FlowLayout(holder, gap_px=GAP_PX)
        self.tiles: dict[object, MediaTile] = {}
        self.zone = DropZone(holder)
        self.zone.choose.clicked.connect(self.choose_files)
        self._flow.addWidget(self.zone)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        holder.setSizePolicy(policy)
        self.body.addWidget(holder)

    def show_media(self, shown: Sequence[Placed], *, scenes: int, is_connected: bool) -> None:
        """Show these, in their order."""
        self._shown, self._scenes = tuple(shown), scenes
        wanted = {one.id for one in shown}
        for gone in set(self.tiles) - wanted:
            tile = self.tiles.pop(gone)
            self._flow.removeWidget(tile)
            tile.deleteLater()
        for at, one in enumerate(shown):
            tile = self.tiles.get(one.id) or self._make(one)
            self._flow.removeWidget(tile)
            self._flow.insert_widget(at, tile)
            tile.show_state(one, is_connected=is_connected)
            tile.show()
        self._head.set_note(_note(self._shown))
        self._fit_zone()
        self.zone.set_full(len(shown) >= MOST_PLACEMENTS)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's name
        """The zone takes what the tiles leave of their last line."""
        super().resizeEvent(event)
        self._fit_zone()

    def _fit_zone(self) -> None:
        room = self.width() - 2 * PADDING_PX
        each = TILE_WIDE_PX + GAP_PX
        left = room - len(self.tiles) % max(1, (room + GAP_PX) // each) * each
        self.zone.set_width(left if left >= LEAST_ZONE_PX else room)

    def set_thumb(self, sha256: str, picture: QImage) -> None:
        """A file's small picture was read."""
        for tile in self.tiles.values():
            if tile.sha256 == sha256:
                tile.set_thumb(picture)

    def choose_files(self) -> None:
        """Ask for files; the window goes on meanwhile."""
        dialog = QFileDialog(self, tr("Add media"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda names: self.brought.emit([Path(n) for n in names]))
        dialog.open()

    def set_over(self, is_over: bool) -> None:
        """Something is held over the window that may be let go."""
        self.zone.set_over(is_over)

    def _make(self, one: Placed) -> "MediaTile":
        tile = MediaTile(one, self)
        tile.menu_asked.connect(lambda at, id=one.id: self._open_menu(id, at))
        tile.delete_asked.connect(lambda id=one.id: self.removed.emit(id))
        self.tiles[one.id] = tile
        return tile

    def _open_menu(self, placement: object, at: QPoint) -> None:
        order = [one.id for one in self._shown]
        one = self._shown[order.index(placement)]  # type: ignore[arg-type]
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if one.role == "picture":
            self._add_scenes(menu, one)
        if one.media is not None and one.media.state == "failed":
            sha256 = one.media.sha256
            _add(menu, tr("Send again"), lambda: self.sent_again.emit(sha256))
        place = order.index(one.id)
        earlier = _add(menu, tr("Move before"), lambda: self.moved.emit(one.id, -1))
        earlier.setEnabled(place > 0)
        later = _add(menu, tr("Move behind"), lambda: self.moved.emit(one.id, 1))
        later.setEnabled(place < len(order) - 1)
        menu.addSeparator()
        _add(menu, tr("Take out"), lambda: self.removed.emit(one.id))
        menu.popup(at)

    def _add_scenes(self, menu: QMenu, one: Placed) -> None:
        scenes = menu.addMenu(tr("Behind"))
        choices: list[tuple[str, int | None]] = [(tr("Whichever scene it fits"), None)]
        choices += [
            (tr("Scene {scene}", scene=at + 1), at)
            for at in range(min(self._scenes, MOST_SCENES_OFFERED))
        ]
        for words, scene in choices:
            action = _add(scenes, words, partial(self.placed.emit, one.id, scene))
            action.setCheckable(True)
            action.setChecked(one.scene == scene)


class MediaTile(Pressable):
    """A file's picture or kind, its name, and how it stands; a press opens what can be done."""

    menu_asked = Signal(QPoint)
    delete_asked = Signal()

    def __init__(self, one: Placed, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._one, self._words = one, ""
        self._thumb: QImage | None = None
        self._drawn: tuple[float, QPixmap] | None = None
        self.setFixedSize(TILE_WIDE_PX, TILE_HIGH_PX)
        self.setProperty("ring_radius", 10)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(
            lambda at: self.menu_asked.emit(self.mapToGlobal(at))
        )
        self.clicked.connect(
            lambda: self.menu_asked.emit(self.mapToGlobal(self.rect().bottomLeft()))
        )

    @property
    def sha256(self) -> str:
        """Which file it is, as far as it is known."""
        return self._one.media.sha256 if self._one.media else ""

    @property
    def words(self) -> str:
        """How it stands, in its own line."""
        return self._words

    def show_state(self, one: Placed, *, is_connected: bool) -> None:
        """It stands like this."""
        self._one, self._words = one, state_words(one, is_connected=is_connected)
        self.setAccessibleName(tr("{name}, {state}", name=one.name, state=self._words))
        self.set_tip(full_words(one))
        self.update()

    def set_thumb(self, picture: QImage) -> None:
        """Show what is in it."""
        self._thumb, self._drawn = picture, None
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's name
        """Delete takes it out."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_asked.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """Picture, ring or sign, name, state."""
        painter = open_painter(self)
        box = QRectF(0, 0, TILE_WIDE_PX, PICTURE_HIGH_PX)
        self._paint_picture(painter, box)
        if self._one.share is not None:
            self._paint_ring(painter, box, self._one.share)
        elif self._one.is_wrong:
            paint_box(painter, box, 8, with_alpha("#000000", 150))
            sign = QRectF(box.center().x() - 10, box.center().y() - 10, 20, 20)
            paint_icon(painter, "triangle-alert", "#FF7B7B", sign, filled=True)
        font, small = make_font(11, 600), make_font(11, 400)
        name = QFontMetrics(font).elidedText(
            self._one.name, Qt.TextElideMode.ElideMiddle, TILE_WIDE_PX
        )
        state = QFontMetrics(small).elidedText(
            self._words, Qt.TextElideMode.ElideRight, TILE_WIDE_PX
        )
        start = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        painter.setLayoutDirection(self.layoutDirection())
        paint_words(painter, QRectF(0, 63, TILE_WIDE_PX, 16), name, font, token("text"), start)
        tint = token("err" if self._one.is_wrong else "dim")
        paint_words(painter, QRectF(0, 79, TILE_WIDE_PX, 16), state, small, tint, start)

    def _paint_picture(self, painter: QPainter, box: QRectF) -> None:
        ratio = self.devicePixelRatioF()
        if self._thumb is None or self._thumb.isNull():
            paint_box(painter, box, 8, token("hover" if self.underMouse() else "raised"))
            if self._one.is_wrong:
                return
            icon = QRectF(box.center().x() - 12, box.center().y() - 12, 24, 24)
            paint_icon(painter, ICONS[self._one.role], token("accent_fg"), icon)
            return
        if self._drawn is None or self._drawn[0] != ratio:
            pixmap = cover_pixmap(self._thumb, TILE_WIDE_PX, PICTURE_HIGH_PX, 8, ratio)
            self._drawn = (ratio, pixmap)
        painter.drawPixmap(0, 0, self._drawn[1])

    def _paint_ring(self, painter: QPainter, box: QRectF, share: float) -> None:
        paint_box(painter, box, 8, with_alpha("#000000", 140))
        ring = QRectF(box.center().x() - 13, box.center().y() - 13, 26, 26)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for tint, part in ((with_alpha("#FFFFFF", 90), 1.0), (with_alpha("#FFFFFF", 255), share)):
            pen = QPen(tint, 3)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawArc(ring, 90 * 16, round(-360 * 16 * part))


class DropZone(QWidget):
    """Where files may be let go."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_over = False
        self._wide_px = LEAST_ZONE_PX
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(TILE_HIGH_PX)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(2)
        self._words = Label(tr("Drop clips, pictures or sound"), "small", parent=self)
        self._or = Label(tr("or paste, or"), "small", "dim", parent=self)
        self.choose = Button(tr("choose files"), "link", parent=self)
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addStretch(1)
        line.addWidget(self._or)
        line.addWidget(self.choose)
        line.addStretch(1)
        middle = Qt.AlignmentFlag.AlignHCenter
        column.addStretch(1)
        column.addWidget(Icon("upload", "accent_fg", 20, parent=self), 0, middle)
        column.addWidget(self._words, 0, middle)
        column.addLayout(line)
        column.addStretch(1)

    def set_over(self, is_over: bool) -> None:
        """Something is held over it, or no more."""
        self._is_over = is_over
        self.update()

    def set_full(self, is_full: bool) -> None:
        """As many files as a draft may use are in."""
        reason = tr("A draft cannot use more files. Take one out first.") if is_full else None
        self.choose.set_reason(reason)

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """What the tiles leave."""
        return QSize(self._wide_px, TILE_HIGH_PX)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """Its words in a line."""
        return QSize(LEAST_ZONE_PX, TILE_HIGH_PX)

    def set_width(self, wide_px: int) -> None:
        """Be this wide, where there is room."""
        if max(wide_px, LEAST_ZONE_PX) != self._wide_px:
            self._wide_px = max(wide_px, LEAST_ZONE_PX)
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """A dashed edge."""
        fill, border = ("soft", "accent") if self._is_over else ("raised", "edge")
        box = QRectF(self.rect())
        paint_box(open_painter(self), box, 10, token(fill), token(border), 1.5, dashed=True)


def read_thumb(path: Path) -> QImage:
    """A small picture of a file, upright; a null one where Qt reads none. Takes as long as the
    file needs: called beside the thread that paints."""
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid():
        reader.setScaledSize(size.scaled(THUMB_PX, THUMB_PX, _EXPANDING))
    return reader.read()


_EXPANDING = Qt.AspectRatioMode.KeepAspectRatioByExpanding


def _note(shown: Sequence[Placed]) -> str:
    if not shown:
        return tr("Pictures go behind scenes")
    size = size_words(sum(one.media.size_bytes for one in shown if one.media))
    return tr("{n} file, {size}|{n} files, {size}", n=len(shown), size=size)


def _add(menu: QMenu, words: str, on: Callable[[], object]) -> QAction:
    action = menu.addAction(words)
    action.triggered.connect(lambda _=False: on())
    return action
