"""News for the screen: all of it, once a frame, on the main thread."""

from uuid import UUID

from desktop.models import drafts
from desktop.models.news import Changed
from desktop.views.live import MOST_IDS, _merged


def test_what_a_transaction_changed_is_told_on_the_main_thread(qtbot, room):
    told: list[Changed] = []
    room.doors.live.changed.connect(told.extend)
    draft = room.storage.call(drafts.new)
    qtbot.waitUntil(lambda: bool(told))
    assert draft.id in {id for change in told if change.of == "draft" for id in change.ids}


def test_many_changes_of_a_frame_are_told_once(qtbot, room):
    frames: list[tuple[Changed, ...]] = []
    room.doors.live.changed.connect(frames.append)
    made = {room.storage.call(drafts.new).id for _ in range(20)}
    qtbot.waitUntil(lambda: bool(frames) and not room.doors.live.is_waiting)
    told = [change for frame in frames for change in frame if change.of == "draft"]
    assert frozenset().union(*(change.ids for change in told)) == made
    assert len(frames) < len(made)


def test_of_too_many_all_may_have_changed():
    one, many = frozenset({UUID(int=1)}), frozenset(UUID(int=n) for n in range(MOST_IDS + 1))
    assert _merged(None, one) == one
    assert _merged(one, frozenset({UUID(int=2)})) == {UUID(int=1), UUID(int=2)}
    assert _merged(one, many) == frozenset()
    assert _merged(one, frozenset()) == frozenset()
    assert _merged(frozenset(), one) == frozenset()


def test_progress_and_status_come_over_too(qtbot, room):
    heard: list[object] = []
    live = room.doors.live
    live.progress.connect(heard.append)
    live.upload_progress.connect(lambda *told: heard.append(told))
    live.fetch_progress.connect(heard.append)
    room.desk.on_progress({"progress_pct": 41})
    room.desk.on_upload("ab" * 32, 3 * 2**31, 4 * 2**31)
    room.desk.on_fetch(UUID(int=3), "video", 5, None)
    qtbot.waitUntil(lambda: len(heard) == 3)
    assert heard == [
        {"progress_pct": 41},
        ("ab" * 32, 3 * 2**31, 4 * 2**31),
        (UUID(int=3), "video", 5, None),
    ]


def test_closed_it_hears_nothing_any_longer(qtbot, room):
    told: list[object] = []
    room.doors.live.changed.connect(told.append)
    room.doors.live.close()
    room.storage.call(drafts.new)
    room.desk.on_progress({})
    qtbot.wait(0)
    assert told == []
