"""The words to post beside a variant, against what the platform takes."""

from uuid import UUID

from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from contract.problems import Problem
from desktop.views.doors import Doors
from desktop.views.parts.buttons import Button
from desktop.views.parts.card import Card
from desktop.views.parts.inputs import TextInput
from desktop.views.parts.label import Label
from desktop.views.parts.pill import Pill
from desktop.views.player.variant_files import bring_bytes
from desktop.views.player.watched import Watched
from desktop.views.review.post_counts import count_post
from desktop.views.words import tr

# Six lines; a longer text scrolls, and the scene below stays in sight.
MOST_HIGH_PX = 124


class PostTextCard(Card):
    """Changes are kept for copying while the window lives; the file stays as it was made."""

    def __init__(self, doors: Doors, parent: QWidget | None = None) -> None:
        super().__init__(padding_px=12, gap_px=8, parent=parent)
        self._doors = doors
        self._watched: Watched | None = None
        self._edited: dict[UUID, str] = {}
        self._copy = Button(tr("Copy"), "ghost", "copy", parent=self)
        self._copy.clicked.connect(self.copy)
        self._copy.set_tip(tr("Copy post text"), "Ctrl+Shift+C")
        self.header(tr("Post text")).add(self._copy)
        self.text = TextInput("", name=tr("Post text"), lines=4, parent=self)
        self.text.field.setMaximumHeight(MOST_HIGH_PX)
        self.text.edited.connect(self._edit)
        self.body.addWidget(self.text)
        self._count = Label(role="small", tone="dim", parent=self)
        self._fits = Pill("", "plain", self)
        foot = QHBoxLayout()
        foot.addWidget(self._count)
        foot.addStretch(1)
        foot.addWidget(self._fits)
        self.body.addLayout(foot)
        self.show_variant(None)

    def show_variant(self, watched: Watched | None) -> None:
        """Show what goes beside this one."""
        before, self._watched = self._watched, watched
        if watched is not None and before is not None and before.variant_id == watched.variant_id:
            self._count_anew()
            return
        self._set(self._edited.get(watched.variant_id, "") if watched else "")
        if watched is None or watched.variant_id in self._edited:
            return

        def here(content: bytes) -> None:
            if self._watched is not None and self._watched.variant_id == watched.variant_id:
                self._set(content.decode("utf-8", "replace").strip())

        def failed(problem: Problem) -> None:
            self.text.field.setPlaceholderText(
                tr("The post text comes when the server is in reach.")
                if problem.retryable
                else problem.says
            )

        bring_bytes(self._doors, self, watched.file("text"), here, failed)

    def copy(self) -> None:
        """Put it where it can be pasted from."""
        if text := self.text.text():
            QApplication.clipboard().setText(text)
            self._doors.toast(tr("Post text copied"))

    def _edit(self, text: str) -> None:
        if self._watched is not None:
            self._edited[self._watched.variant_id] = text
        self._count_anew()

    def _set(self, text: str) -> None:
        self.text.set_text(text)
        self._count_anew()

    def _count_anew(self) -> None:
        text, watched = self.text.text(), self._watched
        self._copy.set_reason(None if text else tr("There is nothing to copy yet."))
        is_shown = watched is not None and bool(text)
        self._count.setVisible(is_shown)
        self._fits.setVisible(is_shown)
        if watched is not None and text:
            counts = count_post(text, watched.platform)
            self._count.setText(counts.line)
            self._fits.set_words(counts.verdict, "ok" if counts.fits else "err")
            self._fits.setVisible(bool(counts.verdict))
