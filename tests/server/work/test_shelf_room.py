"""Room on the shelf: the unused goes, whole segments at a time, and nobody trips over it."""

import os
import time

import pytest

from server.work.shelf_room import clear

HOUR_S = 3600.0


@pytest.fixture
def shelf(tmp_path):
    """Three segments of 30 bytes, last used 1, 2 and 3 hours ago."""
    for hours, key in ((1, "new"), (2, "middle"), (3, "old")):
        for end in (".nut", ".0123.proxy.nut", ".json"):
            put(tmp_path / f"{key}{end}", hours)
    return tmp_path


def put(path, hours_ago):
    path.write_bytes(b"0123456789")
    at = time.time() - hours_ago * HOUR_S
    os.utime(path, (at, at))


def keys(shelf):
    return {path.name.partition(".")[0] for path in shelf.iterdir()}


def test_what_was_used_lately_stays(shelf):
    clear(shelf, unused_s=4 * HOUR_S, most_bytes=90)
    assert len(list(shelf.iterdir())) == 9


def test_what_nobody_used_for_long_goes(shelf):
    clear(shelf, unused_s=2.5 * HOUR_S, most_bytes=1000)
    assert keys(shelf) == {"new", "middle"}


def test_beyond_its_size_the_longest_unused_goes_first(shelf):
    clear(shelf, unused_s=9 * HOUR_S, most_bytes=60)
    assert keys(shelf) == {"new", "middle"}


def test_one_touched_file_keeps_its_segment(shelf):
    os.utime(shelf / "old.json")
    clear(shelf, unused_s=1.5 * HOUR_S, most_bytes=1000)
    assert keys(shelf) == {"new", "old"}
    assert len(list(shelf.iterdir())) == 6


def test_files_that_were_never_finished_go_one_by_one(shelf):
    put(shelf / ".shelf-1", 5)
    put(shelf / ".shelf-2", 0)
    clear(shelf, unused_s=4 * HOUR_S, most_bytes=1000)
    assert {path.name for path in shelf.glob(".shelf-*")} == {".shelf-2"}


def test_without_a_shelf_there_is_nothing_to_clear(tmp_path):
    clear(tmp_path / "shelf")
    assert not (tmp_path / "shelf").exists()
