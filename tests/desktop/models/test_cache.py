"""Files of variants kept on a device: what was used stays, what was not goes, what is pinned or
read never does."""

from dataclasses import replace
from uuid import UUID

import pytest

from desktop.models import cache
from desktop.models.sources import system_sources
from desktop.models.storage import Storage

A, B, C, D = (UUID(int=n) for n in range(1, 5))


class Clock:
    now_ms = 1_000

    def __call__(self):
        self.now_ms += 1
        return self.now_ms


@pytest.fixture
def storage(tmp_path):
    opened = Storage(tmp_path, replace(system_sources(), now_ms=Clock()))
    yield opened
    opened.close()


def sha_of(variant_id):
    return f"{variant_id.int:064x}"


def put(storage, variant_id, size=100, *, kind="video", sha256=None, is_pinned=False):
    """A file that is here whole, with bytes."""
    name = sha256 or sha_of(variant_id)
    storage.call(cache.want, variant_id, kind, is_pinned=is_pinned)
    path = storage.folder / cache.path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    return storage.call(cache.note_whole, variant_id, kind, name, size)


def held(storage):
    return {n for n in (A, B, C, D) if storage.call(cache.find, n, "video") is not None}


def test_what_is_wanted_is_fetched_pinned_first(storage):
    storage.call(cache.want, A, "video")
    storage.call(cache.want, B, "video", is_pinned=True)
    storage.call(cache.want, C, "cover")
    assert [one.variant_id for one in storage.call(cache.list_wanted)] == [B, C, A]
    put(storage, B)
    assert [one.variant_id for one in storage.call(cache.list_wanted)] == [C, A]
    assert storage.call(cache.find, A, "video") is None


def test_wanted_again_it_is_still_here_and_pinned_if_one_of_them_says_so(storage):
    put(storage, A, is_pinned=True)
    again = storage.call(cache.want, A, "video")
    assert (again.path, again.is_pinned) == (cache.path_of(sha_of(A)), True)


def test_what_was_not_used_for_longest_goes_first(storage):
    for each in (A, B, C):
        put(storage, each)
    storage.call(cache.find, A, "video")
    assert storage.call(cache.used_bytes) == 300
    gone = storage.call(cache.make_room, 100, most_bytes=300)
    assert gone == (cache.path_of(sha_of(B)),)
    assert held(storage) == {A, C}
    assert storage.call(cache.make_room, 100, most_bytes=300) == ()


def test_what_is_pinned_or_read_stays_even_if_there_is_too_little_room(storage):
    put(storage, A, is_pinned=True)
    put(storage, B)
    put(storage, C)
    gone = storage.call(cache.make_room, 10_000, most_bytes=300, reading={sha_of(B)})
    assert gone == (cache.path_of(sha_of(C)),)
    assert held(storage) == {A, B}
    storage.call(cache.pin, A, "video", is_pinned=False)
    assert storage.call(cache.make_room, 10_000, most_bytes=300, reading={sha_of(B)})
    assert held(storage) == {B}


def test_one_content_counts_once_and_goes_with_all_its_files(storage):
    put(storage, A, sha256="a" * 64)
    put(storage, B, sha256="a" * 64)
    assert storage.call(cache.used_bytes) == 100
    storage.call(cache.pin, A, "video")
    assert storage.call(cache.make_room, 1, most_bytes=100) == ()
    storage.call(cache.pin, A, "video", is_pinned=False)
    assert storage.call(cache.make_room, 1, most_bytes=100) == (cache.path_of("a" * 64),)
    assert held(storage) == set()


def test_what_a_crash_left_is_cleared_and_what_it_took_is_wanted_again(storage):
    put(storage, A)
    put(storage, B)
    (storage.folder / cache.path_of(sha_of(B))).unlink()
    storage.call(cache.want, C, "video")
    storage.call(cache.note_found, C, "video", sha_of(C), 10)
    coming, stray = cache.part_of(sha_of(C)), cache.part_of("f" * 64)
    orphan = cache.path_of("e" * 64)
    for path in (coming, stray, orphan):
        (storage.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (storage.folder / path).write_bytes(b"half")
    assert set(storage.call(cache.clear_strays, storage.folder)) == {stray, orphan}
    assert held(storage) == {A}
    assert {one.variant_id for one in storage.call(cache.list_wanted)} == {B, C}


def test_what_is_gone_is_known_no_more(storage):
    put(storage, A)
    storage.call(cache.note_gone, A, "video")
    assert held(storage) == set()
    assert storage.call(cache.list_wanted) == ()
