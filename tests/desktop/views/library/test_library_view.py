"""Promises of the library: what is asked for is shown, edits stand at once and are taken back."""

from pathlib import Path

import pytest
from desks import Room
from library_items import put_file, put_items
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from told_changes import ToldServer, sync

from contract.drafts import NewDraftBody
from contract.problems import Code, Problem
from desktop.models import assets, cache, drafts, tiles
from desktop.models.assets import Filters
from desktop.settings import SavedFilter
from desktop.sync.status import Status
from desktop.views.library import LibraryView
from desktop.views.library.export_dialog import ExportDialog
from desktop.views.parts.buttons import Button

FILES = {
    "video": b"video" * 9000,
    "captions": b"1\n",
    "vtt": b"WEBVTT",
    "cover": b"c",
    "text": b"t",
}


def titles(view: LibraryView) -> list[str]:
    return [tile.title for tile in view.model.all_tiles()]


def settle(room: Room, view: LibraryView) -> None:
    """Whatever waits for its time has had it."""
    for timer in (view.model._soon, view._count_soon, view._details_soon, view.filters._soon):
        if timer.isActive():
            timer.stop()
            timer.timeout.emit()
    room.settle()


def buttons_of(widget) -> dict[str, Button]:
    return {button.text(): button for button in widget.findChildren(Button) if button.isVisible()}


def test_an_empty_library_says_what_would_fill_it(room: Room, open_library) -> None:
    view = open_library()
    settle(room, view)
    assert view.empty.title.text() == "No reels saved yet"
    buttons_of(view.empty)["Create New Reel"].click()
    assert room.said.went == [("create", {"is_new": True})]


def test_words_are_searched_when_typing_pauses(room: Room, open_library) -> None:
    put_items(room.storage, 3, title="Sky")
    put_items(room.storage, 2, title="Sea")
    view = open_library()
    QTest.keyClicks(view.filters.search, "sea")
    assert view.filters._soon.isActive()
    assert len(titles(view)) == 5
    settle(room, view)
    assert titles(view) == ["Sea 1", "Sea 0"]
    assert view.filters.shown.text() == "2 shown"


def test_where_other_filters_hide_it_that_is_said_and_undone(room: Room, open_library) -> None:
    put_items(room.storage, 1, title="Tomato", platform="tiktok")
    view = open_library()
    view.filters.set_filters(Filters(platform="shorts", tags=("travel",), q="tomato"))
    settle(room, view)
    assert view.empty.title.text() == "Nothing here matches “tomato” on Shorts with tag travel"
    assert view.empty.sentence.text() == "1 reel matches “tomato” without the other filters."
    buttons_of(view.empty)["Clear platform and tag"].click()
    settle(room, view)
    assert titles(view) == ["Tomato 0"]
    assert view._stack.currentWidget() is view.grid


def test_a_filter_is_saved_taken_and_forgotten(room: Room, open_library) -> None:
    put_items(room.storage, 1, title="Sky", platform="reels")
    view = open_library()
    view.filters.set_filters(Filters(platform="reels", q="sky"))
    view.filters._save.click()
    saved = SavedFilter("reels", (), "sky")
    assert room.doors.settings().saved_filters == (saved,)
    (chip,) = view.filters._chips
    assert (chip.text(), chip.isChecked()) == ("“sky”, Reels", True)
    assert view.filters._save.reason is not None
    view.filters.set_filters(Filters())
    (chip,) = view.filters._chips
    chip.click()
    assert view.filters.filters == Filters(platform="reels", q="sky")
    view.filters._chips[0].removed.emit()
    assert room.doors.settings().saved_filters == ()


def test_what_is_deleted_goes_at_once_and_comes_back(room: Room, open_library) -> None:
    put_items(room.storage, 3)
    view = open_library()
    view.grid.toggle(0)
    view.grid.toggle(2)
    view.bulk.delete.click()
    room.settle()
    settle(room, view)
    assert titles(view) == ["Item 1"]
    assert room.said.toasts == ["2 reels moved to trash"]
    assert view.bulk.isHidden()
    room.said.actions[0]()
    room.settle()
    settle(room, view)
    assert titles(view) == ["Item 2", "Item 1", "Item 0"]


def test_the_trash_shows_what_is_in_it_and_gives_it_back(room: Room, open_library) -> None:
    made = put_items(room.storage, 3)
    room.storage.call(assets.delete, made[1])
    view = open_library()
    view.show_trash(True)
    settle(room, view)
    settle(room, view)
    assert titles(view) == ["Item 1"]
    assert not view.details.restore.isHidden()
    assert view.details.delete.isHidden()
    view.details.restore.click()
    room.settle()
    settle(room, view)
    assert view.empty.title.text() == "The trash is empty"
    assert room.storage.call(assets.get, made[1]).deleted_at is None


