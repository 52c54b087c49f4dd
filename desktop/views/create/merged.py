"""What another device's edits took the place of: said in a banner, and both shown beside it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.models.drafts import FIELDS, Draft
from desktop.models.overwritten import Overwritten
from desktop.views.catalogue_words import platform_words, preset_words
from desktop.views.figures import clock_words, moment_words
from desktop.views.parts.buttons import Button
from desktop.views.parts.card import Card
from desktop.views.parts.inputs import TextInput
from desktop.views.parts.label import Label
from desktop.views.parts.scroll import ScrollPage
from desktop.views.words import tr

# What was merged while nobody looked is worth a banner for this long; it is kept for 30 days.
RECENT_MS = 24 * 3600 * 1000
TEXTS = ("topic", "script")
WIDE_PX, HIGH_PX = 640, 480


def banner_words(draft: Draft, lost: Sequence[Overwritten]) -> tuple[str, str]:
    """What is said of these, the newest first: what was merged, and what won over what."""
    bold = tr("Merged with edits from another device. Every word from both is here.")
    field = next((one for one in lost if one.name in FIELDS), None)
    if field is None:
        return bold, tr("What each said before is kept for 30 days.")
    dim = tr(
        "{field}: {won} won over {lost} ({time}), kept for 30 days.",
        field=field_words(field.name),
        won=value_words(field.name, getattr(draft, field.name)),
        lost=value_words(field.name, field.value),
        time=clock_words(field.at_ms),
    )
    return bold, dim


def field_words(name: str) -> str:
    """What a field of a draft is called."""
    return {
        "topic": tr("Topic"),
        "script": tr("Script"),
        "title": tr("Title"),
        "platform": tr("Platform"),
        "preset": tr("Preset"),
        "language": tr("Language"),
        "voice": tr("Voice"),
        "variants": tr("Variants"),
    }.get(name, name)


def value_words(name: str, value: object) -> str:
    """What a field said."""
    if name == "platform":
        return platform_words(str(value))
    if name == "preset":
        return preset_words(str(value))
    return tr("none") if value is None else str(value)


class BothSides(QDialog):
    """Each value and text that was overwritten, with the way back. `put_back` tells the name and
    the value of a field that a person wants again."""

    put_back = Signal(str, object)

    def __init__(
        self, draft: Draft, lost: Sequence[Overwritten], now_ms: int, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Both versions"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(WIDE_PX, HIGH_PX)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        words = tr("What was said before edits came together. The draft now has every word.")
        column.addWidget(Label(words, tone="dim", wrap=True, parent=self))
        page = ScrollPage((0, 0, 8, 0), 12, self)
        column.addWidget(page, 1)
        for one in lost:
            page.body.addWidget(self._card(draft, one, now_ms))
        page.body.addStretch(1)
        close = Button(tr("Close"), "quiet", parent=self)
        close.clicked.connect(self.close)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        column.addLayout(foot)

    def _card(self, draft: Draft, one: Overwritten, now_ms: int) -> Card:
        card = Card()
        card.header(field_words(one.name), moment_words(one.at_ms, now_ms))
        if one.name in TEXTS:
            field = TextInput(tr("Said before"), parent=card)
            field.set_text(str(one.value))
            field.field.setReadOnly(True)
            card.body.addWidget(field)
            copy = Button(tr("Copy"), "quiet", "copy", parent=card)
            copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(str(one.value)))
            card.body.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeading)
            return card
        now = value_words(one.name, getattr(draft, one.name, None))
        before = value_words(one.name, one.value)
        words = tr("Now {now}, before {before}.", now=now, before=before)
        card.body.addWidget(Label(words, parent=card))
        if one.name in FIELDS:
            again = Button(tr("Put {value} back", value=before), "quiet", "undo-2", parent=card)
            again.clicked.connect(lambda: self._put_back(one))
            card.body.addWidget(again, 0, Qt.AlignmentFlag.AlignLeading)
        return card

    def _put_back(self, one: Overwritten) -> None:
        self.put_back.emit(one.name, one.value)
        self.close()
