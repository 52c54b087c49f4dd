"""A variant is watched: it plays, it is stepped and sought through, and nothing of it is left."""

import psutil
import pytest
import small_files
from copied_stores import OF_THE_MACHINE
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication
from told_months import put_file

from desktop.models import cache
from desktop.views.player.controls import add_keys
from desktop.views.player.multimedia import find_multimedia
from desktop.views.player.player import Player

needs_video = pytest.mark.skipif(
    find_multimedia() is None, reason="QtMultimedia does not load: install libpulse0"
)
pytestmark = pytest.mark.qt_log_ignore(OF_THE_MACHINE, extend=True)
PATIENCE_MS = 30_000


@pytest.fixture
def player(qtbot, cinema) -> Player:
    player = Player(cinema.room.doors)
    qtbot.addWidget(player)
    player.resize(404, 720)
    player.show()
    yield player
    player.close_video()


@pytest.fixture
def playing(qtbot, cinema, player) -> Player:
    """One whose first picture is shown."""
    player.watch(cinema.watched())
    qtbot.waitUntil(lambda: frames(player) > 0, timeout=PATIENCE_MS)
    return player


def frames(player: Player) -> int:
    video = player.showing.playback
    return video.shown_frames if video is not None else 0


@needs_video
def test_a_video_of_the_cache_plays_without_a_server_frame_by_frame(qtbot, playing):
    assert not playing.showing.playback.is_playing
    playing.toggle()
    qtbot.waitUntil(lambda: frames(playing) >= 10, timeout=PATIENCE_MS)
    assert playing.at_ms > 0
    playing.toggle()
    qtbot.waitUntil(lambda: not playing.showing.playback.is_playing, timeout=PATIENCE_MS)


@needs_video
def test_a_frame_is_as_long_as_it_is_in_the_file(qtbot, playing):
    before = frames(playing)
    playing.step(3)
    qtbot.waitUntil(lambda: frames(playing) > before, timeout=PATIENCE_MS)
    frame_ms = 1000 / small_files.VIDEO_FPS
    assert abs(playing.at_ms - 3.5 * frame_ms) <= 1
    before = frames(playing)
    playing.step(-1)
    qtbot.waitUntil(lambda: frames(playing) > before, timeout=PATIENCE_MS)
    assert abs(playing.at_ms - 2.5 * frame_ms) <= 1


@needs_video
def test_scenes_have_their_times_their_pictures_and_their_keys(qtbot, playing):
    qtbot.waitUntil(
        lambda: all(scene.picture is not None for scene in playing.film.scenes),
        timeout=PATIENCE_MS,
    )
    assert [scene.duration_ms for scene in playing.film.scenes] == [800, 1200, 1200, 1000, 800]
    with qtbot.waitSignal(playing.scene_changed) as told:
        playing.step_scene(2)
    assert told.args == [2]
    qtbot.waitUntil(lambda: playing.showing.playback.at_ms == 2000, timeout=PATIENCE_MS)
    assert playing.transport.clock.text() == "0:02 / 0:05"


@needs_video
def test_the_words_of_the_captions_file_are_shown_when_they_are_wanted(qtbot, playing):
    qtbot.waitUntil(lambda: bool(playing.film.cues), timeout=PATIENCE_MS)
    assert playing.caption.isHidden()
    playing.toggle_captions()
    assert playing.caption.text() == "Why is the sky blue?"
    assert not playing.caption.isHidden()
    playing.toggle_captions()
    assert playing.caption.isHidden()


@needs_video
def test_speed_loop_and_safe_area_are_as_the_buttons_say(qtbot, playing):
    switches = playing.transport.switches
    for name in ("toggle_loop", "toggle_safe_area"):
        getattr(playing, name)()
    playing.change_speed(1)
    assert switches.loop.isChecked()
    assert switches.safe_area.isChecked()
    assert switches.speed.text() == "1.25×"
    playing.change_speed(-1)
    playing.change_speed(-1)
    assert switches.speed.text() == "0.75×"


@needs_video
def test_every_key_of_the_player_does_something_to_it(qtbot, cinema, playing):
    actions = cinema.room.doors.actions
    add_keys(actions, lambda: playing)
    keys = {action.shortcut for action in actions.list_of("player")}
    assert {"Space", "J", "K", "L", ",", ".", "Left", "Right", "S", "C", "M", "O"} <= keys
    for action in actions.list_of("player"):
        assert action.is_single_key
        assert actions.run(action.id)


