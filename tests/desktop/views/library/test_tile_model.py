"""Promises of the library's list: exact pages, each read anew in its place, as Qt wants models."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
import shiboken6
from desks import Room
from library_items import put_items
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from told_changes import ToldServer, pull_all

from desktop.models import assets
from desktop.models.assets import Filters
from desktop.models.tiles import A_PAGE
from desktop.views.library.tile_model import TileModel

COUNT = 2 * A_PAGE + 7
ALL = Filters()
Fatal = QAbstractItemModelTester.FailureReportingMode.Fatal


@pytest.fixture
def server() -> ToldServer:
    return ToldServer()


@pytest.fixture
def make_model(room: Room) -> Iterator[Callable[[], TileModel]]:
    """Models that Qt looks after; they are gone before the store closes."""
    made: list[TileModel] = []

    def make() -> TileModel:
        model = TileModel(room.doors)
        made.append(model)
        QAbstractItemModelTester(model, Fatal, model)
        model.show(Filters())
        room.settle()
        return model

    yield make
    for model in made:
        shiboken6.delete(model)


@pytest.fixture
def model(room: Room, server: ToldServer, make_model: Callable[[], TileModel]) -> TileModel:
    put_items(room.storage, COUNT, server=server)
    return make_model()


def ids(model: TileModel) -> list[UUID]:
    return [tile.id for tile in model.all_tiles()]


def fetch_all(room: Room, model: TileModel) -> None:
    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())
        room.settle()


def asked_of(room: Room, filters: Filters = ALL) -> list[UUID]:
    """What the store says, page by page."""
    found, after = list[UUID](), None
    while True:
        page = room.storage.call(assets.list_page, filters, limit=200, after=after)
        found += [one.id for one in page.assets]
        if page.end is None:
            return found
        after = page.end


def test_pages_come_as_they_are_asked_for_and_make_all_of_it(room: Room, model: TileModel) -> None:
    fetch_all(room, model)
    assert ids(model) == asked_of(room)
    assert model.rowCount() == COUNT
    assert model.has_all


def test_what_is_deleted_and_what_comes_is_seen_in_its_place(
    room: Room, model: TileModel, server: ToldServer
) -> None:
    fetch_all(room, model)
    shown = ids(model)
    for place in (0, 1, 5, A_PAGE - 1, A_PAGE, COUNT - 1):
        room.storage.call(assets.delete, shown[place])
    room.storage.call(assets.edit, shown[7], title="Another title")
    put_items(room.storage, 3, server=server, title="New")
    model.look_at(0, COUNT)
    model.read_anew()
    model._soon.timeout.emit()
    room.settle()
    assert ids(model) == asked_of(room)
    assert model.tile(ids(model).index(shown[7])).title == "Another title"


def test_pages_out_of_sight_are_read_once_they_come_into_sight(
    room: Room, model: TileModel
) -> None:
    fetch_all(room, model)
    last = ids(model)[-1]
    room.storage.call(assets.delete, last)
    model.look_at(0, 10)
    model.read_anew()
    model._soon.timeout.emit()
    room.settle()
    assert last in ids(model)
    model.look_at(COUNT - 10, COUNT - 1)
    model._soon.timeout.emit()
    room.settle()
    assert ids(model) == asked_of(room)


def test_an_answer_to_what_is_no_longer_asked_is_not_shown(room: Room, model: TileModel) -> None:
    model.show(Filters(q="Item 7"))
    model.show(Filters(q="Item 12"))
    room.settle()
    assert ids(model) == asked_of(room, Filters(q="Item 12"))


def test_a_tile_is_said_in_words(room: Room, model: TileModel) -> None:
    said = model.data(model.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert said == f"Item {COUNT - 1}, TikTok, 0:30, on the server"


def test_the_page_before_grows_where_everything_was_shown(room: Room, server: ToldServer) -> None:
    put_items(room.storage, 3, server=server)
    model = TileModel(room.doors)
    QAbstractItemModelTester(model, Fatal, model)
    model.show(Filters())
    room.settle()
    put_items(room.storage, A_PAGE + 20, server=server)
    pull_all(room.storage, server)
    model.look_at(0, 3)
    model.read_anew()
    model._soon.timeout.emit()
    room.settle()
    fetch_all(room, model)
    assert ids(model) == asked_of(room)
