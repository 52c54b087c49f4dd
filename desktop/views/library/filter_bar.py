"""What of the library is shown: words, platform, tags, and ways of looking that were saved."""

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from contract.tags import MOST_TAGS, tidy_tag
from desktop.models.assets import Filters
from desktop.settings import AppSettings, SavedFilter
from desktop.views.catalogue_words import platform_options, platform_words
from desktop.views.doors import Doors
from desktop.views.figures import count_words
from desktop.views.parts.buttons import Button
from desktop.views.parts.chip import Chip
from desktop.views.parts.flow_layout import FlowLayout
from desktop.views.parts.inputs import SearchInput
from desktop.views.parts.label import Label
from desktop.views.parts.segmented import Segmented
from desktop.views.parts.tag_editor import TagEditor
from desktop.views.words import tr

# Between two letters of a word nobody reads results.
DEBOUNCE_MS = 120
EVERYWHERE = "all"
MOST_SAVED = 12
SEARCH_WIDE_PX = 236


class FilterBar(QWidget):
    """`changed` with Filters when something else is to be shown."""

    changed = Signal(object)

    def __init__(self, doors: Doors, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._doors = doors
        self._filters = Filters()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(DEBOUNCE_MS)
        self._soon.timeout.connect(self._take_words)
        self.search = SearchInput(tr("Search titles, topics, tags"), parent=self)
        self.search.setFixedWidth(SEARCH_WIDE_PX)
        self.search.textEdited.connect(lambda _: self._soon.start())
        self.search.returnPressed.connect(self._take_words)
        options = [(EVERYWHERE, tr("All")), *platform_options()]
        self.platform = Segmented(options, EVERYWHERE, tr("Platform"), parent=self)
        self.platform.chosen.connect(self._take_platform)
        self.tags = TagEditor(
            most=MOST_TAGS, tidy=tidied, name=tr("Show only reels with a tag"), parent=self
        )
        self.tags.field.setPlaceholderText(tr("Tag"))
        self.tags.tags_changed.connect(self._take_tags)
        self.shown = Label("", "small", "dim", parent=self)
        self._saved_row = QWidget(self)
        self._saved = FlowLayout(self._saved_row, gap_px=8)
        self._save = Button(tr("Save this filter"), "ghost", "bookmark-plus", parent=self)
        self._save.clicked.connect(self._save_this)
        self._chips: list[Chip] = []
        self._lay_out()
        self._show_saved()

    @property
    def filters(self) -> Filters:
        """What is asked for."""
        return self._filters

    def set_filters(self, filters: Filters) -> None:
        """Ask for this; told when it is something else."""
        self._soon.stop()
        self.search.setText(filters.q)
        self.platform.set_value(filters.platform or EVERYWHERE)
        self.tags.set_tags(filters.tags)
        self._take(filters)

    def set_known_tags(self, tags: tuple[str, ...]) -> None:
        """Tags that some item has, offered while one types."""
        self.tags.set_suggestions(tags)

    def set_count(self, count: int, *, is_more: bool = False) -> None:
        """How many are shown, or that there are more than anybody counts."""
        number = count_words(count)
        self.shown.setText(
            tr("More than {count}", count=number) if is_more
            else tr("{count} shown", count=number)
        )  # fmt: skip

    def focus_search(self) -> None:
        """The keyboard is where one searches."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    # --- inside

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        top = QWidget(self)
        flow = FlowLayout(top, gap_px=10)
        for widget in (self.search, self.platform, self.tags):
            flow.addWidget(widget)
        column.addWidget(top)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._saved_row, 1)
        row.addWidget(self.shown, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(row)

    def _take_words(self) -> None:
        self._soon.stop()
        self._take(replace(self._filters, q=self.search.text()))

    def _take_platform(self, value: str) -> None:
        self._take(replace(self._filters, platform=None if value == EVERYWHERE else value))

    def _take_tags(self, tags: tuple[str, ...]) -> None:
        self._take(replace(self._filters, tags=tags))

    def _take(self, filters: Filters) -> None:
        if filters != self._filters:
            self._filters = filters
            self._show_saved()
            self.changed.emit(filters)

    def _show_saved(self) -> None:
        saved, now = self._doors.settings().saved_filters, _saved_of(self._filters)
        for chip in self._chips:
            self._saved.removeWidget(chip)
            chip.deleteLater()
        self._saved.removeWidget(self._save)
        self._chips = [self._chip_of(one, one == now) for one in saved]
        for chip in self._chips:
            self._saved.addWidget(chip)
            chip.show()
        self._saved.addWidget(self._save)
        self._save.set_reason(_not_saved_because(now, saved))
        self._save.setVisible(now != _NOTHING)
        self._saved_row.updateGeometry()

    def _chip_of(self, saved: SavedFilter, is_on: bool) -> Chip:
        words = words_of(saved)
        chip = Chip(
            words, removable=True, checkable=True, icon="star", icon_filled=True,
            parent=self._saved_row,
        )  # fmt: skip
        chip.setChecked(is_on)
        chip.setToolTip(tr("Saved filter: {filter}", filter=words))
        chip.clicked.connect(lambda: self._toggle(saved))
        chip.removed.connect(lambda: self._forget(saved))
        return chip

    def _toggle(self, saved: SavedFilter) -> None:
        is_on = _saved_of(self._filters) == saved
        wanted = _NOTHING if is_on else saved
        self.set_filters(Filters(wanted.platform, wanted.tags, wanted.q, self._filters.is_trash))
        self._show_saved()

    def _save_this(self) -> None:
        now = _saved_of(self._filters)

        def with_it(kept: AppSettings) -> AppSettings:
            return replace(kept, saved_filters=(*kept.saved_filters, now))

        self._doors.change_settings(with_it)
        self._show_saved()

    def _forget(self, saved: SavedFilter) -> None:
        def without(kept: AppSettings) -> AppSettings:
            others = (one for one in kept.saved_filters if one != saved)
            return replace(kept, saved_filters=tuple(others))

        self._doors.change_settings(without)
        self._show_saved()


_NOTHING = SavedFilter(None, (), "")


def words_of(saved: SavedFilter) -> str:
    """A filter in words: “sky”, howto, TikTok."""
    platform = [platform_words(saved.platform)] if saved.platform else []
    words = [f"“{saved.q}”"] if saved.q else []
    return ", ".join([*words, *saved.tags, *platform])


def tidied(typed: str) -> str | None:
    """A tag in its one spelling; None for what cannot be one."""
    try:
        return tidy_tag(typed)
    except ValueError:
        return None


def _saved_of(filters: Filters) -> SavedFilter:
    return SavedFilter(filters.platform, filters.tags, " ".join(filters.q.split()))


def _not_saved_because(now: SavedFilter, saved: tuple[SavedFilter, ...]) -> str | None:
    if now in saved:
        return tr("This filter is saved already.")
    if len(saved) >= MOST_SAVED:
        return tr("{n} filter is the most; remove one first.|"
                  "{n} filters are the most; remove one first.", n=MOST_SAVED)  # fmt: skip
    return None
