"""Drawing processes: the same work with any number, and none left behind."""

import os
import signal
import threading
from pathlib import Path

import pytest
from finished_reels import small_board
from PIL import Image

from contract.problems import Code, Problem
from reel.pixels import studio, worker
from reel.pixels.segments import plan
from reel.pixels.studio import Studio, fitting_workers
from reel.pixels.worker import Order


def never():
    return False


@pytest.fixture(scope="module")
def ordered():
    storyboard, times = small_board()
    return storyboard, times, plan(storyboard, times, {})


def draw(ordered, folder, workers, on_frames=lambda _: None, is_cancelled=never):
    storyboard, times, segments = ordered
    folder.mkdir(exist_ok=True)
    with Studio(workers) as made:
        order = Order(storyboard, times, {}, folder)
        return made.draw(order, segments, on_frames, is_cancelled)


def test_the_bytes_do_not_depend_on_how_many_draw(ordered, tmp_path):
    one, two = tmp_path / "1", tmp_path / "2"
    drawn = draw(ordered, one, 1)
    again = draw(ordered, two, 2)
    assert [d.segment for d in drawn] == [d.segment for d in again] == list(ordered[2])
    for first, second in zip(drawn, again, strict=True):
        assert (one / first.name).read_bytes() == (two / second.name).read_bytes()
        assert (first.sighting.thumbs == second.sighting.thumbs).all()
        assert (first.sighting.ink, first.sighting.lit) == (
            second.sighting.ink,
            second.sighting.lit,
        )
    assert (one / worker.COVER_NAME).read_bytes() == (two / worker.COVER_NAME).read_bytes()


def test_progress_counts_frames_up_to_all(ordered, tmp_path):
    told = []
    drawn = draw(ordered, tmp_path, 2, told.append)
    assert told == sorted(told)
    assert told[-1] == sum(d.segment.frames for d in drawn)
    assert all(len(d.sighting.thumbs) == len(d.sighting.lit) == d.segment.frames for d in drawn)


def test_the_cover_is_the_first_frame_at_its_full_size(ordered, tmp_path):
    draw(ordered, tmp_path, 1)
    with Image.open(tmp_path / worker.COVER_NAME) as cover:
        assert (cover.format, cover.size) == ("JPEG", (270, 480))


def test_cancelling_stops_within_the_frame_and_leaves_no_broken_segment(ordered, tmp_path):
    told = []
    with pytest.raises(Problem) as caught:
        draw(ordered, tmp_path, 2, told.append, lambda: bool(told) and told[-1] > 0)
    assert caught.value.code is Code.CANCELLED
    total = sum(segment.frames for segment in ordered[2])
    assert told[-1] < total


def test_a_studio_can_draw_again_after_it_was_stopped(ordered, tmp_path):
    storyboard, times, segments = ordered
    order = Order(storyboard, times, {}, tmp_path)
    with Studio(1) as made:
        with pytest.raises(Problem):
            made.draw(order, segments, lambda _: None, lambda: True)
        drawn = made.draw(order, segments, lambda _: None, never)
    assert len(drawn) == len(segments)


def test_a_drawing_process_that_is_killed_is_a_problem_not_a_wait(ordered, tmp_path):
    storyboard, times, segments = ordered
    victims = []

    def kill_once(frames):
        if frames and not victims:
            victims.extend(made._lanes[0]._processes)
            os.kill(victims[0], signal.SIGKILL)

    with Studio(2) as made:
        order = Order(storyboard, times, {}, tmp_path)
        with pytest.raises(Problem) as caught:
            made.draw(order, segments, kill_once, never)
    assert caught.value.code is Code.ENCODING_FAILED
    assert caught.value.retryable


@pytest.mark.skipif(os.name != "posix", reason="only POSIX can halt a process")
def test_a_drawing_process_that_hangs_gives_way_to_a_new_one(ordered, tmp_path, monkeypatch):
    monkeypatch.setattr(studio, "CALL_BACK_PATIENCE_S", 0.2)
    storyboard, times, segments = ordered
    order = Order(storyboard, times, {}, tmp_path)
    halted = []

    def halt_once(frames):
        if frames and not halted:
            halted.extend(made._lanes[0]._processes)
            os.kill(halted[0], signal.SIGSTOP)

    with Studio(1) as made:
        with pytest.raises(Problem) as caught:
            made.draw(order, segments, halt_once, lambda: bool(halted))
        drawn = made.draw(order, segments, lambda _: None, never)
        (after,) = made._lanes[0]._processes
    assert caught.value.code is Code.CANCELLED
    assert len(drawn) == len(segments)
    assert after not in halted


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full device")
def test_a_full_disk_is_told_across_processes(ordered, tmp_path):
    for segment in ordered[2]:
        (tmp_path / f"{segment.first_frame:06}.nut").symlink_to("/dev/full")
    with pytest.raises(Problem) as caught:
        draw(ordered, tmp_path, 1)
    assert caught.value.code is Code.DISK_FULL


def test_a_full_disk_under_the_cover_is_a_problem(tmp_path):
    storyboard, times = small_board()
    (tmp_path / "cover.jpg").symlink_to("/dev/full")
    planes = worker.Compositor(storyboard, times, 270).draw(0)
    with pytest.raises(Problem) as caught:
        worker.save_cover(planes, tmp_path / "cover.jpg")
    assert caught.value.code is Code.DISK_FULL


def test_workers_fit_the_computer(monkeypatch):
    assert 1 <= fitting_workers() <= studio.MOST_WORKERS
    monkeypatch.setattr(studio, "_cores", lambda: 64)
    monkeypatch.setattr(studio, "_free_bytes", lambda: 2 * studio.WORKER_BYTES + 1)
    assert fitting_workers() == 2
    monkeypatch.setattr(studio, "_free_bytes", lambda: 0)
    assert fitting_workers() == 1
    monkeypatch.setattr(studio, "_free_bytes", lambda: 1 << 50)
    assert fitting_workers() == studio.MOST_WORKERS


def test_nothing_is_left_when_the_block_is_left(ordered, tmp_path):
    before = threading.active_count()
    storyboard, times, segments = ordered
    with Studio(1) as made:
        made.draw(Order(storyboard, times, {}, tmp_path), segments[:1], lambda _: None, never)
        (process,) = made._lanes[0]._processes.values()
    assert not process.is_alive()
    assert threading.active_count() == before
