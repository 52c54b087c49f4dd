"""The library: a wall of saved reels, found by words, platform and tags; beside it all about one,
or what several have in common."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from contract.problems import Problem
from desktop.exporting.handing import hand_out
from desktop.exporting.reels import Outcome, find_exported
from desktop.models import assets, item_details, many_assets
from desktop.models.assets import Asset, Filters
from desktop.models.item_details import Details, Several, Summary
from desktop.models.news import Changed
from desktop.models.session import Session
from desktop.models.tiles import Tile
from desktop.sync.status import Status
from desktop.views.doors import Doors
from desktop.views.figures import count_words, size_words
from desktop.views.library.details import DetailsCard
from desktop.views.library.emptiness import Where, show_emptiness
from desktop.views.library.export_dialog import ExportDialog, open_file
from desktop.views.library.exports import Exports, folder_of, items_of, pattern_of
from desktop.views.library.filter_bar import FilterBar
from desktop.views.library.grid import Grid
from desktop.views.library.keeping import Keeping
from desktop.views.library.library_actions import add_actions
from desktop.views.library.picked import BulkBar, PickedCard
from desktop.views.library.scrubbing import Scrubbing
from desktop.views.library.thumbnails import Thumbnails
from desktop.views.library.tile_delegate import TileDelegate
from desktop.views.library.tile_model import TileModel
from desktop.views.parts.buttons import Button
from desktop.views.parts.empty import EmptyState
from desktop.views.parts.label import Label
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
CACHE_BYTES = 5 * 2**30


class LibraryView(QWidget):
    """Shows what the store holds; `shown` brings an item to the ring with `asset_id`."""

    def __init__(self, doors: Doors, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._doors = doors
        self._is_shown = False
        self._is_listed = False
        self._details: Details | None = None
        self._wanted: UUID | None = None
        self._deleted: tuple[UUID, ...] = ()
        self.thumbnails = Thumbnails(doors, self)
        scrubbing = Scrubbing(doors, self)
        self.model = TileModel(doors, self)
        delegate = TileDelegate(self.thumbnails, scrubbing, doors.clock_ms, self)
        self.grid = Grid(self.model, delegate, scrubbing, self)
        self.keeping = Keeping(doors, self)
        self.exports = Exports(doors, self)
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
        """The reel with the ring plays: in Review, beside what it was made from."""
        tile = self._current()
        if tile is not None:
            self._doors.ask(item_details.read, tile.id).on(self, self._play)

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
        if not self._is_trash() and (ids := self._chosen_ids()):
            work = self._doors.desk.run_long(many_assets.delete, ids)
            self._doors.take(work).on(self, self._were_deleted)

    def restore(self) -> None:
        """What is chosen comes out of the trash."""
        self._restore(self._chosen_ids())

    def keep(self) -> None:
        """All that is ticked stays on this computer; if it does already, it may go."""
        chosen = self._chosen()
        self.keeping.keep(chosen, not all(tile.is_kept for tile in chosen))

    def export(self) -> None:
        """Ask where to, then export what is chosen."""
        if self.exports.running is not None:
            self._doors.toast(tr("An export is still running."))
        elif not self._is_trash() and (ids := self._chosen_ids()):
            self._doors.ask(_read_all, ids).on(self, self._ask_where)

    def reveal(self) -> None:
        """Open the folder that the shown reel was exported to."""
        open_file(folder_of(self._doors.settings()))

    def open_draft(self) -> None:
        """What the shown reel was made from."""
        if self._details is not None and self._details.draft_id is not None:
            self._doors.go("create", draft_id=self._details.draft_id)

    def show_trash(self, is_trash: bool) -> None:
        """Show the trash, or the library."""
        self.filters.set_filters(replace(self.filters.filters, is_trash=is_trash))
        self._trash.setText(tr("Back to library") if is_trash else tr("Trash"))
        self._trash.set_icon("arrow-left" if is_trash else "trash")
        self._title.setText(tr("Trash") if is_trash else tr("Library"))
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
        column.addLayout(self._header())
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

    def _header(self) -> QHBoxLayout:
        row, words = QHBoxLayout(), QVBoxLayout()
        words.setSpacing(2)
        self._title = Label(tr("Library"), "h1", parent=self)
        self._sentence = Label("", "body", "dim", parent=self)
        words.addWidget(self._title)
        words.addWidget(self._sentence)
        row.addLayout(words, 1)
        self._trash = Button(tr("Trash"), "ghost", "trash", parent=self)
        self._trash.clicked.connect(lambda: self.show_trash(not self._is_trash()))
        row.addWidget(self._trash, 0, Qt.AlignmentFlag.AlignVCenter)
        return row

    def _connect(self, scrubbing: Scrubbing) -> None:
        live, grid, model = self._doors.live, self.grid, self.model
        live.changed.connect(self._changed)
        live.status_changed.connect(self._status_changed)
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
        grid.customContextMenuRequested.connect(self._menu)
        self.exports.ended.connect(self._exported)
        self.exports.failed.connect(self._not_exported)
        self._connect_cards()

    def _connect_cards(self) -> None:
        details, picked, bulk = self.details, self.picked, self.bulk
        details.played.connect(self.play)
        details.draft_opened.connect(self.open_draft)
        details.revealed.connect(self.reveal)
        details.retitled.connect(self._retitle)
        details.retagged.connect(self._retag)
        details.kept.connect(self._keep_one)
        picked.retagged.connect(self._retag_many)
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
            self.filters.set_shown(tr("{count} shown", count=count_words(rows)))
        else:
            asked = partial(self._show_count, self.filters.filters)
            counting = self._doors.ask(assets.count, self.filters.filters, most=MOST_COUNTED)
            counting.on(self, asked)

    def _show_count(self, filters: Filters, count: int) -> None:
        if filters == self.filters.filters:
            number = count_words(count)
            is_more = count >= MOST_COUNTED
            self.filters.set_shown(
                tr("More than {count}", count=number) if is_more
                else tr("{count} shown", count=number)
            )  # fmt: skip

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
        if self._is_trash():
            self._sentence.setText(tr("What is deleted stays here for 30 days."))
            return
        facts = {
            "here": count_words(summary.here),
            "used": size_words(summary.cached_bytes),
            "most": size_words(self._doors.settings().cache_bytes or CACHE_BYTES),
        }
        self._sentence.setText(
            tr("{n} reel · {here} on this computer · {used} of {most} kept here|"
               "{n} reels · {here} on this computer · {used} of {most} kept here",
               n=summary.items, **facts)
        )  # fmt: skip

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

    def _status_changed(self, status: Status) -> None:
        if status.state == "resting":
            self.grid.repaint_all()

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
        self._show_details(details, None)
        settings = self._doors.settings()
        (item,) = items_of([details.asset])
        look = partial(find_exported, item, folder_of(settings), pattern_of(settings))
        self._doors.take(self._doors.desk.aside(look)).on(
            self, partial(self._show_exported, details)
        )

    def _show_exported(self, details: Details, path: Path | None) -> None:
        if self._details is details and path is not None:
            self._show_details(details, str(path))

    def _show_details(self, details: Details, exported_to: str | None) -> None:
        self.details.show_details(details, self._doors.clock_ms(), exported_to)

    # --- playing

    def _play(self, details: Details) -> None:
        tile = details.tile
        if details.draft_id is not None:
            self._doors.go("review", generation_id=tile.generation_id, variant_id=tile.variant_id)
            return
        # What it was made from is gone; the reel itself is not.
        if tile.video is None:
            self._doors.toast(tr("Fetching the video ..."))
        coming = self._doors.desk.fetch(tile.generation_id, tile.variant_id, "video")
        self._doors.take(coming).on(self, partial(self._play_outside, tile))

    def _play_outside(self, tile: Tile, video: Path) -> None:
        folder = self._doors.desk.folder
        named = partial(hand_out, folder, video.relative_to(folder), tile.title, ".mp4")
        self._doors.take(self._doors.desk.aside(named)).on(self, open_file)

    # --- edits

    def _retitle(self, title: str) -> None:
        if self._details is not None:
            self._doors.ask(assets.edit, self._details.asset.id, title=title).on(self)

    def _retag(self, tags: tuple[str, ...]) -> None:
        if self._details is not None:
            self._doors.ask(assets.set_tags, self._details.asset.id, tags).on(self)

    def _retag_many(self, put_on: tuple[str, ...], taken_off: tuple[str, ...]) -> None:
        ids = self._chosen_ids()
        work = self._doors.desk.run_long(many_assets.tag, ids, put_on, taken_off)
        self._doors.take(work).on(self, partial(self._were_tagged, len(ids)))

    def _were_tagged(self, asked: int, changed: tuple[UUID, ...]) -> None:
        if left_out := asked - len(changed):
            self._doors.toast(
                tr("{n} reel has no room for another tag.|"
                   "{n} reels have no room for another tag.", n=left_out)
            )  # fmt: skip

    def _keep_one(self, is_kept: bool) -> None:
        if self._details is not None:
            self.keeping.keep([self._details.tile], is_kept)

    def _were_deleted(self, ids: tuple[UUID, ...]) -> None:
        self.grid.clearSelection()
        self._deleted = ids
        if ids:
            self._doors.toast(
                tr("{n} reel moved to trash|{n} reels moved to trash", n=len(ids)),
                tr("Undo"),
                lambda: self._restore(ids),
            )

    def _restore(self, ids: Sequence[UUID]) -> None:
        if ids:
            work = self._doors.desk.run_long(many_assets.restore, ids)
            self._doors.take(work).on(self, self._were_restored)

    def _were_restored(self, ids: tuple[UUID, ...]) -> None:
        self.grid.clearSelection()
        self._doors.toast(tr("{n} reel is back|{n} reels are back", n=len(ids)))

    # --- exports

    def _ask_where(self, chosen: tuple[Asset, ...]) -> None:
        if chosen:
            ExportDialog(self._doors, self.exports, items_of(chosen), self).open()

    def _exported(self, outcome: Outcome) -> None:
        self._details_soon.start()
        if not outcome.failed and self.findChild(ExportDialog) is None:
            count = len(outcome.exported)
            says = tr("{n} reel exported and verified.|{n} reels exported and verified.", n=count)
            self._doors.toast(says, tr("Reveal"), self.reveal)

    def _not_exported(self, problem: Problem) -> None:
        if self.findChild(ExportDialog) is None:
            self._doors.say_problem(problem)

    # --- the rest

    def _menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action in self._doors.actions.list_of("library"):
            if action.reason is None:
                menu.addAction(action.words).triggered.connect(lambda _=False, on=action.on: on())
        menu.popup(self.grid.viewport().mapToGlobal(at))

    def resizeEvent(self, event: Any) -> None:  # noqa: N802 Qt's name
        """Margins are narrower where there is little room."""
        super().resizeEvent(event)
        self._set_margins()

    def _set_margins(self) -> None:
        side = NARROW_MARGIN_PX if self.window().width() < NARROW_PX else MARGIN_PX
        self._column.setContentsMargins(side, 20, side, 16)


def _read_all(session: Session, ids: Sequence[UUID]) -> tuple[Asset, ...]:
    return tuple(assets.get(session, asset_id) for asset_id in ids)
