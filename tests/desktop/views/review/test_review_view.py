"""Review: what was made of a draft is watched, chosen, made anew and saved, each state in words."""

from dataclasses import replace

import pytest
from copied_stores import OF_THE_MACHINE
from filled_stores import tell_generation
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QWidget
from told_changes import sync
from told_months import NOW, ms_of, tell_progress

from contract.problems import Code, Problem
from desktop.models import assets, drafts, generations, usage, wishes
from desktop.models.wishes import list_open
from desktop.sync.wishing import Held
from desktop.views.key_bindings import KeyBindings
from desktop.views.player.multimedia import find_multimedia

pytestmark = pytest.mark.qt_log_ignore(OF_THE_MACHINE, extend=True)
PATIENCE_MS = 30_000
needs_video = pytest.mark.skipif(
    find_multimedia() is None, reason="QtMultimedia does not load: install libpulse0"
)


def until(qtbot, promise):
    qtbot.waitUntil(lambda: bool(promise()), timeout=PATIENCE_MS)


def page(review):
    return review._stack.currentWidget()


def is_watching(review):
    return page(review) is review._watch_page


def priced(qtbot, review):
    """On return every price is known."""
    until(qtbot, lambda: review.reading.prices.all is not None)
    until(qtbot, lambda: review.reading.prices.scenes)


def test_it_opens_with_the_draft_that_changed_last(open_review):
    review, _cinema = open_review()
    assert review.reading.draft_id == review.drafts.model.drafts[0].id
    assert review.drafts.view.currentIndex().row() == 0


def test_a_new_account_is_told_what_brings_the_first_reel(open_review):
    review, cinema = open_review("empty")
    assert page(review) is review.nothing
    assert review.nothing.title.text() == "Nothing to review yet"
    review.nothing._create.click()
    assert cinema.room.said.went == [("create", {})]


def test_a_draft_of_which_nothing_was_made_leads_to_itself(open_review):
    review, cinema = open_review(draft="glass")
    assert review.nothing.title.text() == "Nothing was made of this draft yet"
    review.nothing._open.click()
    assert cinema.room.said.went == [("create", {"draft_id": cinema.filled.drafts["glass"]})]


def test_variants_are_chosen_by_tile_and_by_number(qtbot, open_review):
    review, cinema = open_review(draft="sky")
    assert is_watching(review)
    assert review.reading.variant.index == 0
    review.side.variants.tiles[2].click()
    assert review.reading.variant.index == 2
    assert review.side.variants.differs.text() == "Faster, larger numerals"
    cinema.room.doors.actions.run("review.variant_2")
    assert review.reading.variant.index == 1
    assert [tile.isChecked() for tile in review.side.variants.tiles] == [False, True, False]


def test_an_item_of_the_library_opens_the_variant_it_was_saved_from(open_review):
    review, cinema = open_review(draft="cuts")
    asset = next(
        asset
        for asset in cinema.room.storage.call(assets.list_page).assets
        if asset.variant_id in cinema.filled.variants["sky"]
    )
    review.shown(asset_id=asset.id)
    cinema.room.settle()
    assert review.reading.variant.id == asset.variant_id


def test_a_draft_is_found_by_its_words(qtbot, open_review):
    review, cinema = open_review()
    review.drafts.search.setText("МАЯК")
    review.drafts.search.textEdited.emit("МАЯК")
    until(qtbot, lambda: len(review.drafts.model.drafts) == 1)
    review.drafts.view.clicked.emit(review.drafts.model.index(0))
    cinema.room.settle()
    assert review.reading.draft_id == cinema.filled.drafts["lighthouse"]


def test_the_list_of_drafts_keeps_what_qt_asks_of_a_model(qtbot, open_review):
    review, cinema = open_review()
    QAbstractItemModelTester(review.drafts.model)
    cinema.room.storage.call(wishes.regenerate, cinema.filled.drafts["cuts"])
    cinema.room.storage.call(drafts.delete, cinema.filled.drafts["arabic"])
    until(qtbot, lambda: review.drafts.model.find_row(cinema.filled.drafts["arabic"]) is None)
    assert review.drafts.model.drafts[0].is_waiting or any(
        one.is_waiting for one in review.drafts.model.drafts
    )


@needs_video
def test_a_scene_of_the_script_is_made_anew_at_the_price_that_was_said(qtbot, open_review):
    review, cinema = open_review(draft="sky")
    priced(qtbot, review)
    until(qtbot, lambda: review.scene.said().of == 5)
    assert "shows the topic" in review.scene.reason
    review.player.scrubber.step_scene(2)
    assert review.scene.number == 3
    assert review.side.scene.words.text().startswith("So blue light is scattered")
    price = review.reading.prices.of_scene(1, 0)
    assert review.side.scene.price.text().startswith("Only scene 3 is made again. Takes 0.1 min")
    assert cinema.room.doors.actions.run("review.remake_scene")
    cinema.room.settle()
    wish = cinema.room.storage.call(list_open)[-1]
    assert wish.price_ms == price.ms
    assert wish.body["scene"] == 1
    assert wish.body["variant_id"] == str(cinema.filled.variants["sky"][0])


