"""What was saved last: covers with their titles and days, as many as fit."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.models.tiles import Tile
from desktop.views.catalogue_words import platform_words
from desktop.views.figures import day_words, length_words
from desktop.views.library.cover import Cover
from desktop.views.library.thumbnails import Thumbnails
from desktop.views.parts.buttons import Button
from desktop.views.parts.card import Card, Row
from desktop.views.parts.elide import ElidedLabel
from desktop.views.parts.label import Label
from desktop.views.words import tr

COVER_PX = 78
# A cover with a title that can be read beside it.
LEAST_ITEM_PX = 186
MOST_SHOWN = 6


class ExportsCard(Card):
    """`opened` with an item; `library_asked`."""

    opened = Signal(object)
    library_asked = Signal()

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(14, 6, parent)
        head = self.header(tr("Recent exports"))
        self.library = Button(tr("Open library"), "link", parent=self)
        self.library.clicked.connect(self.library_asked)
        head.add(self.library)
        self._tiles: tuple[Tile, ...] = ()
        self._now_ms = 0
        self.items = [ExportRow(thumbnails, self) for _ in range(MOST_SHOWN)]
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        for item in self.items:
            self._row.addWidget(item, 1)
            item.clicked.connect(lambda _=False, item=item: self.opened.emit(item.shown))
        self.body.addLayout(self._row)
        self._nothing = Label(
            tr("Save a variant you like: it is counted once, and stays yours."), "body", "dim",
            wrap=True, parent=self,
        )  # fmt: skip
        self.body.addWidget(self._nothing)

    def show_exports(self, tiles: Sequence[Tile], now_ms: int) -> None:
        """Show these, the newest first."""
        self._tiles, self._now_ms = tuple(tiles), now_ms
        self._nothing.setVisible(not tiles)
        self._fill()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's name
        """As many as can be read."""
        super().resizeEvent(event)
        self._fill()

    def _fill(self) -> None:
        fits = max(2, min(MOST_SHOWN, self.width() // LEAST_ITEM_PX))
        for place, item in enumerate(self.items):
            is_there = place < min(fits, len(self._tiles))
            item.setVisible(is_there)
            if is_there:
                item.show_tile(self._tiles[place], self._now_ms)


class ExportRow(Row):
    """One of them."""

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__("", 4, parent)
        self.shown: UUID | None = None
        self.cover = Cover(thumbnails, COVER_PX, radius_px=8, has_platform=True, parent=self)
        self.title = ElidedLabel("", "strong", lines=2, parent=self)
        self.day = ElidedLabel("", "small", "dim", parent=self)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self.title)
        words.addWidget(self.day)
        words.addStretch(1)
        self.line.addWidget(self.cover)
        self.line.addLayout(words, 1)
        for child in (self.cover, self.title, self.day):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_tile(self, tile: Tile, now_ms: int) -> None:
        """Show this item."""
        self.shown = tile.id
        self.cover.show_tile(tile)
        self.title.setText(tile.title)
        self.day.setText(day_words(tile.created_ms, now_ms))
        facts = (platform_words(tile.platform), length_words(tile.duration_ms), self.day.text())
        self.set_name(", ".join((tile.title, *facts)))
