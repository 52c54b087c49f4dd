"""All keys, as the registry has them."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.views.actions import Action, ActionRegistry
from desktop.views.parts.card import Card
from desktop.views.parts.label import Keys, Label
from desktop.views.place_words import view_words
from desktop.views.section import Section
from desktop.views.words import tr


class ShortcutsPage(Section):
    """A card for each place where keys count."""

    def __init__(self, actions: ActionRegistry) -> None:
        super().__init__()
        self._actions = actions
        self._cards: list[Card] = []
        self._shown: tuple[Action, ...] = ()

    def load(self) -> None:
        """Show the keys there are now."""
        now = tuple(action for action in self._actions if action.shortcut)
        if _words_of(now) == _words_of(self._shown):
            return
        self._shown = now
        for card in self._cards:
            self.body.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = []
        for place, title in _places().items():
            here = [action for action in now if action.where == place]
            if here:
                self._add_card(title, here)

    @property
    def shown(self) -> tuple[Action, ...]:
        """What is listed."""
        return self._shown

    def _add_card(self, title: str, actions: list[Action]) -> None:
        card = Card(gap_px=2)
        card.header(title)
        for action in actions:
            card.body.addWidget(KeyLine(action))
        self.add(card)
        self._cards.append(card)


class KeyLine(QWidget):
    """What is done, and its keys."""

    def __init__(self, action: Action) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 5, 0, 5)
        row.addWidget(Label(action.words, "body", wrap=True), 1)
        row.addWidget(Keys(action.shortcut or ""))


def _places() -> dict[str, str]:
    """Where keys count, in the order in which they are shown."""
    views = view_words()
    return {
        "everywhere": tr("Everywhere"),
        "dashboard": views["dashboard"],
        "create": views["create"],
        "review": views["review"],
        "player": tr("Player"),
        "library": views["library"],
        "settings": views["settings"],
    }


def _words_of(actions: tuple[Action, ...]) -> list[tuple[str, str, str | None]]:
    return [(action.where, action.words, action.shortcut) for action in actions]
