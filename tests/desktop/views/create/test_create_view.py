"""Create as a person uses it: real keys and presses on a real store, the storyboard drawn by the
render's own compositor."""

import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import shiboken6
from desks import Room
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from contract.drafts import LONGEST_TEXT_CHARS
from contract.problems import Code, Problem
from contract.syncing.rows import Row, Written
from contract.usage import UsageAnswer
from desktop.models import drafts, overwritten, sync_state, usage, wishes
from desktop.models.drafts import Draft
from desktop.sync.status import Status
from desktop.views.create import CreateView, make_sample
from desktop.views.create.merged import BothSides

WAIT_MS = 15_000
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def draft(room: Room) -> Draft:
    return make_sample(room.doors).future.result()


@pytest.fixture
def view(room: Room, qtbot, draft: Draft):
    view = CreateView(room.doors)
    qtbot.addWidget(view)
    view.resize(1064, 800)
    view.show()
    view.shown(draft_id=draft.id)
    read(view, qtbot)
    yield view
    view.hidden()
    room.settle()
    assert not [one for one in threading.enumerate() if one.name == "artist"]


def read(view: CreateView, qtbot) -> None:
    """On return the draft that is open was read."""
    qtbot.waitUntil(lambda: view.draft is not None and view._reading is not None, timeout=WAIT_MS)


def stored(room: Room, view: CreateView) -> Draft:
    view.keeper.hand_over()
    room.settle()
    assert view.draft is not None
    return room.storage.call(drafts.get, view.draft.id)


def tell_usage(room: Room, **changes: object) -> None:
    told = {
        "plan": "free",
        "exports_used": 2,
        "exports_limit": 10,
        "minutes_used": 7.4,
        "minutes_limit": 20,
        "minutes_reserved": 0.0,
        "boost_expires_at": None,
        "resets_at": datetime(2100, 1, 1, tzinfo=UTC),
    }
    room.storage.call(usage.take_in, UsageAnswer.model_validate({**told, **changes}))
    room.settle()


def test_a_sample_can_be_generated_at_once(view: CreateView, room: Room) -> None:
    assert view.bar.generate.reason is None
    QTest.keyClick(view.form.script, Qt.Key.Key_Return, CONTROL)
    # The key belongs to the window's registry; the editor leaves it alone.
    assert stored(room, view).script == view.form.script.words()
    view.bar.generate.click()
    room.settle()
    (wish,) = room.storage.call(wishes.list_open)
    assert wish.body["topic"] == "3 cuts that keep people watching"


def test_what_is_typed_is_counted_priced_and_kept(view: CreateView, room: Room, qtbot) -> None:
    before = view._reading
    assert before is not None
    view.form.script.setFocus()
    view.form.script.set_caret(0)
    QTest.keyClicks(view.form.script, "Look at this first. ")
    qtbot.waitUntil(lambda: view._reading is not before, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: view.keeper.is_kept, timeout=WAIT_MS)
    assert view._reading.script_letters > before.script_letters
    assert view._reading.price.ms > before.price.ms
    assert stored(room, view).script.startswith("Look at this first. ")


def test_the_storyboard_follows_the_caret_and_can_be_scrubbed(view: CreateView, qtbot) -> None:
    card = view.storyboard
    qtbot.waitUntil(lambda: not card.phone._picture.isNull(), timeout=WAIT_MS)
    view.form.script.setFocus()
    view.form.script.set_caret(view.form.script.words().index("Two."))
    sketch = card._sketch
    assert sketch.scenes[sketch.scene_at(card.shown_ms)].paragraph == 2
    first = card.phone._picture
    QTest.keyClick(card.scrubber, Qt.Key.Key_End)
    assert sketch.scene_at(card.shown_ms) == len(sketch.scenes) - 1
    qtbot.waitUntil(lambda: card.phone._picture is not first, timeout=WAIT_MS)


def test_it_plays_and_stops(view: CreateView, qtbot) -> None:
    card = view.storyboard
    qtbot.waitUntil(lambda: card._sketch is not None, timeout=WAIT_MS)
    began_ms = card.shown_ms
    card.play_button.click()
    qtbot.waitUntil(lambda: card.shown_ms not in (0, began_ms), timeout=WAIT_MS)
    assert card.is_playing
    card.play_button.click()
    assert not card.is_playing