def test_regenerated_the_old_variants_stay_beside_the_new(qtbot, open_review):
    review, cinema = open_review("offline", "cuts")
    priced(qtbot, review)
    assert review.header.menu.actions()[0].text().startswith("All 3 variants anew,")
    before = review.reading.generation.id
    assert cinema.room.doors.actions.run("review.regenerate")
    cinema.room.settle()
    until(qtbot, lambda: review.reading.generation.id != before)
    assert page(review) is review.standing
    assert review.standing.card.title.text() == "Waiting for network"
    assert "sent when you are online" in review.standing.card.sentence.text()
    review.standing.card.earlier.click()
    assert is_watching(review)
    assert review.reading.generation.id == before
    assert not review.side.variants.before.isHidden()


def test_pressed_twice_it_is_asked_for_once(qtbot, open_review):
    review, cinema = open_review("offline", "cuts")
    priced(qtbot, review)
    before = len(cinema.room.storage.call(list_open))
    for _ in range(2):
        assert cinema.room.doors.actions.run("review.regenerate")
    cinema.room.settle()
    until(qtbot, lambda: page(review) is review.standing)
    assert not cinema.room.doors.actions.run("review.regenerate")
    assert "waits to be sent" in review.offers.refusal().says
    assert len(cinema.room.storage.call(list_open)) == before + 1
    assert "What was made before stays" in cinema.room.said.toasts[-1]


def test_what_was_asked_for_in_error_is_taken_back(qtbot, open_review):
    review, cinema = open_review("offline", "cuts")
    priced(qtbot, review)
    before = review.reading.generation.id
    review.doing.regenerate()
    cinema.room.settle()
    until(qtbot, lambda: page(review) is review.standing)
    review.standing.card.cancel.click()
    cinema.room.settle()
    until(qtbot, lambda: is_watching(review))
    assert review.reading.generation.id == before


def test_a_variant_is_saved_once_and_says_so(qtbot, open_review):
    review, cinema = open_review(draft="cuts")
    assert cinema.room.doors.actions.run("review.save")
    cinema.room.settle()
    until(qtbot, lambda: review.header.save.text() == "A is saved")
    assert cinema.room.said.toasts == ["Variant A is in your library."]
    assert not cinema.room.doors.actions.run("review.save")
    cinema.room.said.actions[-1]()
    assert cinema.room.said.went[-1][0] == "library"


def test_when_all_exports_are_used_save_says_until_when(qtbot, open_review):
    review, cinema = open_review("refused", "cuts")
    meter = review.reading.review.meter
    told = meter.told.model_copy(update={"exports_used": 10, "exports_limit": 10})
    cinema.room.storage.call(take_in_usage, told)
    until(qtbot, lambda: review.header.save.reason is not None)
    assert review.header.save.reason.startswith("All 10 exports are used. Until 1 December")


def take_in_usage(session, told):
    usage.take_in(session, told)
    session.tell("usage")


def test_a_month_that_has_not_enough_left_refuses_before_anything_is_sent(qtbot, open_review):
    review, cinema = open_review("refused", "cuts")
    priced(qtbot, review)
    refusal = review.offers.refusal()
    assert refusal.says.startswith("Needs ")
    assert refusal.says.endswith(" minutes, 0.8 are left.")
    assert refusal.more.startswith("Until 1 December")
    assert not cinema.room.doors.actions.run("review.regenerate")
    way = review.offers.ways()[1]
    assert way.words.startswith("One variant, ")
    assert way.reason is None


def test_a_refused_wish_says_when_and_why_and_offers_less(qtbot, open_review):
    review, cinema = open_review("refused", "names")
    assert not review.banner.isHidden()
    said = review.banner.accessibleName()
    assert said.startswith("The server said no at ")
    assert "0.8 are left" in said
    assert said.endswith("Your draft is as you left it. Nothing was charged.")
    wish = review.reading.review.refused
    review.doing.dismiss(wish)
    cinema.room.settle()
    until(qtbot, review.banner.isHidden)