def test_details_follow_the_ring_and_edits_stand(room: Room, open_library) -> None:
    made = put_items(room.storage, 2)
    view = open_library()
    settle(room, view)
    assert view.details.title.text() == "Item 1"
    view.grid.set_current(1)
    settle(room, view)
    assert view.details.title.text() == "Item 0"
    view.details.rename.click()
    view.details.title_field.setText("A better title")
    QTest.keyClick(view.details.title_field, Qt.Key.Key_Return)
    view.details.tags.field.setText("NewTag")
    QTest.keyClick(view.details.tags.field, Qt.Key.Key_Return)
    room.settle()
    told = room.storage.call(assets.get, made[0])
    assert (told.title, told.tags) == ("A better title", ("newtag",))


def test_tags_are_put_on_and_taken_off_all_that_are_ticked(room: Room, open_library) -> None:
    made = put_items(room.storage, 3)
    room.storage.call(assets.set_tags, made[0], ("own", "shared"))
    room.storage.call(assets.set_tags, made[1], ("shared",))
    view = open_library()
    view.grid.toggle(1)
    view.grid.toggle(2)
    settle(room, view)
    assert view.picked.title.text() == "2 selected"
    assert view.picked.tags.tags == ("shared",)
    view.picked.tags.field.setText("new")
    QTest.keyClick(view.picked.tags.field, Qt.Key.Key_Return)
    room.settle()
    view.picked.tags.set_tags(("new",))
    view.picked.tags.tags_changed.emit(("new",))
    room.settle()
    tags = [room.storage.call(assets.get, one).tags for one in made]
    assert tags == [("new", "own"), ("new",), ()]


def test_an_item_that_is_asked_for_gets_the_ring(room: Room, open_library) -> None:
    made = put_items(room.storage, 5)
    view = open_library()
    view.shown(asset_id=made[1])
    room.settle()
    assert view.model.tile(view.grid.current_row()).id == made[1]


def test_it_plays_in_review_beside_what_it_was_made_from(room: Room, open_library) -> None:
    server = ToldServer()
    (asset_id,) = put_items(room.storage, 1, server=server)
    draft_id = room.storage.call(drafts.new, NewDraftBody(topic="Why?")).id
    made = room.storage.call(assets.get, asset_id)
    row = {
        "id": str(made.generation_id),
        "draft_id": str(draft_id),
        "status": "succeeded",
        "error": None,
        "cooldown_until": None,
        "created_at": made.created_at,
        "variants": [],
    }
    server.tell("generation", made.generation_id, row)
    sync(room.storage, server)
    view = open_library()
    settle(room, view)
    QTest.keyClick(view.grid, Qt.Key.Key_Return)
    room.settle()
    view.details.draft.click()
    shown = {"generation_id": made.generation_id, "variant_id": made.variant_id}
    assert room.said.went == [("review", shown), ("create", {"draft_id": draft_id})]