def test_generate_twice_is_one_wish_and_can_be_cancelled(view: CreateView, room: Room) -> None:
    QTest.mouseDClick(view.bar.generate, Qt.MouseButton.LeftButton)
    QTest.mouseClick(view.bar.generate, Qt.MouseButton.LeftButton)
    room.settle()
    assert len(room.storage.call(wishes.list_open)) == 1
    assert room.said.toasts == ["Will be sent when online. You can cancel until then."]
    assert view.bar.generate.reason == "This is waiting already."
    assert view.bar.other.text() == "Cancel"
    view.bar.other.click()
    room.settle()
    assert room.storage.call(wishes.list_open) == ()
    assert view.bar.generate.reason is None


def test_letters_typed_right_before_the_press_are_in_the_wish(view: CreateView, room: Room) -> None:
    view.form.topic.setFocus()
    QTest.keyClicks(view.form.topic, "!")
    view.generate()
    room.settle()
    (wish,) = room.storage.call(wishes.list_open)
    assert wish.body["topic"] == "3 cuts that keep people watching!"


def test_a_month_with_too_little_left_offers_one_variant(view: CreateView, room: Room) -> None:
    tell_usage(room, minutes_used=19.2)
    assert view.bar.generate.reason is not None
    assert "0.8 are left" in view.bar.generate.reason
    assert room.doors.actions.get("create.generate").reason == view.bar.generate.reason
    view.bar.other.click()
    room.settle()
    (wish,) = room.storage.call(wishes.list_open)
    assert wish.body["variants"] == 1


def test_a_refused_wish_is_said_and_can_be_put_away(view: CreateView, room: Room) -> None:
    wish = room.storage.call(wishes.create, view.draft.id)
    says = "0.8 minutes were left."
    refusal = Problem(Code.QUOTA_EXCEEDED, says, "Make it shorter.")
    room.storage.call(wishes.take_in_answer, wish.id, refusal)
    room.settle()
    banner = view.notices._refused
    assert banner.isVisible()
    assert banner.accessibleName().startswith(f"The server said no: {says} Pressed ")
    view.notices.pressed.emit("dismiss", wish)
    room.settle()
    assert not banner.isVisible()
    assert room.storage.call(wishes.list_open) == ()


def test_choices_are_kept(view: CreateView, room: Room) -> None:
    view.form.platforms.tiles["shorts"].click()
    view.form.presets.tiles["story"].click()
    view.form.variants.chosen.emit("2")
    view.form.voice.voice.chosen.emit("silent")
    view.form.tags.tags_changed.emit(("sky",))
    kept = stored(room, view)
    assert (kept.platform, kept.preset, kept.variants) == ("shorts", "story", 2)
    assert (kept.voice, kept.tags) == ("silent", ("sky",))
    assert view.form.platforms.tiles["shorts"].isChecked()


def test_files_are_brought_placed_taken_out_and_brought_back(
    view: CreateView, room: Room, qtbot, tmp_path: Path
) -> None:
    picture, sound, other = (tmp_path / name for name in ("sun.png", "hum.m4a", "notes.docx"))
    Image.new("RGB", (90, 160), "#ff8800").save(picture)
    sound.write_bytes(b"no sound that anybody decodes")
    other.write_bytes(b"no media")
    view.media.bring([picture, sound, other])
    room.settle()
    qtbot.waitUntil(lambda: len(view.media.shown) == 2, timeout=WAIT_MS)
    assert room.said.toasts == ["“notes.docx” is no clip, picture or sound we know."]
    assert {one.role for one in view.media.shown} == {"picture", "music"}
    assert "videos show pictures only" in view.bar._dim.text()
    removed = view.media.shown[0].id
    view.form.media.removed.emit(removed)
    room.settle()
    assert len(view.media.shown) == 1
    room.said.actions[-1]()
    room.settle()
    assert len(view.media.shown) == 2


def test_a_new_draft_begins_with_the_last_choices(view: CreateView, room: Room, qtbot) -> None:
    view.form.platforms.tiles["reels"].click()
    room.settle()
    before = view.draft.id
    view.shown(is_new=True)
    room.settle()
    assert view.draft.id != before
    assert (view.form.topic.words(), view.form.script.words()) == ("", "")
    assert view.draft.platform == "reels"
    read(view, qtbot)
    assert view.bar.generate.reason == "There is no topic yet."


def test_a_deleted_draft_can_be_brought_back_and_a_copy_made(view: CreateView, room: Room) -> None:
    draft = view.draft
    view.menus.delete(draft)
    room.settle()
    assert room.said.toasts == ["1 draft moved to trash"]
    assert room.storage.call(drafts.get, draft.id).deleted_at is not None
    room.said.actions[-1]()
    room.settle()
    assert room.storage.call(drafts.get, draft.id).deleted_at is None
    view.menus.duplicate(view.draft)
    room.settle()
    assert view.draft.id != draft.id
    assert view.form.script.words() == draft.script


