"""Where somebody left off: the draft that was edited last."""

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QVBoxLayout, QWidget

from contract.problems import Problem
from desktop.models.overview import Continuable, Overview
from desktop.views.figures import moment_words
from desktop.views.library.cover import Cover
from desktop.views.library.thumbnails import Look, Thumbnails, rounded
from desktop.views.parts.buttons import MIRRORED
from desktop.views.parts.card import Card, Row
from desktop.views.parts.elide import ElidedLabel
from desktop.views.parts.label import Icon
from desktop.views.words import is_right_to_left, tr
from reel.catalogue import get_preset, picture_of

COVER_PX = 43


class PickUpCard(Card):
    """`opened` when somebody goes on with the draft."""

    opened = Signal()

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(6, 0, parent)
        self.row = Row(tr("Continue Draft"), 10, self)
        self.row.clicked.connect(self.opened)
        self.cover = Cover(thumbnails, COVER_PX, radius_px=8, parent=self.row)
        self.title = ElidedLabel("", "strong", parent=self.row)
        self.note = ElidedLabel("", "small", "dim", parent=self.row)
        self._lead = ElidedLabel("", "body", "dim", parent=self.row)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addStretch(1)
        for label in (self._lead, self.title, self.note):
            words.addWidget(label)
        words.addStretch(1)
        arrow = MIRRORED["arrow-right"] if is_right_to_left() else "arrow-right"
        self.row.line.setSpacing(14)
        self.row.line.addWidget(self.cover)
        self.row.line.addLayout(words, 1)
        self._arrow = Icon(arrow, "dim", 18, parent=self.row)
        self.row.line.addWidget(self._arrow, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addWidget(self.row)
        for child in self.row.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_draft(self, overview: Overview, now_ms: int, is_offline: bool) -> None:
        """Show where to go on, or that there is nothing begun."""
        draft = overview.draft
        self.row.setEnabled(draft is not None)
        self.cover.setVisible(draft is not None)
        self._arrow.setVisible(draft is not None)
        if draft is None:
            self._lead.setText(tr("Pick up where you left off"))
            self.title.setText(tr("No draft yet"))
            self.note.setText(tr("What you begin is kept here as you write."))
            self.row.set_name(self.title.text())
            return
        self._lead.setText(tr("Pick up where you left off"))
        title = draft.title or tr("Untitled")
        self.title.setText(title)
        self.note.setText(_edited_words(draft, now_ms, is_offline))
        self.row.set_name(tr("Continue {title}. {note}", title=title, note=self.note.text()))
        show_picture(self.cover, draft.cover_of, draft.preset, overview)


def show_picture(
    cover: Cover, cover_of: tuple[object, object] | None, preset: str, overview: Overview
) -> None:
    """The cover of what was made; as long as there is none, the look of its preset."""
    if cover_of is not None:
        generation_id, variant_id = cover_of
        file = overview.covers.get(variant_id)  # type: ignore[call-overload]
        cover.show_variant(generation_id, variant_id, file.path if file else None)  # type: ignore[arg-type]
        return
    cover.show_look(preset_picture(preset, cover))


def preset_picture(preset: str, cover: QWidget) -> QPixmap:
    """What a preset looks like, as big as `cover`; a null one for a preset that is not ours."""
    try:
        image = QImage.fromData(QByteArray(picture_of(get_preset(preset))))
    except Problem:
        return QPixmap()
    look = Look(cover.width(), cover.height(), 8, cover.devicePixelRatioF())
    wide = round(look.wide_px * look.ratio)
    small = image.scaledToWidth(wide, Qt.TransformationMode.SmoothTransformation)
    return QPixmap.fromImage(rounded(small, look))


def _edited_words(draft: Continuable, now_ms: int, is_offline: bool) -> str:
    minutes = max(0, now_ms - draft.updated_at_ms) // 60_000
    if minutes < 1:
        edited = tr("Edited just now")
    elif minutes < 60:
        edited = tr("Edited {n} minute ago|Edited {n} minutes ago", n=minutes)
    else:
        edited = tr("Edited · {moment}", moment=moment_words(draft.updated_at_ms, now_ms))
    if draft.has_unsent and is_offline:
        return tr("{edited}, saved offline", edited=edited)
    return edited
