"""What is said and done about several reels at once: the card beside the wall, the bar over it."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from contract.tags import MOST_TAGS
from desktop.models.item_details import Several
from desktop.views.figures import length_words, size_words
from desktop.views.library.cover import Cover
from desktop.views.library.filter_bar import tidied
from desktop.views.library.thumbnails import Thumbnails
from desktop.views.parts.buttons import Button, IconButton
from desktop.views.parts.card import Card
from desktop.views.parts.label import Label, Rule
from desktop.views.parts.painting import open_painter, paint_box, token
from desktop.views.parts.tag_editor import TagEditor
from desktop.views.parts.toast import paint_shadow
from desktop.views.words import tr

COVER_PX = 78
FOOT_PX, SHADOW_PX = 14, 22


class PickedCard(Card):
    """`retagged` with the tags that were put on and those that were taken off; `exported`."""

    retagged = Signal(tuple, tuple)
    exported = Signal()

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(14, 12, parent)
        self._shared: tuple[str, ...] = ()
        self.title = Label("", "h2", parent=self)
        self.body.addWidget(self.title)
        covers = QHBoxLayout()
        covers.setSpacing(8)
        self._covers = [Cover(thumbnails, COVER_PX, radius_px=8, parent=self) for _ in range(3)]
        for cover in self._covers:
            covers.addWidget(cover)
        covers.addStretch(1)
        self.body.addLayout(covers)
        self._facts = Label("", "small", "dim", wrap=True, parent=self)
        self.body.addWidget(self._facts)
        self.body.addWidget(Rule(self))
        self.body.addWidget(Label(tr("Tags they share"), "label", "dim", parent=self))
        self.tags = TagEditor(most=MOST_TAGS, tidy=tidied, name=tr("Tags of all selected reels"))
        self.tags.field.setPlaceholderText(tr("Add to all"))
        self.tags.tags_changed.connect(self._retagged)
        self.body.addWidget(self.tags)
        self.body.addWidget(Rule(self))
        self.body.addWidget(Label(tr("Export makes"), "label", "dim", parent=self))
        self._files = Label("", "small", "dim", wrap=True, parent=self)
        self.body.addWidget(self._files)
        self.export = Button("", "primary", "share", parent=self)
        self.export.clicked.connect(self.exported)
        self.body.addWidget(self.export)
        self.body.addStretch(1)

    def show_several(self, several: Several, pattern: str, is_trash: bool) -> None:
        """Show what these have in common; `pattern` names exported files."""
        self.title.setText(tr("{n} selected", n=several.count))
        for cover, tile in zip(self._covers, several.shown, strict=False):
            cover.show_tile(tile)
        for place, cover in enumerate(self._covers):
            cover.setVisible(place < len(several.shown))
        facts = {
            "length": length_words(several.duration_ms),
            "size": size_words(several.size_bytes),
        }
        if several.here == several.count:
            words = tr("{length} in all, {size}, all on this computer", **facts)
        else:
            words = tr("{length} in all, {size}, {here} of {count} on this computer", **facts,
                       here=several.here, count=several.count)  # fmt: skip
        self._facts.setText(words)
        self._shared = several.shared_tags
        self.tags.set_tags(several.shared_tags)
        self._files.setText(tr("{name}.mp4, and .srt .vtt .jpg .txt", name=pattern))
        self.export.setText(tr("Export {n} reel|Export {n} reels", n=several.count))
        self.export.updateGeometry()
        self.export.set_reason(tr("Restore them first.") if is_trash else None)

    def set_known_tags(self, tags: Sequence[str]) -> None:
        """Offered while one types."""
        self.tags.set_suggestions(tags)

    def _retagged(self, tags: tuple[str, ...]) -> None:
        before, self._shared = self._shared, tags
        put_on = tuple(tag for tag in tags if tag not in before)
        self.retagged.emit(put_on, tuple(tag for tag in before if tag not in tags))


class BulkBar(QWidget):
    """Floats over the foot of `over` while something is ticked. `tagged`, `kept`, `deleted`,
    `restored`, `exported`, `cleared` tell what a person wants."""

    tagged = Signal()
    kept = Signal()
    deleted = Signal()
    restored = Signal()
    exported = Signal()
    cleared = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        over.installEventFilter(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(SHADOW_PX + 14, SHADOW_PX + 8, SHADOW_PX + 10, SHADOW_PX + 8)
        row.setSpacing(6)
        self._count = Label("", "strong", parent=self)
        self.tag = Button(tr("Tag"), "ghost", "tag", parent=self)
        self.keep = Button(tr("Keep offline"), "ghost", "pin", parent=self)
        self.delete = Button(tr("Delete"), "danger", "trash", parent=self)
        self.restore = Button(tr("Restore"), "quiet", "archive-restore", parent=self)
        self.export = Button("", "quiet", "share", parent=self)
        self.clear = IconButton("x", tr("Clear selection"), "Esc", parent=self)
        row.addWidget(self._count)
        row.addSpacing(8)
        for button, told in (
            (self.tag, self.tagged),
            (self.keep, self.kept),
            (self.delete, self.deleted),
            (self.restore, self.restored),
            (self.export, self.exported),
            (self.clear, self.cleared),
        ):
            row.addWidget(button)
            button.clicked.connect(told)
        self.hide()

    def show_count(self, count: int, is_trash: bool) -> None:
        """So many are ticked; none of them and the bar is gone."""
        self._count.setText(tr("{n} selected", n=count))
        self.export.setText(tr("Export {n}", n=count))
        for button in (self.tag, self.keep, self.delete, self.export):
            button.setVisible(not is_trash)
        self.restore.setVisible(is_trash)
        self.setVisible(count > 0)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 Qt's name
        """Stay at the foot."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """A sheet that floats."""
        painter = open_painter(self)
        box = QRectF(self.rect()).adjusted(SHADOW_PX, SHADOW_PX, -SHADOW_PX, -SHADOW_PX)
        paint_shadow(painter, box, 16, SHADOW_PX)
        paint_box(painter, box, 16, token("card"), token("edge"))

    def _place(self) -> None:
        size = self.sizeHint()
        wide = min(size.width(), self._over.width() + 2 * SHADOW_PX)
        left = (self._over.width() - wide) // 2
        self.setGeometry(
            left, self._over.height() - size.height() - FOOT_PX + SHADOW_PX, wide, size.height()
        )
        self.raise_()
