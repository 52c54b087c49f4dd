"""One scene of the variant that is watched: its words, and the price of making it anew."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.views.parts.buttons import Button
from desktop.views.parts.card import Card
from desktop.views.parts.elide import ElidedLabel
from desktop.views.parts.flow_layout import FlowLayout
from desktop.views.parts.label import Label, Rule
from desktop.views.words import tr


@dataclass(frozen=True)
class SceneSaid:
    """What the card says: `number` from 1 `of` so many scenes of the video, its `words` as the
    draft has them now, what remaking it costs, or why it cannot be."""

    number: int
    of: int
    words: str
    price: str
    reason: str | None


class SceneCard(Card):
    """`edit_asked` and `remake_asked` for the scene it shows."""

    edit_asked = Signal()
    remake_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding_px=12, gap_px=8, parent=parent)
        self._header = self.header(tr("Change one scene"))
        self.words = ElidedLabel(lines=2, parent=self)
        self.price = Label(role="small", tone="dim", wrap=True, parent=self)
        self.edit = Button(tr("Edit words"), "quiet", "pencil", parent=self)
        self.edit.clicked.connect(self.edit_asked)
        self.remake = Button(tr("Remake scene"), "quiet", "refresh", parent=self)
        self.remake.clicked.connect(self.remake_asked)
        self.remake.set_tip(tr("Make this scene anew"), "Shift+R")
        buttons = QWidget(self)
        row = FlowLayout(buttons, gap_px=8)
        row.addWidget(self.edit)
        row.addWidget(self.remake)
        self._facts = QGridLayout()
        self._facts.setVerticalSpacing(6)
        self._facts.setColumnStretch(1, 1)
        for part in (self.words, self.price, buttons, Rule(self)):
            self.body.addWidget(part)
        self.body.addLayout(self._facts)
        self._lines: list[tuple[Label, ElidedLabel]] = []

    def say(self, said: SceneSaid) -> None:
        """Show this scene."""
        self._header.set_note(
            tr("Scene {number} of {count}", number=said.number, count=said.of) if said.of else ""
        )
        self.words.setText(said.words)
        self.words.setVisible(bool(said.words))
        self.price.setText(said.reason or said.price)
        self.remake.setText(tr("Remake scene {number}", number=said.number))
        self.remake.set_reason(said.reason)
        self.remake.updateGeometry()

    def say_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """What is known of how it was made."""
        while len(self._lines) < len(facts):
            name = Label(role="small", tone="dim", parent=self)
            value = ElidedLabel(role="small", parent=self)
            value.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
            at = len(self._lines)
            self._facts.addWidget(name, at, 0)
            self._facts.addWidget(value, at, 1)
            self._lines.append((name, value))
        for place, (name, value) in enumerate(self._lines):
            is_used = place < len(facts)
            name.setVisible(is_used)
            value.setVisible(is_used)
            if is_used:
                name.setText(facts[place][0])
                value.setText(facts[place][1])
