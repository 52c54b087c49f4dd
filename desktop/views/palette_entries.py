"""What the palette offers, and which of it fits the words that are typed."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from desktop.views.words import tr

Index = QModelIndex | QPersistentModelIndex
ENTRY_ROLE = Qt.ItemDataRole.UserRole
# More than a person looks through; the next letter makes them fewer.
MOST_SHOWN = 40


@dataclass(frozen=True)
class Entry:
    """Something that Enter does. `reason` says why it cannot be done now."""

    words: str
    run: Callable[[], object]
    note: str = ""
    icon: str | None = None
    keys: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Heading:
    """What the entries below it are."""

    words: str


Line = Entry | Heading


def fitting(entries: Sequence[Entry], typed: str) -> list[Entry]:
    """Those that have every word of `typed` somewhere in theirs; first what begins with them,
    then where words begin with them, each in the order it came."""
    asked = folded(typed).split()
    ranked = [(_rank(folded(entry.words), asked), entry) for entry in entries]
    found = sorted((pair for pair in ranked if pair[0] is not None), key=lambda pair: pair[0] or 0)
    return [entry for _rank_, entry in found][:MOST_SHOWN]


def folded(text: str) -> str:
    """Without case and accents, letter for letter."""
    return "".join(_fold(letter) for letter in text)


def marked(words: str, typed: str) -> list[tuple[int, int]]:
    """Where the typed words stand in these: (from, to), in order, none within another."""
    text = folded(words)
    found = [(text.find(one), len(one)) for one in folded(typed).split()]
    spans: list[tuple[int, int]] = []
    for at, length in sorted(pair for pair in found if pair[0] >= 0):
        if not spans or at >= spans[-1][1]:
            spans.append((at, at + length))
    return spans


class EntriesModel(QAbstractListModel):
    """Headings and entries, one a row."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[Line] = []

    def set_groups(self, groups: Sequence[tuple[str, Sequence[Entry]]]) -> None:
        """Show these groups; one without entries has no heading either."""
        self.beginResetModel()
        self._lines = []
        for words, entries in groups:
            if entries:
                self._lines += [Heading(words), *entries]
        self.endResetModel()

    def entry_at(self, index: Index) -> Entry | None:
        """The entry of a row; None for a heading."""
        line = self._lines[index.row()] if index.isValid() else None
        return line if isinstance(line, Entry) else None

    def next_row(self, row: int, step: int) -> int:
        """The entry after or before a row, round the end; -1 when there is none."""
        count = len(self._lines)
        for away in range(1, count + 1):
            at = (row + step * away) % count
            if isinstance(self._lines[at], Entry):
                return at
        return -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 Qt's name, Qt's default
        """How many lines."""
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A line's words, or the line itself."""
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == ENTRY_ROLE:
            return line
        if role == Qt.ItemDataRole.AccessibleTextRole and isinstance(line, Entry):
            return tr("{says}. {more}", says=line.words, more=line.reason or line.note)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return line.words
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings cannot be taken."""
        if self.entry_at(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


def _fold(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter.casefold())
    # One letter for one: marks are found by place.
    return next((part for part in parts if not unicodedata.combining(part)), letter)


def _rank(text: str, asked: Sequence[str]) -> int | None:
    if not all(one in text for one in asked):
        return None
    if not asked or text.startswith(asked[0]):
        return 0
    return 1 if f" {asked[0]}" in text else 2