def test_the_minute_between_two_tries_counts_down_and_ends_when_it_says(qtbot, open_review):
    until_at = "2026-11-18T14:06:38Z"

    def cool(cinema):
        tell_generation(
            cinema.filled, "again", "cuts", ready=3, cooldown_until=until_at, created_at=NOW
        )
        sync(cinema.room.storage, cinema.filled.server)

    review, cinema = open_review("busy", "cuts", prepare=cool)
    priced(qtbot, review)
    review._count_down()
    assert review.header.regenerate.reason == "In 38 s: one minute between tries on a draft."
    assert review._tick.isActive()
    cinema.now_ms += 37_001
    review._count_down()
    assert review.header.regenerate.reason.startswith("In 1 s:")
    cinema.now_ms += 999
    review._count_down()
    assert review.header.regenerate.reason is None
    assert not review._tick.isActive()


def test_a_held_wish_says_what_it_waits_for_and_how_long(qtbot, open_review):
    review, cinema = open_review("busy", "cuts")
    review.doing.regenerate()
    cinema.room.settle()
    until(qtbot, lambda: page(review) is review.standing)
    why = Problem(Code.CONCURRENCY_LIMIT, "Another reel is being made.", "It goes next.")
    wish = cinema.room.storage.call(list_open)[-1]
    held = Held(wish.id, why, ms_of(NOW) + 12_000)
    cinema.say_status(replace(cinema.filled.status, held=(held,)))
    assert review.standing.card.title.text() == "Another reel is being made."
    assert "in 12 s" in review.standing.card.sentence.text()
    assert review._tick.isActive()


def test_progress_is_told_and_never_falls(qtbot, open_review):
    review, cinema = open_review("busy", "trees")
    assert review.standing.card.title.text() == "Drawing · 62 %"
    assert not cinema.room.doors.actions.run("player.toggle")
    told = {
        "generation_id": str(cinema.filled.generations["trees"]),
        "status": "running",
        "stage": "drawing",
        "progress_pct": 71,
    }
    cinema.room.storage.call(generations.note_progress, told)
    until(qtbot, lambda: review.standing.card.title.text() == "Drawing · 71 %")
    cinema.room.storage.call(generations.note_progress, {**told, "progress_pct": 3})
    cinema.room.settle()
    assert review.reading.generation.progress_pct == 71
    assert review.standing.card.bar.value() == 710


def test_its_place_in_the_queue_is_said_and_looked_after(open_review):
    review, _cinema = open_review("busy", "bridge")
    assert review.standing.card.title.text() == "Number 2 in the queue"
    assert review.standing.card.sentence.text() == "1 reel comes first."
    assert review._queue.isActive()


def test_when_it_is_done_the_variants_are_there_without_a_press(qtbot, open_review):
    review, cinema = open_review("busy", "trees")
    ready = {
        "status": "ready", "title": "Trees", "differs_by": "As written", "duration_ms": 5000,
        "width": 1080, "height": 1920,
    }  # fmt: skip
    tell_progress(
        cinema.filled, "trees", status="succeeded", stage=None, progress_pct=100,
        of_variants=dict.fromkeys(range(3), ready),
    )  # fmt: skip
    until(qtbot, lambda: is_watching(review))
    assert len(review.side.variants.tiles) == 3


def test_a_failure_says_why_that_it_cost_nothing_and_is_tried_again(qtbot, open_review):
    review, cinema = open_review("refused", "cats")
    card = review.standing.card
    assert card.pill.text() == "Failed"
    assert card.title.text().startswith("The process that draws the video")
    assert not card.free.isHidden()
    assert card.free.accessibleName() == "This cost you nothing."
    failed = review.reading.generation.id
    card.retry.click()
    cinema.room.settle()
    until(qtbot, lambda: review.reading.generation.id != failed)
    assert review.reading.generation.is_provisional


def test_cancelled_is_said_while_the_server_is_asked(qtbot, open_review):
    review, cinema = open_review("busy", "trees")
    review.standing.card.cancel.click()
    cinema.room.settle()
    until(qtbot, lambda: review.standing.card.title.text() == "Cancelling …")
    assert review.standing.card.cancel.isHidden()


def test_post_text_is_counted_copied_and_an_edit_outlives_a_look_elsewhere(qtbot, open_review):
    review, cinema = open_review(draft="sky")
    post = review.side.post
    until(qtbot, lambda: post.text.text().startswith("Why is the sky blue?"))
    assert post._count.text() == "49 of 2,200 · 2 hashtags"
    assert post._fits.text() == "Fits TikTok"
    post.text.field.setPlainText("My words #sky")
    review.side.variants.tiles[1].click()
    until(qtbot, lambda: post.text.text().startswith("Why is the sky blue?"))
    review.side.variants.tiles[0].click()
    assert post.text.text() == "My words #sky"
    assert cinema.room.doors.actions.run("review.copy")
    assert QApplication.clipboard().text() == "My words #sky"
    assert cinema.room.said.toasts == ["Post text copied"]