def test_menus_list_drafts_and_the_trash(view: CreateView, room: Room) -> None:
    at = view.mapToGlobal(view.rect().center())
    view.menus.open_list(view.draft.id, at)
    view.menus.open_more(view.draft, at)
    room.settle()
    words = [[action.text() for action in menu.actions()] for menu in view.findChildren(QMenu)]
    assert any("New draft" in one and any("3 cuts" in word for word in one) for one in words)
    assert any("Move to trash" in one for one in words)
    for menu in view.findChildren(QMenu):
        menu.close()


def test_a_draft_is_called_otherwise(view: CreateView, room: Room) -> None:
    view.head.rename()
    QTest.keyClicks(view.head._field, "Cuts")
    QTest.keyClick(view.head._field, Qt.Key.Key_Return)
    assert stored(room, view).title == "Cuts"
    assert "Cuts" in view.head._draft_words.text()


def test_draft_and_caret_are_remembered(view: CreateView, room: Room, qtbot) -> None:
    view.form.script.set_caret(42)
    view.hidden()
    kept = room.doors.settings()
    assert (kept.draft_id, kept.caret) == (view.draft.id, 42)
    again = CreateView(room.doors)
    qtbot.addWidget(again)
    again.shown()
    room.settle()
    assert again.draft.id == view.draft.id
    assert again.form.script.caret_utf16 == 42
    again.hidden()


def test_a_remembered_draft_that_is_in_the_trash_is_not_opened(room: Room, qtbot) -> None:
    first = make_sample(room.doors).future.result()
    second = make_sample(room.doors).future.result()
    room.storage.call(drafts.delete, second.id)
    room.doors.change_settings(lambda kept: replace(kept, draft_id=second.id))
    view = CreateView(room.doors)
    qtbot.addWidget(view)
    view.shown()
    room.settle()
    assert view.draft.id == first.id
    view.hidden()


def test_everything_that_takes_the_focus_has_a_name(view: CreateView) -> None:
    takers = [
        widget
        for widget in view.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert len(takers) > 15
    nameless = [
        widget
        for widget in takers
        if not (widget.accessibleName() or getattr(widget, "text", lambda: "")())
    ]
    assert nameless == []


def test_every_key_of_create_is_in_the_registry(view: CreateView, room: Room) -> None:
    keys = {action.shortcut for action in room.doors.actions.list_of("create")}
    assert {"Ctrl+Return", "Alt+Up", "Alt+Down", "Ctrl+O"} <= keys


@pytest.mark.parametrize("size", [(1064, 800), (956, 700), (816, 500)])
def test_nothing_is_wider_than_the_window(view: CreateView, size: tuple[int, int]) -> None:
    view.resize(*size)
    assert (view.width(), view.height()) == size
    assert view.form.widget().width() <= view.form.viewport().width()


def test_pictures_are_pasted_and_files_dropped_anywhere(
    view: CreateView, room: Room, qtbot, tmp_path: Path
) -> None:
    words = view.form.script.words()
    screenshot = QMimeData()
    screenshot.setImageData(QImage(90, 160, QImage.Format.Format_RGB32))
    view.form.script.insertFromMimeData(screenshot)
    room.settle()
    qtbot.waitUntil(lambda: len(view.media.shown) == 1, timeout=WAIT_MS)
    picture = tmp_path / "sun.png"
    Image.new("RGB", (90, 160), "#ff8800").save(picture)
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(picture))])
    drop(view, dropped)
    room.settle()
    qtbot.waitUntil(lambda: len(view.media.shown) == 2, timeout=WAIT_MS)
    assert {one.role for one in view.media.shown} == {"picture"}
    assert view.media.shown[0].name.endswith(".png")
    assert view.form.script.words() == words


