"""The first page: where reels are to be made. Drafts can be written before it is answered."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.look_choices import LANGUAGE_NAMES, theme_options
from desktop.views.parts.buttons import Button
from desktop.views.parts.card import Card
from desktop.views.parts.inputs import Select
from desktop.views.parts.label import Icon, Label
from desktop.views.parts.scroll import ScrollPage
from desktop.views.theme.theme import Theme
from desktop.views.words import language, tr

CARD_WIDE_PX, CARD_HIGH_PX, CARD_PADDING_PX = 400, 316, 26
SELECT_WIDE_PX = 160
# Below this the two cards stand one beneath the other.
BESIDE_FROM_PX = 2 * CARD_WIDE_PX + 80


class FirstStart(QWidget):
    """`own_chosen`: this computer makes them; `server_chosen`: a server does; `write_first`:
    somebody wants to write before they choose. `language_chosen` (empty: the system's) and
    `theme_chosen` as the settings have them."""

    own_chosen = Signal()
    server_chosen = Signal()
    write_first = Signal()
    language_chosen = Signal(str)
    theme_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.own = Button(tr("Use this computer"), "primary", big=True)
        self.server = Button(tr("Connect to a server"), "quiet", big=True)
        self.write = Button(tr("Write a draft first"), "link")
        self.busy = Label("", "body", "dim")
        self.busy.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.language = Select(
            "", LANGUAGE_NAMES, language(), icon="languages", name=tr("Language of the window")
        )
        self.theme = Select("", theme_options(), theme.choice, name=tr("Theme"))
        self._lay_out()
        self.own.clicked.connect(self._take_own)
        self.server.clicked.connect(self.server_chosen)
        self.write.clicked.connect(self.write_first)
        self.language.chosen.connect(self.language_chosen)
        self.theme.chosen.connect(self.theme_chosen)
        self.setFocusProxy(self.own)

    def set_busy(self, words: str) -> None:
        """Something was begun and is waited for."""
        self.busy.setText(words)
        for button in (self.own, self.server):
            button.set_reason(words or None)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's name
        """Side by side while there is room."""
        super().resizeEvent(event)
        beside = event.size().width() >= BESIDE_FROM_PX
        direction = QBoxLayout.Direction
        self._cards.setDirection(direction.LeftToRight if beside else direction.TopToBottom)

    def _take_own(self) -> None:
        self.set_busy(tr("The server on this computer is starting ..."))
        self.own_chosen.emit()

    def _lay_out(self) -> None:
        page = ScrollPage((20, 20, 20, 20), 8, self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page)
        column = page.body
        column.addStretch(1)
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(Icon("reelyard", "accent", 40, filled=True), 0, centre)
        title = Label(tr("Where should your reels be made?"), "display", wrap=True)
        more = Label(tr("You can change this later. Drafts move with you."), "body", "dim")
        for label in (title, more):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addSpacing(18)
        column.addLayout(self._lay_out_cards())
        column.addSpacing(14)
        column.addWidget(self.busy)
        column.addLayout(self._lay_out_foot())
        column.addStretch(1)

    def _lay_out_cards(self) -> QBoxLayout:
        self._cards = QHBoxLayout()
        self._cards.setSpacing(20)
        own = _Choice(
            "laptop",
            tr("Use this computer"),
            (
                tr("Nothing to set up, no account elsewhere"),
                tr("Works with no internet at all"),
                tr("Your files never leave this computer"),
            ),
            self.own,
            tr("Starts a private server here, stops it when you quit."),
        )
        server = _Choice(
            "cloud",
            tr("Connect to a server"),
            (
                tr("Same drafts on every computer you use"),
                tr("Reels are made while this one sleeps"),
                tr("Your own server or a team's"),
            ),
            self.server,
            tr("You need its address, for example reels.example.org"),
        )
        self._cards.addStretch(1)
        for card in (own, server):
            self._cards.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        self._cards.addStretch(1)
        return self._cards

    def _lay_out_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addStretch(1)
        row.addWidget(Label(tr("Not sure yet?"), "body", "dim"))
        row.addWidget(self.write)
        row.addSpacing(18)
        for select in (self.language, self.theme):
            select.setFixedWidth(SELECT_WIDE_PX)
            row.addWidget(select)
        row.addStretch(1)
        return row


class _Choice(Card):
    """One way, what it gives, and the button that takes it."""

    def __init__(
        self, icon: str, title: str, gives: Sequence[str], button: Button, note: str
    ) -> None:
        super().__init__(CARD_PADDING_PX, 8)
        self.setFixedWidth(CARD_WIDE_PX)
        self.setMinimumHeight(CARD_HIGH_PX)
        self.body.addWidget(Icon(icon, "accent", 34))
        self.body.addSpacing(8)
        self.body.addWidget(Label(title, "h1", wrap=True))
        for words in gives:
            self.body.addLayout(_ticked(words))
        self.body.addStretch(1)
        self.body.addWidget(button)
        self.body.addWidget(Label(note, "small", "dim", wrap=True))


def _ticked(words: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(9)
    row.addWidget(Icon("check", "ok", 16), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(Label(words, "body", wrap=True), 1)
    return row
