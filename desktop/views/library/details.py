"""All about the reel with the ring: what it is, its tags, its files, and what can be done."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from contract.drafts import LONGEST_TITLE_CHARS
from contract.tags import MOST_TAGS
from desktop.models.item_details import Details
from desktop.views.catalogue_words import platform_words, preset_words
from desktop.views.figures import day_words, moment_words, size_words
from desktop.views.library.cover import Cover
from desktop.views.library.filter_bar import tidied
from desktop.views.library.thumbnails import Thumbnails
from desktop.views.parts.buttons import Button, IconButton
from desktop.views.parts.card import Card
from desktop.views.parts.elide import ElidedLabel
from desktop.views.parts.label import Icon, Label, Rule
from desktop.views.parts.switch import Switch
from desktop.views.parts.tag_editor import TagEditor
from desktop.views.words import tr

COVER_PX = 86


class DetailsCard(Card):
    """Tells what a person wants of the shown item: `played`, `exported`, `revealed`,
    `draft_opened`, `deleted`, `restored`; `retitled` to a title, `retagged` to tags, `kept` or no
    longer."""

    played = Signal()
    exported = Signal()
    revealed = Signal()
    draft_opened = Signal()
    deleted = Signal()
    restored = Signal()
    retitled = Signal(str)
    retagged = Signal(tuple)
    kept = Signal(bool)

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(14, 10, parent)
        self._shown: UUID | None = None
        self.cover = Cover(thumbnails, COVER_PX, parent=self)
        self.title = ElidedLabel("", "h2", lines=3, parent=self)
        self.title_field = TitleField(self)
        self.title_field.hide()
        self.title_field.done.connect(self._retitled)
        self._facts, self._when = (Label("", "small", "dim", wrap=True, parent=self) for _ in "ab")
        self.rename = IconButton("pencil", tr("Rename"), size_px=28, parent=self)
        self.rename.clicked.connect(self._edit_title)
        self.play = Button(tr("Play"), "quiet", "play", parent=self)
        self.play.clicked.connect(self.played)
        self.tags = TagEditor(most=MOST_TAGS, tidy=tidied, name=tr("Tags of this reel"))
        self.tags.tags_changed.connect(self.retagged)
        self.files = {
            kind: FileRow(icon, words, self)
            for kind, icon, words in (
                ("video", "film", tr("Video")),
                ("captions", "captions", tr("Captions")),
                ("cover", "image", tr("Cover")),
                ("text", "file-text", tr("Post text")),
                ("receipt", "shield-check", tr("Receipt")),
            )
        }
        self._make_actions()
        self._lay_out()

    def show_details(self, details: Details, now_ms: int, exported_to: str | None) -> None:
        """Show this item; `exported_to` is where its files stand, if that is known."""
        asset, tile = details.asset, details.tile
        if asset.id != self._shown:
            self._end_editing()
        self._shown = asset.id
        self.cover.show_tile(tile)
        self.title.setText(asset.title)
        platform, preset = platform_words(asset.platform), preset_words(asset.preset)
        self._facts.setText(tr("{platform} · {preset}", platform=platform, preset=preset))
        when = moment_words(tile.created_ms, now_ms)
        self._when.setText(tr("Saved · {moment}", moment=when))
        self.tags.set_tags(asset.tags)
        self._show_files(details)
        self._show_actions(details, exported_to)
        if details.tile.is_lost:
            self._when.setText(tr("The server no longer has it. Export what is kept here."))
        elif asset.is_provisional:
            self._when.setText(tr("Waiting for the server to save it"))
        elif asset.deleted_at is not None:
            self._when.setText(tr("In the trash for 30 days, saved {day}",
                                  day=day_words(tile.created_ms, now_ms)))  # fmt: skip

    def set_known_tags(self, tags: Sequence[str]) -> None:
        """Offered while one types."""
        self.tags.set_suggestions(tags)

    # --- inside

    def _make_actions(self) -> None:
        self.keep = Switch(tr("Keep on this computer"), parent=self)
        self.keep.clicked.connect(self.kept)
        self._keep_note = Label("", "small", "dim", parent=self)
        self.export = Button(tr("Export to folder"), "primary", "share", parent=self)
        self.export.clicked.connect(self.exported)
        self.reveal = Button(tr("Reveal"), "quiet", "folder-open", parent=self)
        self.reveal.clicked.connect(self.revealed)
        self.draft = Button(tr("Open draft"), "quiet", "pencil", parent=self)
        self.draft.clicked.connect(self.draft_opened)
        self.delete = IconButton("trash", tr("Move to trash"), "Del", tone="err", parent=self)
        self.delete.clicked.connect(self.deleted)
        self.restore = Button(tr("Restore"), "primary", "archive-restore", parent=self)
        self.restore.clicked.connect(self.restored)

    def _lay_out(self) -> None:
        head, words = QHBoxLayout(), QVBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.cover, 0, Qt.AlignmentFlag.AlignTop)
        words.setSpacing(4)
        line = QHBoxLayout()
        line.setSpacing(2)
        line.addWidget(self.title, 1)
        line.addWidget(self.rename, 0, Qt.AlignmentFlag.AlignTop)
        words.addLayout(line)
        for widget in (self.title_field, self._facts, self._when):
            words.addWidget(widget)
        words.addStretch(1)
        words.addWidget(self.play)
        head.addLayout(words, 1)
        self.body.addLayout(head)
        self.body.addWidget(self.tags)
        self.body.addWidget(Rule(self))
        for row in self.files.values():
            self.body.addWidget(row)
        self.body.addWidget(Rule(self))
        self.body.addLayout(self._keep_row())
        self.body.addWidget(self.export)
        self.body.addWidget(self.restore)
        pair = QHBoxLayout()
        pair.setSpacing(8)
        pair.addWidget(self.reveal, 1)
        pair.addWidget(self.draft, 1)
        pair.addWidget(self.delete)
        self.body.addLayout(pair)
        self.body.addStretch(1)

    def _keep_row(self) -> QHBoxLayout:
        row, words = QHBoxLayout(), QVBoxLayout()
        row.setSpacing(10)
        words.setSpacing(0)
        row.addWidget(Icon("pin", "accent_fg", 16, parent=self))
        words.addWidget(ElidedLabel(tr("Keep on this computer"), "strong", parent=self))
        words.addWidget(self._keep_note)
        row.addLayout(words, 1)
        row.addWidget(self.keep)
        return row

    def _show_files(self, details: Details) -> None:
        asset, here = details.asset, details.here
        has_captions = {"captions", "vtt"} <= here.keys()
        size = size_words(here.get("video") or asset.size_bytes)
        said = {
            "video": tr("{format}, {size}", format=asset.format.upper(), size=size),
            "captions": tr("SRT and VTT"),
            "cover": size_words(here["cover"]) if "cover" in here else tr("JPG"),
            "text": tr("Title, description, tags"),
            "receipt": tr("Makes the same bytes again"),
        }
        for kind, row in self.files.items():
            row.show_file(said[kind], has_captions if kind == "captions" else kind in here)

    def _show_actions(self, details: Details, exported_to: str | None) -> None:
        is_trash = details.asset.deleted_at is not None
        for widget in (self.export, self.reveal, self.draft, self.delete):
            widget.setVisible(not is_trash)
        self.restore.setVisible(is_trash)
        # An edit would bring it out of the trash: whoever wants that says so.
        self.rename.setVisible(not is_trash)
        self.tags.setEnabled(not is_trash)
        lost = tr("The server no longer has this reel.") if details.tile.is_lost else None
        self.restore.set_reason(lost)
        self.delete.set_reason(lost)
        self.reveal.set_reason(None if exported_to else tr("Export it first."))
        self.reveal.set_tip(exported_to or "")
        self.draft.set_reason(
            None if details.draft_id else tr("Its draft was deleted, or is not on this computer.")
        )
        self.keep.setChecked(details.tile.is_kept)
        kept = tr("All files stay here") if details.tile.is_kept else tr("Goes when room is needed")
        if details.tile.video is None:
            kept = tr("Not on this computer yet")
        self._keep_note.setText(kept)

    def _edit_title(self) -> None:
        self.title_field.begin(self.title.text())
        self.title.hide()
        self.title_field.show()
        self.title_field.setFocus()
        self.title_field.selectAll()

    def _retitled(self, title: str) -> None:
        was = self.title.text()
        self._end_editing()
        if title and title != was:
            self.title.setText(title)
            self.retitled.emit(title)

    def _end_editing(self) -> None:
        self.title_field.hide()
        self.title.show()


class TitleField(QLineEdit):
    """A title being written. `done` on Enter or when the keyboard leaves; Escape takes it back."""

    done = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMaxLength(LONGEST_TITLE_CHARS)
        self.setAccessibleName(tr("Title"))
        self.setProperty("ring_radius", 12)
        self._before = ""
        self.editingFinished.connect(self._finish)

    def begin(self, title: str) -> None:
        """Show this title; it is what Escape brings back."""
        self._before = title
        self.setText(title)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's name
        """Escape takes it back."""
        if event.key() == Qt.Key.Key_Escape:
            self.setText(self._before)
            self._finish()
        else:
            super().keyPressEvent(event)

    def _finish(self) -> None:
        if self.isVisible():
            self.done.emit(" ".join(self.text().split()))


class FileRow(QWidget):
    """One of a reel's files: what it is, and whether it is on this computer."""

    def __init__(self, icon: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        row, column = QHBoxLayout(self), QVBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        column.setSpacing(0)
        self._note = ElidedLabel("", "small", "dim", parent=self)
        self._sign = Icon("cloud", "dim", 16, parent=self)
        row.addWidget(Icon(icon, "dim", 18, parent=self))
        column.addWidget(Label(words, "strong", parent=self))
        column.addWidget(self._note)
        row.addLayout(column, 1)
        row.addWidget(self._sign)

    def show_file(self, note: str, is_here: bool) -> None:
        """What it is, and where."""
        self._note.setText(note)
        place = tr("On this computer") if is_here else tr("On the server")
        if is_here:
            self._sign.set_icon("circle-check", "ok", filled=True)
        else:
            self._sign.set_icon("cloud", "dim")
        self._sign.setToolTip(place)
        self.setAccessibleName(f"{self._words}, {note}, {place}")
