"""Promises of files handed out: a name that says what it is, the same bytes, no room taken."""

from pathlib import Path

import pytest

from desktop.exporting import handing
from desktop.exporting.handing import hand_out

CACHED = Path("cache/ab/abcdef0123456789")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    (tmp_path / CACHED).parent.mkdir(parents=True)
    (tmp_path / CACHED).write_bytes(b"video")
    return tmp_path


def test_it_is_called_by_its_title_and_is_the_very_file(store: Path) -> None:
    path = hand_out(store, CACHED, "Why: the sky?", ".mp4")
    assert path.name == "Why the sky.mp4"
    assert path.samefile(store / CACHED)
    assert hand_out(store, CACHED, "Why: the sky?", ".mp4") == path


def test_where_a_disk_cannot_link_it_is_copied(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cannot(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(handing.os, "link", cannot)
    path = hand_out(store, CACHED, "Sky", ".mp4")
    assert path.read_bytes() == b"video"
    assert [one.name for one in path.parent.iterdir()] == ["Sky.mp4"]