@needs_video
def test_three_variants_play_together_under_one_scrubber(qtbot, open_review):
    review, cinema = open_review(draft="sky")
    assert cinema.room.doors.actions.run("review.compare")
    compare = review.compare
    assert page(review) is compare
    assert review.player.showing.playback is None

    def all_shown():
        videos = [card.showing.playback for card in compare.cards]
        return all(video is not None and video.shown_frames for video in videos)

    until(qtbot, all_shown)
    cinema.room.doors.actions.run("player.toggle")
    until(qtbot, lambda: all(card.showing.playback.shown_frames > 3 for card in compare.cards))
    assert compare.play.is_playing
    cinema.room.doors.actions.run("player.pause")
    until(qtbot, lambda: not compare.play.is_playing)
    assert not cinema.room.doors.actions.run("player.captions")
    compare._scrubbed(2500)
    until(qtbot, lambda: {card.showing.playback.at_ms for card in compare.cards} == {2500})
    compare.cards[2].pick.click()
    assert review.reading.variant.index == 2
    cinema.room.doors.actions.run("review.compare")
    assert is_watching(review)
    assert all(card.showing.playback is None for card in compare.cards)


def test_one_variant_is_not_compared_with_itself(open_review):
    review, cinema = open_review(draft="arabic")
    assert not cinema.room.doors.actions.run("review.compare")
    assert review.header.compare.reason == "There is only one variant."


def test_in_a_narrow_window_the_drafts_lie_in_a_drawer(qtbot, open_review):
    review, _cinema = open_review(draft="sky", wide_px=1000)
    assert review.window().width() == 1000
    assert review.drafts.parent() is review.drawer
    assert not review.drafts.isVisible()
    review.header.drafts.click()
    assert review.drafts.isVisible()
    review.drafts.view.clicked.emit(review.drafts.model.index(0))
    assert not review.drafts.isVisible()
    review.window().resize(1280, 800)
    assert review.drafts.parent() is review
    assert review.drafts.isVisible()


@needs_video
def test_hidden_nothing_of_it_runs_and_shown_again_it_is_as_it_was(qtbot, open_review):
    review, cinema = open_review(draft="sky")
    review.side.variants.tiles[1].click()
    until(qtbot, lambda: review.player.showing.playback is not None)
    review.hidden()
    assert review.player.showing.playback is None
    assert not cinema.room.desk._reading
    assert [timer for timer in review.findChildren(QTimer) if timer.isActive()] == []
    review.shown()
    cinema.room.settle()
    assert review.reading.variant.index == 1
    until(qtbot, lambda: review.player.showing.playback is not None)


def test_whatever_takes_the_focus_has_a_name(open_review):
    review, _cinema = open_review(draft="sky")
    nameless = [
        part
        for part in review.findChildren(QWidget)
        if part.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not (part.accessibleName() or getattr(part, "text", str)())
        and not isinstance(part, type(review.side))
    ]
    assert [f"{type(part).__name__} in {type(part.parent()).__name__}" for part in nameless] == []


@needs_video
def test_the_keys_of_the_player_count_from_the_start_and_after_a_click(qtbot, open_review):
    review, cinema = open_review(draft="sky")
    keys = KeyBindings(cinema.room.doors.actions, review.window(), lambda action: None)
    keys.set_place("review")
    video = lambda: review.player.showing.playback  # noqa: E731
    until(qtbot, lambda: video() is not None and video().shown_frames)
    review.window().activateWindow()
    until(qtbot, review.player.scrubber.hasFocus)
    qtbot.keyClick(review.player.scrubber, Qt.Key.Key_Space)
    until(qtbot, lambda: video().is_playing)
    qtbot.mouseClick(review.side.variants.tiles[1], Qt.MouseButton.LeftButton)
    until(qtbot, lambda: review.reading.variant.index == 1 and video() is not None)
    until(qtbot, lambda: video().shown_frames)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    until(qtbot, lambda: video().is_playing)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_K)
    until(qtbot, lambda: not video().is_playing)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_V)
    assert page(review) is review.compare
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_V)
    assert is_watching(review)


@needs_video
def test_shown_and_hidden_again_and_again_it_keeps_nothing(qtbot, open_review):
    review, cinema = open_review(draft="sky")

    def watched_and_left() -> int:
        review.shown(draft_id=cinema.filled.drafts["sky"])
        film = review.player.film
        until(qtbot, lambda: film.scenes and all(one.picture is not None for one in film.scenes))
        review.hidden()
        cinema.room.settle()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        return len(review.findChildren(QObject))

    first = watched_and_left()
    assert [watched_and_left() for _ in range(3)] == [first] * 3