@needs_video
def test_while_it_is_read_no_room_is_made_at_its_cost(qtbot, cinema, playing):
    reading = cinema.room.desk._reading
    assert reading == {playing.showing.path.name}
    playing.close_video()
    assert not reading


@needs_video
def test_closed_it_leaves_no_thread_and_no_timer_behind(qtbot, cinema, player):
    player.watch(cinema.watched("cuts"))
    qtbot.waitUntil(lambda: frames(player) > 0, timeout=PATIENCE_MS)
    player.close_video()
    QApplication.processEvents()
    before, playing = threads(), player
    playing.watch(cinema.watched())
    qtbot.waitUntil(lambda: frames(player) > 0, timeout=PATIENCE_MS)
    assert threads() > before
    playing.toggle()
    qtbot.waitUntil(lambda: frames(playing) >= 3, timeout=PATIENCE_MS)
    playing.close_video()
    assert playing.showing.playback is None
    assert playing.findChildren(QTimer) == []
    qtbot.waitUntil(lambda: threads() <= before, timeout=PATIENCE_MS)


def threads() -> int:
    """How many this process has, Qt's own decoders among them."""
    return psutil.Process().num_threads()


@needs_video
def test_another_variant_takes_the_place_of_the_first(qtbot, cinema, playing):
    first = playing.showing.path
    playing.watch(cinema.watched("cuts"))
    qtbot.waitUntil(lambda: frames(playing) > 0, timeout=PATIENCE_MS)
    assert playing.watched.variant_id == cinema.filled.variants["cuts"][0]
    assert playing.showing.path == first or first.exists()
    assert playing.at_ms == 0


@needs_video
def test_a_file_that_is_no_video_is_said_to_be_none(qtbot, cinema, player):
    path = (
        cinema.room.storage.folder
        / cinema.room.storage.call(cache.find, cinema.filled.variants["sky"][0], "proxy").path
    )
    path.write_bytes(b"no video at all")
    player.watch(cinema.watched())
    qtbot.waitUntil(lambda: player.showing.state == "still", timeout=PATIENCE_MS)
    assert "cannot be played" in player.note.words.text()
    assert not player.note.button.isHidden()
    assert player.transport.play.reason is not None


def test_what_is_not_here_comes_with_the_server_and_the_cover_stands_for_it(qtbot, cinema, player):
    cinema.room.storage.call(cache.note_gone, cinema.filled.variants["sky"][0], "proxy")
    player.watch(cinema.watched())
    qtbot.waitUntil(lambda: player.showing.state == "still", timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not player.phone._picture.isNull(), timeout=PATIENCE_MS)
    assert "when the server is in reach" in player.note.words.text()
    assert player.transport.play.reason is not None


def test_a_share_of_what_comes_is_told(qtbot, cinema, player):
    cinema.room.storage.call(cache.note_gone, cinema.filled.variants["sky"][0], "proxy")
    player.watch(cinema.watched())
    player.showing.state = "coming"
    variant_id = cinema.filled.variants["sky"][0]
    cinema.room.doors.live.fetch_progress.emit((variant_id, "proxy", 40, 100))
    assert player.note.words.text() == "Fetching the video, 40 %"


def test_without_multimedia_the_cover_is_shown_and_the_system_plays(
    qtbot, cinema, player, monkeypatch
):
    monkeypatch.setattr("desktop.views.player.showing.find_multimedia", lambda: None)
    monkeypatch.setattr("desktop.views.player.player.find_multimedia", lambda: None)
    player.watch(cinema.watched())
    qtbot.waitUntil(lambda: not player.phone._picture.isNull(), timeout=PATIENCE_MS)
    assert "libpulse0" in player.note.words.text()
    assert not player.note.button.isHidden()
    file = small_files.video()

    put_file(cinema.filled, cinema.filled.variants["sky"][0], "video", file)
    opened = []
    player.showing.open_outside(opened.append)
    qtbot.waitUntil(lambda: bool(opened), timeout=PATIENCE_MS)
    assert opened[0].suffix == ".mp4"
    assert opened[0].read_bytes() == file


def test_every_button_has_a_name_and_nothing_is_reached_by_pointer_alone(player):

    for button in player.findChildren(QAbstractButton):
        assert button.accessibleName() or button.text()
        assert button.focusPolicy() != Qt.FocusPolicy.NoFocus
