"""How the palette draws its lines."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.views.palette_entries import ENTRY_ROLE, Entry, Heading, marked
from desktop.views.parts.label import key_words
from desktop.views.parts.painting import (
    from_start,
    is_mirrored,
    paint_box,
    paint_icon,
    paint_words,
    token,
    words_width_px,
)
from desktop.views.theme.type_scale import make_font, role_font

HIGH_PX, HEADING_PX, SIDE_PX = 36, 26, 10
ICON_PX, CAP_HIGH_PX, GAP_PX = 18, 20, 10


class PaletteLines(QStyledItemDelegate):
    """A heading, or an entry: icon, words with the typed letters bold, note, keys."""

    def __init__(self, view: QListView, typed: Callable[[], str]) -> None:
        super().__init__(view)
        self._view, self._typed = view, typed

    def sizeHint(  # noqa: N802 Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Headings are lower."""
        is_heading = isinstance(index.data(ENTRY_ROLE), Heading)
        return QSize(100, HEADING_PX if is_heading else HIGH_PX)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one line."""
        line, box = index.data(ENTRY_ROLE), QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(line, Heading):
            inner = box.adjusted(6, 0, -6, 0)
            paint_words(painter, inner, line.words, role_font("micro"), token("dim"), self._start())
        elif isinstance(line, Entry):
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            self._paint_entry(painter, box, line, chosen)
        painter.restore()

    def _paint_entry(self, painter: QPainter, box: QRectF, entry: Entry, chosen: bool) -> None:
        if chosen:
            paint_box(painter, box, 10, token("soft"))
        can = entry.reason is None
        icon_box = QRectF(SIDE_PX, box.y() + (HIGH_PX - ICON_PX) / 2, ICON_PX, ICON_PX)
        tint = token("accent_fg" if chosen and can else "dim" if can else "faint")
        if entry.icon:
            paint_icon(painter, entry.icon, tint, self._mirrored(icon_box))
        end = self._paint_keys(painter, box, entry.keys) if entry.keys else box.width() - SIDE_PX
        x = self._paint_words(painter, box, entry, end)
        if entry.note and x + GAP_PX < end:
            note_box = QRectF(x + GAP_PX, box.y(), end - x - 2 * GAP_PX, HIGH_PX)
            font = role_font("small")
            shown = _cut(entry.note, font, note_box.width())
            paint_words(painter, self._mirrored(note_box), shown, font, token("dim"), self._start())

    def _paint_words(self, painter: QPainter, box: QRectF, entry: Entry, end: float) -> float:
        """The words piece by piece, what was typed bold; return where they end."""
        x = float(SIDE_PX + ICON_PX + GAP_PX)
        colour = token("text" if entry.reason is None else "dim")
        for piece, is_bold in _pieces(entry.words, self._typed()):
            font = role_font("strong") if is_bold else make_font(13, 400)
            shown = _cut(piece, font, max(0.0, end - x - GAP_PX))
            wide = words_width_px(font, shown)
            piece_box = self._mirrored(QRectF(x, box.y(), wide + 1, HIGH_PX))
            paint_words(painter, piece_box, shown, font, colour, self._start())
            x += wide
        return x

    def _paint_keys(self, painter: QPainter, box: QRectF, keys: str) -> float:
        """Caps at the end of the line, pressed in that order on every keyboard; return where
        they begin."""
        font, x = role_font("micro"), box.width() - SIDE_PX
        top = box.y() + (HIGH_PX - CAP_HIGH_PX) / 2
        words = key_words(keys)
        # From the end of the line inwards: the last key comes first, unless the end is on the left.
        for key in words if is_mirrored(self._view) else reversed(words):
            wide = max(26.0, words_width_px(font, key) + 18)
            x -= wide
            cap = self._mirrored(QRectF(x, top, wide, CAP_HIGH_PX))
            paint_box(painter, cap, 5, token("raised"), token("line"))
            paint_words(painter, cap, key, font, token("dim"))
            x -= 4
        return x

    def _mirrored(self, box: QRectF) -> QRectF:
        return from_start(self._view.viewport(), box)

    def _start(self) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignLeft
        if is_mirrored(self._view):
            side = Qt.AlignmentFlag.AlignRight
        return side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute


def _pieces(words: str, typed: str) -> list[tuple[str, bool]]:
    """The words cut where what was typed begins and ends. Letters that join are not torn apart."""
    spans = marked(words, typed) if words.isascii() else []
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end in spans:
        pieces += [(words[at:start], False), (words[start:end], True)]
        at = end
    return [piece for piece in (*pieces, (words[at:], False)) if piece[0]]


def _cut(words: str, font: QFont, wide_px: float) -> str:
    return QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, wide_px)