def test_it_plays_outside_where_its_draft_is_gone(
    room: Room, open_library, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_items(room.storage, 1)
    view = open_library()
    settle(room, view)
    assert view.details.draft.reason == "Its draft was deleted, or is not on this computer."
    video = put_file(room.storage, view.model.tile(0).variant_id, "video", b"video")
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    view.details.play.click()
    room.settle()
    (url,) = opened
    assert url.fileName() == "Item 0.mp4"
    assert Path(url.toLocalFile()).samefile(video)


def test_escape_goes_one_step_back_at_a_time(room: Room, open_library) -> None:
    put_items(room.storage, 3, title="Sky")
    view = open_library()
    view.filters.set_filters(Filters(q="sky"))
    settle(room, view)
    view.grid.toggle(0)
    QTest.keyClick(view.grid, Qt.Key.Key_Escape)
    assert view.grid.ticked_rows() == []
    assert view.filters.filters.q == "sky"
    QTest.keyClick(view.grid, Qt.Key.Key_Escape)
    assert view.filters.filters == Filters()


def test_what_is_kept_is_fetched_as_soon_as_there_is_a_server(
    room: Room, open_library, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_items(room.storage, 1)
    view = open_library()
    settle(room, view)
    asked = []

    def fetch(generation_id, variant_id, kind):
        asked.append(kind)
        path = put_file(room.storage, variant_id, kind, kind.encode())
        return room.desk.aside(lambda: path)

    view.details.keep.click()
    room.settle()
    assert asked == []
    monkeypatch.setattr(type(room.desk), "is_connected", property(lambda _: True))
    monkeypatch.setattr(room.desk, "fetch", fetch)
    view.keeping._state = "waiting"
    room.doors.live.status_changed.emit(Status(state="resting"))
    room.settle()
    assert set(asked) == set(tiles.KEPT_KINDS)
    variant_id = view.model.tile(0).variant_id
    held = room.storage.call(cache.list_whole, [variant_id], tiles.KEPT_KINDS)
    assert all(file.is_pinned for file in held)
    settle(room, view)
    settle(room, view)
    assert view.model.tile(0).is_kept


def open_dialog(room: Room, view: LibraryView, folder) -> ExportDialog:
    view.export()
    room.settle()
    dialog = view.findChild(ExportDialog)
    dialog.folder.set_text(str(folder))
    return dialog


def test_reels_are_exported_whole_and_the_folder_is_remembered(
    room: Room, open_library, tmp_path
) -> None:
    put_items(room.storage, 2, title="Sky")
    view = open_library()
    for tile in view.model.all_tiles():
        for kind, content in FILES.items():
            put_file(room.storage, tile.variant_id, kind, content)
    view.tick_all()
    dialog = open_dialog(room, view, tmp_path / "out")
    dialog.pattern.set_text("{title} {number}")
    dialog.pattern.edited.emit(dialog.pattern.text())
    assert dialog.example.text().startswith("Sky 1 1 with .mp4")
    dialog.go.click()
    room.settle()
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == sorted(f"Sky {n}{end}" for n in ("0 2", "1 1") for end in (
        ".mp4", ".srt", ".vtt", ".jpg", ".txt"))  # fmt: skip
    assert (tmp_path / "out" / "Sky 1 1.mp4").read_bytes() == FILES["video"]
    assert "2 reels exported and verified." in dialog.banner.accessibleName()
    settings = room.doors.settings()
    assert (settings.export_folder, settings.export_pattern) == (
        str(tmp_path / "out"),
        "{title} {number}",
    )
    dialog.close()
    view.grid.clearSelection()
    settle(room, view)


def test_what_is_not_here_says_why_and_can_be_tried_again(
    room: Room, open_library, tmp_path
) -> None:
    put_items(room.storage, 1, title="Sky")
    view = open_library()
    dialog = open_dialog(room, view, tmp_path / "out")
    dialog.go.click()
    room.settle()
    assert "1 reel was not exported." in dialog.banner.accessibleName()
    assert "No server is connected." in dialog.banner.accessibleName()
    tile = view.model.tile(0)
    for kind, content in FILES.items():
        put_file(room.storage, tile.variant_id, kind, content)
    assert dialog.go.text() == "Export again"
    dialog.go.click()
    room.settle()
    assert len(list((tmp_path / "out").iterdir())) == len(FILES)
    dialog.close()


def test_a_name_that_cannot_be_is_said_before_anything_is_written(
    room: Room, open_library, tmp_path
) -> None:
    put_items(room.storage, 1)
    view = open_library()
    dialog = open_dialog(room, view, tmp_path / "out")
    dialog.pattern.set_text("{tilte}")
    dialog.pattern.edited.emit("{tilte}")
    assert dialog.pattern.error is not None
    assert not dialog.go.isEnabled()
    for chip in dialog.kinds.values():
        chip.setChecked(False)
    dialog.pattern.set_text("{title}")
    dialog.pattern.edited.emit("{title}")
    assert dialog.go.reason == "Choose at least one kind of file."
    dialog.close()


def test_a_store_that_does_not_answer_is_said_in_the_view(room: Room, open_library) -> None:
    view = open_library()
    view.model.failed.emit(Problem(Code.STORE_DAMAGED, "It is damaged.", "Start again."))
    assert view.empty.title.text() == "It is damaged."


def test_all_that_has_the_focus_has_a_name(room: Room, open_library) -> None:
    put_items(room.storage, 2)
    view = open_library()
    view.grid.toggle(0)
    settle(room, view)
    nameless = [
        widget
        for widget in view.findChildren(type(view).__mro__[1])
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and widget.isVisible()
        and not widget.accessibleName()
        and not (isinstance(widget, Button) and widget.text())
        and not getattr(widget, "text", lambda: "")()
        and widget is not view.grid.viewport()
    ]
    assert nameless == []


def test_a_menu_offers_what_can_be_done(room: Room, open_library) -> None:
    put_items(room.storage, 1)
    view = open_library()
    view.grid.customContextMenuRequested.emit(view.grid.visualRect(view.model.index(0)).center())
    (menu,) = view.grid.findChildren(QMenu)
    words = {action.text(): action for action in menu.actions()}
    assert {"Play", "Export to folder", "Move to trash"} <= words.keys()
    words["Select"].trigger()
    assert view.grid.ticked_rows() == [0]
    menu.close()
