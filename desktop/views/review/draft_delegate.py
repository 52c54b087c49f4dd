"""A row of the list of drafts: its cover, two lines, and how it stands."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.models.made_drafts import MadeDraft
from desktop.views.parts.painting import (
    paint_box,
    paint_cover,
    paint_icon,
    paint_words,
    rounded,
    token,
    words_width_px,
)
from desktop.views.parts.pill import TONES
from desktop.views.review.draft_words import pill_of, second_line
from desktop.views.review.drafts_model import Role
from desktop.views.theme.type_scale import role_font

HIGH_PX, COVER_WIDE_PX, COVER_HIGH_PX = 76, 32, 57
PAD_PX, GAP_PX, PILL_HIGH_PX, PILL_SIDE_PX = 8, 10, 20, 9
RADIUS_PX, COVER_RADIUS_PX = 10, 5
_START = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter


class DraftDelegate(QStyledItemDelegate):
    """`clock_ms` is the moment that rows are worded for."""

    def __init__(self, clock_ms: Callable[[], int], parent: QWidget) -> None:
        super().__init__(parent)
        self._clock_ms = clock_ms

    def sizeHint(  # noqa: N802 Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """All rows are as high."""
        return QSize(160, HIGH_PX)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one."""
        made = index.data(Role.MADE)
        if not isinstance(made, MadeDraft):
            return
        painter.save()
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        box = QRectF(option.rect).adjusted(0, 2, 0, -2)
        self._paint_ground(painter, option, box)
        is_mirrored = option.direction == Qt.LayoutDirection.RightToLeft

        def place(part: QRectF) -> QRectF:
            """Where it lies when the row is laid out from its own start."""
            if not is_mirrored:
                return part
            return QRectF(box.left() + box.right() - part.right(), part.y(), *part.size().toTuple())

        self._paint_cover(painter, place(_cover_box(box)), index.data(Role.COVER))
        pill = self._paint_pill(painter, made, box, place)
        self._paint_words(painter, made, box, pill, place)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, box: QRectF) -> None:
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            paint_box(painter, box, RADIUS_PX, token("soft"))
        elif state & QStyle.StateFlag.State_MouseOver:
            paint_box(painter, box, RADIUS_PX, token("raised"))
        if (
            state & QStyle.StateFlag.State_HasFocus
            and state & QStyle.StateFlag.State_KeyboardFocusChange
        ):
            paint_box(painter, box.adjusted(2, 2, -2, -2), RADIUS_PX - 2, None, token("focus"), 2)

    def _paint_cover(self, painter: QPainter, box: QRectF, cover: QImage | None) -> None:
        if cover is None or cover.isNull():
            paint_box(painter, box, COVER_RADIUS_PX, token("track"))
            icon = QRectF(box.center().x() - 8, box.center().y() - 8, 16, 16)
            paint_icon(painter, "film", token("faint"), icon)
            return
        painter.save()
        painter.setClipPath(rounded(box, COVER_RADIUS_PX))
        paint_cover(painter, cover, box)
        painter.restore()

    def _paint_pill(
        self, painter: QPainter, made: MadeDraft, box: QRectF, place: Callable[[QRectF], QRectF]
    ) -> float:
        """Draw it at the end of the row; how much room it takes."""
        words, tone = pill_of(made)
        font = role_font("micro")
        wide = words_width_px(font, words) + 2 * PILL_SIDE_PX
        top = box.center().y() - PILL_HIGH_PX / 2
        pill = place(QRectF(box.right() - PAD_PX - wide, top, wide, PILL_HIGH_PX))
        ground, colour = TONES[tone]
        paint_box(painter, pill, PILL_HIGH_PX / 2, token(ground))
        paint_words(painter, pill, words, font, token(colour))
        return wide

    def _paint_words(
        self,
        painter: QPainter,
        made: MadeDraft,
        box: QRectF,
        pill_px: float,
        place: Callable[[QRectF], QRectF],
    ) -> None:
        start = box.left() + PAD_PX + COVER_WIDE_PX + GAP_PX
        room = box.right() - PAD_PX - pill_px - GAP_PX - start
        lines = (
            (made.title, role_font("strong"), token("text"), -18.0),
            (second_line(made, self._clock_ms()), role_font("small"), token("dim"), 1.0),
        )
        for words, font, colour, offset in lines:
            line = place(QRectF(start, box.center().y() + offset, room, 18))
            shown = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, room)
            paint_words(painter, line, shown, font, colour, _START)


def _cover_box(box: QRectF) -> QRectF:
    top = box.center().y() - COVER_HIGH_PX / 2
    return QRectF(box.left() + PAD_PX, top, COVER_WIDE_PX, COVER_HIGH_PX)
