"""The library as a list of tiles: page by page as one scrolls, each page read anew in its place.

A page is a stretch between two places of the library, so what comes, goes or changes in it touches
no other page, and nothing is ever shown twice or left out. Pages out of sight are read anew when
they come into sight.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate, groupby
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QTimer,
    QUrl,
    Signal,
)

from contract.problems import Problem
from desktop.exporting.handing import hand_out
from desktop.models import tiles
from desktop.models.assets import Filters
from desktop.models.tiles import Tile, TilePage
from desktop.views.catalogue_words import platform_words
from desktop.views.doors import Doors
from desktop.views.figures import length_words
from desktop.views.words import tr

Index = QModelIndex | QPersistentModelIndex
TILE = Qt.ItemDataRole.UserRole
# While much comes, what is in sight is read anew this often.
REFRESH_MS = 100


@dataclass
class _Page:
    """A stretch of the library: below `after`, down to `end` (None: to its end)."""

    after: int | None
    end: int | None
    tiles: list[Tile] = field(default_factory=list)
    is_stale: bool = False


class TileModel(QAbstractListModel):
    """`shown` once the first page of what was asked for stands; `failed` with a Problem."""

    shown = Signal()
    failed = Signal(object)

    def __init__(self, doors: Doors, parent: Any = None) -> None:
        super().__init__(parent)
        self._doors = doors
        self._filters = Filters()
        self._pages: list[_Page] = []
        self._starts: list[int] = [0]
        self._asked = 0
        self._is_asking = False
        self._in_sight = (0, 0)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(REFRESH_MS)
        self._soon.timeout.connect(self._read_stale)

    @property
    def filters(self) -> Filters:
        """What is asked for."""
        return self._filters

    @property
    def has_all(self) -> bool:
        """Whether the last item that the filters let through is among the rows."""
        return bool(self._pages) and self._pages[-1].end is None

    def show(self, filters: Filters) -> None:
        """Ask for these items; what is shown stays until they are here."""
        self._filters = filters
        self._asked += 1
        self._is_asking = True
        asked = self._asked
        self._doors.ask(tiles.list_page, filters).on(
            self, partial(self._begin, asked), self._refused
        )

    def tile(self, row: int) -> Tile:
        """What stands in a row."""
        page = bisect_right(self._starts, row) - 1
        return self._pages[page].tiles[row - self._starts[page]]

    def all_tiles(self) -> Iterator[Tile]:
        """All that are here, from the first row on."""
        return (tile for page in self._pages for tile in page.tiles)

    def row_of(self, asset_id: object) -> int | None:
        """Where an item stands, if it is here."""
        found = (row for row, tile in enumerate(self.all_tiles()) if tile.id == asset_id)
        return next(found, None)

    def look_at(self, first: int, last: int) -> None:
        """These rows are in sight: they are what is read anew first."""
        self._in_sight = (first, last)
        if any(page.is_stale for page in self._pages_in_sight()):
            self._start_soon()

    def read_anew(self) -> None:
        """Anything may have changed."""
        for page in self._pages:
            page.is_stale = True
        self._start_soon()

    # --- Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 Qt's name and habit
        """How many are here so far."""
        return 0 if parent.isValid() else self._starts[-1]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A tile, its title, or all that is said of it."""
        if not index.isValid() or index.row() >= self._starts[-1]:
            return None
        tile = self.tile(index.row())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return tile.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return said_of(tile)
            case _ if role == TILE:
                return tile
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """All can be ticked; what is here can be dragged out."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        flags |= Qt.ItemFlag.ItemNeverHasChildren
        is_here = self.tile(index.row()).video is not None
        return flags | Qt.ItemFlag.ItemIsDragEnabled if is_here else flags

    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802 Qt's name
        """Whether there is another page."""
        return (
            not parent.isValid() and not self._is_asking and bool(self._pages) and not self.has_all
        )

    def fetchMore(self, parent: Index) -> None:  # noqa: N802 Qt's name
        """Ask for the next page."""
        if not self.canFetchMore(parent):
            return
        self._is_asking = True
        asked, after = self._asked, self._pages[-1].end
        self._doors.ask(tiles.list_page, self._filters, after=after).on(
            self, partial(self._add, asked, after), self._refused
        )

    def mimeTypes(self) -> list[str]:  # noqa: N802 Qt's name
        """Files."""
        return ["text/uri-list"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802 Qt's name
        """The videos that are here, as files that are called by their titles."""
        given = [self.tile(index.row()) for index in indexes]
        paths = (self._handed(tile.video, tile.title) for tile in given if tile.video)
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths if path is not None])
        return data

    # --- inside

    def _handed(self, video: Path, title: str) -> Path | None:
        try:
            return hand_out(self._doors.desk.folder, video, title, ".mp4")
        except OSError:
            return None

    def _refused(self, problem: Problem) -> None:
        self._is_asking = False
        self.failed.emit(problem)

    def _begin(self, asked: int, answer: TilePage) -> None:
        if asked != self._asked:
            return
        self._is_asking = False
        self.beginResetModel()
        self._pages = [_Page(None, answer.end, list(answer.tiles))]
        self._count()
        self.endResetModel()
        self.shown.emit()

    def _add(self, asked: int, after: int | None, answer: TilePage) -> None:
        if asked != self._asked:
            return
        first = self._starts[-1]
        page = _Page(after, answer.end, list(answer.tiles))
        if page.tiles:
            self.beginInsertRows(QModelIndex(), first, first + len(page.tiles) - 1)
        self._pages.append(page)
        self._count()
        # Not before: whoever hears of rows that come may ask for more at once.
        self._is_asking = False
        if page.tiles:
            self.endInsertRows()

    def _count(self) -> None:
        self._starts = [0, *accumulate(len(page.tiles) for page in self._pages)]

    def _pages_in_sight(self) -> Iterable[_Page]:
        first, last = self._in_sight
        pairs = zip(self._pages, self._starts, self._starts[1:], strict=False)
        return (page for page, start, end in pairs if end >= first and start <= last)

    def _start_soon(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _read_stale(self) -> None:
        for page in self._pages_in_sight():
            if page.is_stale:
                page.is_stale = False
                self._doors.ask(
                    tiles.list_page, self._filters, after=page.after, down_to=page.end
                ).on(self, partial(self._renew, self._asked, page))

    def _renew(self, asked: int, page: _Page, answer: TilePage) -> None:
        if asked != self._asked or all(page is not one for one in self._pages):
            return
        if page.end is None:
            page.end = answer.end
        news = {tile.place: tile for tile in answer.tiles}
        self._take_out(page, lambda tile: tile.place not in news)
        here = {tile.place: tile for tile in page.tiles}
        self._put_in(page, [tile for tile in answer.tiles if tile.place not in here])
        start = self._starts[next(at for at, one in enumerate(self._pages) if one is page)]
        changed = [at for at, tile in enumerate(page.tiles) if tile != news[tile.place]]
        for at in changed:
            page.tiles[at] = news[page.tiles[at].place]
        if changed:
            self.dataChanged.emit(self.index(start + changed[0]), self.index(start + changed[-1]))

    def _take_out(self, page: _Page, is_gone: Callable[[Tile], bool]) -> None:
        gone = [at for at, tile in enumerate(page.tiles) if is_gone(tile)]
        start = self._start_of(page)
        for first, last in reversed(_runs(gone)):
            self.beginRemoveRows(QModelIndex(), start + first, start + last)
            del page.tiles[first : last + 1]
            self._count()
            self.endRemoveRows()

    def _put_in(self, page: _Page, new: Sequence[Tile]) -> None:
        """Newest first, each where its place is: places never change."""
        merged = sorted([*page.tiles, *new], key=lambda tile: -tile.place)
        places = {tile.place for tile in new}
        start = self._start_of(page)
        for first, last in _runs([at for at, tile in enumerate(merged) if tile.place in places]):
            self.beginInsertRows(QModelIndex(), start + first, start + last)
            page.tiles[first:first] = merged[first : last + 1]
            self._count()
            self.endInsertRows()

    def _start_of(self, page: _Page) -> int:
        return self._starts[next(at for at, one in enumerate(self._pages) if one is page)]


def said_of(tile: Tile) -> str:
    """All of a tile for who does not see it."""
    facts = [tile.title, platform_words(tile.platform), length_words(tile.duration_ms)]
    if tile.is_lost:
        facts.append(tr("the server no longer has it"))
    elif tile.is_waiting:
        facts.append(tr("waiting for the server"))
    else:
        facts.append(tr("on this computer") if tile.video else tr("on the server"))
    return ", ".join(facts)


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """First and last of each stretch without a gap."""
    groups = groupby(enumerate(places), key=lambda pair: pair[1] - pair[0])
    stretches = ([place for _, place in group] for _, group in groups)
    return [(stretch[0], stretch[-1]) for stretch in stretches]