def drop(view: CreateView, data: QMimeData) -> None:
    held = (
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    entered = QDragEnterEvent(QPoint(10, 10), *held)
    QApplication.sendEvent(view, entered)
    assert entered.isAccepted()
    QApplication.sendEvent(view, QDropEvent(QPointF(10, 10), *held))


def test_a_preset_under_the_pointer_plays_ones_own_words(view: CreateView, qtbot) -> None:
    tile = view.form.presets.tiles["story"]
    tile.looked_at.emit(True)
    qtbot.waitUntil(lambda: tile.is_moving, timeout=WAIT_MS)
    tile._leave()
    assert not tile.is_moving


def test_a_draft_without_words_plays_ours(view: CreateView, room: Room, qtbot) -> None:
    view.shown(is_new=True)
    room.settle()
    read(view, qtbot)
    tile = view.form.presets.tiles["explainer"]
    tile.looked_at.emit(True)
    qtbot.waitUntil(lambda: tile.is_moving, timeout=WAIT_MS)
    tile._leave()


def test_a_view_that_is_gone_hears_no_news(view: CreateView, room: Room, qtbot) -> None:
    other = CreateView(room.doors)
    other.shown(draft_id=view.draft.id)
    read(other, qtbot)
    other.hidden()
    shiboken6.delete(other)
    # What a slot raises fails the test.
    room.doors.live.status_changed.emit(Status())
    room.storage.call(drafts.edit, view.draft.id, {"title": "Cuts"})
    room.settle()
    assert room.said.problems == []


def test_words_that_cannot_be_kept_are_said_and_keep_their_draft_open(
    view: CreateView, room: Room, qtbot
) -> None:
    draft = view.draft
    view.form.script.textCursor().insertText("x" * (LONGEST_TEXT_CHARS + 1))
    with qtbot.waitSignal(view.keeper.failed):
        view.keeper.hand_over()
    assert view.form.trouble.words.text().startswith("Not saved. A text has at most")
    view.make_new()
    view.open(make_sample(room.doors).future.result().id)
    room.settle()
    assert view.draft.id == draft.id
    view.keeper.undo()
    QTest.keyClicks(view.form.script, "!")
    stored(room, view)
    assert not view.form.trouble.isVisible()


def test_what_was_merged_is_said_until_it_is_put_away(view: CreateView, room: Room) -> None:
    room.storage.call(_note_overwritten, view.draft.id)
    view.open_draft.ask()
    room.settle()
    banner = view.notices._merged
    assert banner.isVisible()
    assert "Preset: List won over Story" in banner.accessibleName()
    view.notices.see_both()
    (dialog,) = view.findChildren(BothSides)
    dialog.put_back.emit("preset", "story")
    dialog.close()
    assert stored(room, view).preset == "story"
    banner.closed.emit()
    view.open_draft.ask()
    room.settle()
    assert not banner.isVisible()


def _note_overwritten(session, draft_id) -> None:
    """As a merge does."""
    mine, other = sync_state.device_of(session), session.new_id()
    before = Row("draft", draft_id, {"preset": Written("story", "1", mine)}, ())
    after = Row("draft", draft_id, {"preset": Written("list", "2", other)}, ())
    overwritten.note(session, before, after, session.now_ms())


def test_a_reel_that_is_being_made_can_be_watched(view: CreateView, room: Room) -> None:
    wish = room.storage.call(wishes.create, view.draft.id)
    answer = {"generation_id": str(wish.generation_id), "draft_id": str(view.draft.id)}
    room.storage.call(wishes.take_in_answer, wish.id, answer)
    room.settle()
    assert view.bar.other.text() == "Being made, 0 %"
    view.bar.other.click()
    what = {"draft_id": view.draft.id, "generation_id": wish.generation_id}
    assert room.said.went == [("review", what)]


def test_a_draft_that_is_gone_gives_way_to_the_last_one(view: CreateView, room: Room) -> None:
    other = make_sample(room.doors).future.result()
    view.open_draft.gone.emit()
    room.settle()
    assert view.draft.id == other.id


def test_voices_follow_the_language(view: CreateView, room: Room, qtbot) -> None:
    before = view._reading
    view.form.voice.language.chosen.emit("th")
    room.settle()
    qtbot.waitUntil(lambda: view._reading is not before, timeout=WAIT_MS)
    qtbot.waitUntil(
        lambda: view.form.voice.voice.field.itemText(0) == "No voice reads this language",
        timeout=WAIT_MS,
    )
    assert view.form.voice.language.value() == "th"


def test_the_menu_of_a_field_offers_the_models_undo(view: CreateView, room: Room, qtbot) -> None:
    script = view.form.script
    here = script.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, here, script.mapToGlobal(here))
    script.contextMenuEvent(event)
    (menu,) = [one for one in script.findChildren(QMenu) if one.isVisible()]
    undo = menu.actions()[0]
    assert undo.text() == "Undo"
    with qtbot.waitSignal(script.undo_asked):
        undo.trigger()
    menu.close()
    room.settle()
