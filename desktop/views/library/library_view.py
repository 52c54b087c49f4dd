"""The library: a wall of saved reels, found by words, platform and tags; beside it all about one,
or what several have in common."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from contract.problems import Problem
from desktop.exporting.reels import find_exported
from desktop.models import assets, cache, item_details
from desktop.models.assets import Filters
from desktop.models.item_details import Details, Several, Summary
from desktop.models.news import Changed
from desktop.models.tiles import Tile
from desktop.views.doors import Doors
from desktop.views.figures import count_words
from desktop.views.library.deeds import Deeds
from desktop.views.library.details import DetailsCard
from desktop.views.library.emptiness import Where, show_emptiness
from desktop.views.library.exports import folder_of, items_of, pattern_of
from desktop.views.library.filter_bar import FilterBar
from desktop.views.library.grid import Grid
from desktop.views.library.header import LibraryHeader
from desktop.views.library.keeping import Keeping
from desktop.views.library.library_actions import add_actions, open_menu
from desktop.views.library.picked import BulkBar, PickedCard
from desktop.views.library.scrubbing import Scrubbing
from desktop.views.library.thumbnails import Thumbnails
from desktop.views.library.tile_delegate import TileDelegate
from desktop.views.library.tile_model import TileModel
from desktop.views.parts.empty import EmptyState
from desktop.views.parts.scroll import MARGIN_PX, NARROW_MARGIN_PX, NARROW_PX, ScrollPage
from desktop.views.problem_words import words_of
from desktop.views.words import tr

SIDE_PX = 286
# The side has a scroll bar of its own where the window is low.
SIDE_BAR_PX = 12
# Figures of the whole library are counted anew at most this often while it changes.
COUNT_MS = 1000
DETAILS_MS = 60
# What is counted of results; beyond it nobody reads the number.
MOST_COUNTED = 1000
# An export, a tag for all: of more than this somebody says it in parts.
MOST_AT_ONCE = 1000


class LibraryView(QWidget):
    """Shows what the store holds; `shown` brings an item to the ring with `asset_id`."""

    def __init__(self, doors: Doors, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._doors = doors
        self._is_shown = False
        self._is_listed = False
        self._details: Details | None = None
        self._wanted: UUID | None = None
        self.thumbnails = Thumbnails(doors, self)
        scrubbing = Scrubbing(doors, self)
        self.model = TileModel(doors, self)
        delegate = TileDelegate(self.thumbnails, scrubbing, doors.clock_ms, self)
        self.grid = Grid(self.model, delegate, scrubbing, self)
        self.keeping = Keeping(doors, self)
        self.deeds = Deeds(doors, self)
        self.header = LibraryHeader(self)
        self.filters = FilterBar(doors, self)
        self.details = DetailsCard(self.thumbnails, self)
        self.picked = PickedCard(self.thumbnails, self)
        self.bulk = BulkBar(self.grid)
        self.empty = EmptyState("search", "", parent=self)
        self._count_soon = self._timer(COUNT_MS, self._count)
        self._details_soon = self._timer(DETAILS_MS, self._read_side)
        self._lay_out()
        self._connect(scrubbing)
        add_actions(self, doors.actions)
        self._ticks_changed()

    def shown(self, asset_id: UUID | None = None, **_what: Any) -> None:
        """It is in front; with `asset_id` the ring goes to that item."""
        self._is_shown = True
        self._wanted = asset_id
        if asset_id is not None:
            self.filters.set_filters(Filters())
        if not self._is_listed:
            self._is_listed = True
            self.model.show(self.filters.filters)
        else:
            self.model.read_anew()
            self._go_to_wanted()
        self._count_soon.start(0)
        self.keeping.look()
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def hidden(self) -> None:
        """Another view is in front; what changes is read when this one comes back."""
        self._is_shown = False

    # --- what a person does

    def search(self) -> None:
        """The keyboard goes to the words."""
        self.filters.focus_search()

    def play(self) -> None:
        """The reel with the ring plays."""
        if (tile := self._current()) is not None:
            self.deeds.play(tile)

    def tag(self) -> None:
        """The keyboard goes to the tags of what is chosen."""
        card = self.picked if self.grid.ticked_rows() else self.details
        card.tags.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def toggle(self) -> None:
        """Tick what has the ring, or no longer."""
        self.grid.toggle(self.grid.current_row())

    def tick_all(self) -> None:
        """Tick all that is shown, as far as it can be dealt with at once."""
        self.grid.tick_first(MOST_AT_ONCE)
        if self.model.rowCount() > MOST_AT_ONCE:
            self._doors.toast(
                tr("The first {count} are selected.", count=count_words(MOST_AT_ONCE))
            )

    def clear(self) -> None:
        """One step back: ticks go first, then filters, then the trash."""
        if self.grid.ticked_rows():
            self.grid.clearSelection()
        elif self.filters.filters != Filters(is_trash=self._is_trash()):
            self.filters.set_filters(Filters(is_trash=self._is_trash()))
        elif self._is_trash():
            self.show_trash(False)
        self.grid.setFocus()

    def delete(self) -> None:
        """What is chosen goes to the trash, from where it comes back."""
        if not self._is_trash():
            self.deeds.delete(self._chosen_ids())

    def restore(self) -> None:
        """What is chosen comes out of the trash."""
        self.deeds.restore(self._chosen_ids())

    def keep(self) -> None:
        """All that is ticked stays on this computer; if it does already, it may go."""
        chosen = self._chosen()
        self.keeping.keep(chosen, not all(tile.is_kept for tile in chosen))

    def export(self) -> None:
        """Ask where to, then export what is chosen."""
        if not self._is_trash():
            self.deeds.export(self._chosen_ids())

    def reveal(self) -> None:
        """Open the folder that the shown reel was exported to."""
        self.deeds.reveal()

    def open_draft(self) -> None:
        """What the shown reel was made from."""
        if self._details is not None and self._details.draft_id is not None:
            self._doors.go("create", draft_id=self._details.draft_id)

    def show_trash(self, is_trash: bool) -> None:
        """Show the trash, or the library."""
        self.filters.set_filters(replace(self.filters.filters, is_trash=is_trash))
        self.header.show_trash(is_trash)
        self._count_soon.start(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's name
        """Escape goes one step back."""
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
        else:
            super().keyPressEvent(event)

    # --- made once

    def _timer(self, interval_ms: int, on_time: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval_ms)
        timer.timeout.connect(on_time)
        return timer

    def _lay_out(self) -> None:
        self._column = column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(self.header)
        column.addWidget(self.filters)
        body = QHBoxLayout()
        body.setSpacing(12)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.grid)
        self._stack.addWidget(self.empty)
        body.addWidget(self._stack, 1)
        self._side = ScrollPage(parent=self)
        self._side.setFixedWidth(SIDE_PX + SIDE_BAR_PX)
        for card in (self.details, self.picked):
            policy = card.sizePolicy()
            policy.setVerticalPolicy(QSizePolicy.Policy.MinimumExpanding)
            card.setSizePolicy(policy)
            self._side.body.addWidget(card)
        body.addWidget(self._side)
        column.addLayout(body, 1)
        self._set_margins()

    def _connect(self, scrubbing: Scrubbing) -> None:
        live, grid, model = self._doors.live, self.grid, self.model
        self.header.trash_toggled.connect(lambda: self.show_trash(not self._is_trash()))
        live.changed.connect(self._changed)
        for source in (self.thumbnails, scrubbing):
            source.came.connect(lambda _: grid.repaint_all())
        self.filters.changed.connect(self._filter)
        model.shown.connect(self._listed)
        model.failed.connect(self._not_listed)
        for signal in (model.rowsInserted, model.rowsRemoved):
            signal.connect(lambda *_: self._rows_changed())
        grid.opened.connect(lambda _: self.play())
        grid.current_moved.connect(lambda _: self._details_soon.start())
        grid.ticks_changed.connect(self._ticks_changed)
        grid.customContextMenuRequested.connect(partial(open_menu, grid, self._doors.actions))
        self.deeds.done.connect(grid.clearSelection)
        self.deeds.exported.connect(self._details_soon.start)
        self._connect_cards()

    def _connect_cards(self) -> None:
        details, picked, bulk = self.details, self.picked, self.bulk
        details.played.connect(self.play)
        details.draft_opened.connect(self.open_draft)
        details.revealed.connect(self.reveal)
        details.retitled.connect(lambda title: self._for_shown(self.deeds.retitle, title))
        details.retagged.connect(lambda tags: self._for_shown(self.deeds.retag, tags))
        details.kept.connect(self._keep_one)
        picked.retagged.connect(
            lambda put_on, off: self.deeds.retag_all(self._chosen_ids(), put_on, off)
        )
        bulk.tagged.connect(self.tag)
        bulk.kept.connect(self.keep)
        bulk.cleared.connect(self.grid.clearSelection)
        for card in (details, bulk):
            card.deleted.connect(self.delete)
            card.restored.connect(self.restore)
        for source in (details, picked, bulk):
            source.exported.connect(self.export)

    # --- what is shown

    def _is_trash(self) -> bool:
        return self.filters.filters.is_trash

    def _filter(self, filters: Filters) -> None:
        if self._is_listed:
            self.model.show(filters)

    def _listed(self) -> None:
        self._rows_changed()
        self._go_to_wanted()
        if self.grid.current_row() < 0 and self.model.rowCount():
            self.grid.set_current(0)
        self._details_soon.start(0)

    def _rows_changed(self) -> None:
        rows = self.model.rowCount()
        if rows:
            self._stack.setCurrentWidget(self.grid)
            self._side.show()
        elif self.model.has_all:
            self._stack.setCurrentWidget(self.empty)
            self._side.hide()
            show_emptiness(Where(self._doors, self.filters, self.empty))
        if self.model.has_all:
            self.filters.set_count(rows)
        else:
            asked = partial(self._show_count, self.filters.filters)
            counting = self._doors.ask(assets.count, self.filters.filters, most=MOST_COUNTED)
            counting.on(self, asked)

    def _show_count(self, filters: Filters, count: int) -> None:
        if filters == self.filters.filters:
            self.filters.set_count(count, is_more=count >= MOST_COUNTED)

    def _not_listed(self, problem: Problem) -> None:
        words = words_of(problem)
        self.empty.set_words("warning", words.says, words.remedy, tone="warn")
        if not self.model.rowCount():
            self._stack.setCurrentWidget(self.empty)

    def _go_to_wanted(self) -> None:
        row = None if self._wanted is None else self.model.row_of(self._wanted)
        if row is not None:
            self._wanted = None
            self.grid.set_current(row)

    def _count(self) -> None:
        self._doors.ask(item_details.summarise).on(self, self._show_summary)
        self._doors.ask(assets.list_tags).on(self, self._show_tags)

    def _show_summary(self, summary: Summary) -> None:
        if not self._is_trash():
            most_bytes = self._doors.settings().cache_bytes or cache.MOST_BYTES
            self.header.show_summary(summary, most_bytes)

    def _show_tags(self, tags: tuple[str, ...]) -> None:
        for known in (self.filters, self.details, self.picked):
            known.set_known_tags(tags)

    # --- news

    def _changed(self, news: tuple[Changed, ...]) -> None:
        kinds = {change.of for change in news}
        if not self._is_shown or not kinds & {"asset", "file"}:
            return
        self.model.read_anew()
        if not self._count_soon.isActive():
            self._count_soon.start(COUNT_MS)
        if not self._details_soon.isActive():
            self._details_soon.start(DETAILS_MS)

    # --- the side

    def _current(self) -> Tile | None:
        row = self.grid.current_row()
        return self.model.tile(row) if 0 <= row < self.model.rowCount() else None

    def _chosen(self) -> list[Tile]:
        rows = self.grid.ticked_rows()[:MOST_AT_ONCE]
        current = self._current()
        if rows:
            return [self.model.tile(row) for row in rows]
        return [current] if current is not None else []

    def _chosen_ids(self) -> list[UUID]:
        return [tile.id for tile in self._chosen()]

    def _ticks_changed(self) -> None:
        ticked = len(self.grid.ticked_rows())
        self.bulk.show_count(min(ticked, MOST_AT_ONCE), self._is_trash())
        self.grid.set_room_for_bar(ticked > 0)
        self.details.setVisible(ticked == 0)
        self.picked.setVisible(ticked > 0)
        self._details_soon.start()

    def _read_side(self) -> None:
        if self.grid.ticked_rows():
            ids = self._chosen_ids()
            self._doors.ask(item_details.read_several, ids).on(self, self._show_several)
        elif (tile := self._current()) is not None:
            asked = self._doors.ask(item_details.read, tile.id)
            asked.on(self, self._look_for_export, lambda _gone: None)

    def _show_several(self, several: Several) -> None:
        if self.grid.ticked_rows():
            pattern = pattern_of(self._doors.settings())
            self.picked.show_several(several, pattern, self._is_trash())

    def _look_for_export(self, details: Details) -> None:
        """Whether it stands in the folder of the last export is looked at aside: that may be a
        stick, or a folder on a network."""
        self._details = details
        self.details.show_details(details, self._doors.clock_ms(), None)
        settings = self._doors.settings()
        (item,) = items_of([details.asset])
        look = partial(find_exported, item, folder_of(settings), pattern_of(settings))
        self._doors.take(self._doors.desk.aside(look)).on(
            self, partial(self._show_exported, details)
        )

    def _show_exported(self, details: Details, path: Path | None) -> None:
        if self._details is details and path is not None:
            self.details.show_details(details, self._doors.clock_ms(), str(path))

    # --- the rest

    def _for_shown(self, do: Callable[[UUID, Any], object], what: object) -> None:
        if self._details is not None:
            do(self._details.asset.id, what)

    def _keep_one(self, is_kept: bool) -> None:
        if self._details is not None:
            self.keeping.keep([self._details.tile], is_kept)

    def resizeEvent(self, event: Any) -> None:  # noqa: N802 Qt's name
        """Margins are narrower where there is little room."""
        super().resizeEvent(event)
        self._set_margins()

    def _set_margins(self) -> None:
        side = NARROW_MARGIN_PX if self.window().width() < NARROW_PX else MARGIN_PX
        self._column.setContentsMargins(side, 20, side, 16)
