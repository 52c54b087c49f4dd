"""A creator's files on a device: copied whole, known by their content, waiting for the server."""

import hashlib
import os
import resource

import pytest

from contract.media import LARGEST_FILE_BYTES
from contract.problems import Code, Problem
from desktop.models import media
from desktop.models.storage import Storage

FILE = bytes(range(256)) * 9000
SHA = hashlib.sha256(FILE).hexdigest()


@pytest.fixture
def storage(tmp_path):
    opened = Storage(tmp_path / "profile")
    yield opened
    opened.close()


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "Am Strand 👩‍👩‍👧.JPG"
    path.write_bytes(FILE)
    return path


def left_in(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def brought(storage, source):
    return storage.call(media.add, media.bring(storage.folder, source))


def test_a_file_is_copied_under_its_content_and_waits(storage, source):
    news = []
    storage.subscribe(news.extend)
    one = brought(storage, source)
    assert (one.sha256, one.name, one.size_bytes) == (SHA, source.name, len(FILE))
    assert (one.kind, one.state, one.is_held) == ("picture", "waiting", False)
    copy = storage.folder / one.path
    assert copy.read_bytes() == FILE
    assert left_in(storage.folder / media.FOLDER) == [SHA]
    assert [change.of for change in news] == ["media"]
    assert storage.call(media.list_waiting) == (one,)
    # Whoever edits the original in place changes nothing that is placed.
    with source.open("r+b") as file:
        file.write(b"other")
    assert copy.read_bytes() == FILE


def test_it_is_known_after_the_app_was_closed(tmp_path, source):
    first = Storage(tmp_path / "profile")
    one = brought(first, source)
    first.close()
    again = Storage(tmp_path / "profile")
    assert again.call(media.get, SHA) == one
    again.close()


def test_brought_twice_it_is_one_and_keeps_its_name(storage, source):
    first = brought(storage, source)
    second = brought(storage, source.rename(source.with_name("other.png")))
    assert second == first
    assert len(storage.call(media.list_all)) == 1


def test_its_way_to_the_server_is_seen(storage, source):
    brought(storage, source)
    storage.call(media.note_begun, SHA, "/v1/media/uploads/x")
    assert storage.call(media.get, SHA).state == "uploading"
    full = Problem(Code.STORAGE_FULL, "Full.", "Delete some.")
    storage.call(media.note_problem, SHA, full)
    failed = storage.call(media.get, SHA)
    assert (failed.state, failed.problem["code"]) == ("failed", "storage-full")
    assert storage.call(media.list_waiting) == ()
    storage.call(media.retry, SHA)
    assert storage.call(media.get, SHA).state == "waiting"
    storage.call(media.note_held, SHA)
    held = storage.call(media.get, SHA)
    assert (held.state, held.is_held, held.problem) == ("held", True, None)
    assert storage.call(media.list_waiting) == ()


def test_an_empty_file_is_a_file(storage, tmp_path):
    (tmp_path / "nothing.txt").write_bytes(b"")
    one = brought(storage, tmp_path / "nothing.txt")
    assert (one.size_bytes, one.kind) == (0, "other")


@pytest.mark.parametrize("name", ["not there.png", "a\0b.png", "x" * 4000, "."])
def test_what_is_no_file_is_said(storage, tmp_path, name):
    with pytest.raises(Problem) as caught:
        media.bring(storage.folder, tmp_path / name)
    assert caught.value.code is Code.MEDIA_NOT_FOUND


def test_a_file_beyond_every_size_is_refused_before_it_is_copied(storage, tmp_path):
    huge = tmp_path / "huge.mp4"
    with huge.open("wb") as file:
        file.truncate(LARGEST_FILE_BYTES + 1)
    with pytest.raises(Problem) as caught:
        media.bring(storage.folder, huge)
    assert caught.value.code is Code.MEDIA_TOO_LARGE
    assert not (storage.folder / media.FOLDER).exists()


def test_a_full_disk_leaves_nothing_behind(storage, source):
    """A limit on how large files may grow says what a full disk says."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, hard))
    try:
        with pytest.raises(Problem) as caught:
            media.bring(storage.folder, source)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert caught.value.code is Code.DISK_FULL
    assert left_in(storage.folder / media.FOLDER) == []


def test_stopped_in_the_middle_it_leaves_nothing_behind(storage, source):
    def stop():
        raise Problem(Code.CANCELLED, "Stopped.", "Again.")

    with pytest.raises(Problem):
        media.bring(storage.folder, source, stop)
    assert left_in(storage.folder / media.FOLDER) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_said(storage, source):
    source.chmod(0)
    with pytest.raises(Problem) as caught:
        media.bring(storage.folder, source)
    assert caught.value.code is Code.MEDIA_UNREADABLE
