"""Promises of an export: whole and verified, or not there; resumed; nothing else is touched."""

import hashlib
import os
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from contract.problems import Code, Problem
from desktop.exporting import copying, reels
from desktop.exporting.names import USUAL_PATTERN, Named
from desktop.exporting.reels import ENDINGS, Export, Item, Outcome, Step, find_exported

VIDEO = os.urandom(3 * copying.PIECE_BYTES + 17)
FILES = {
    "video": VIDEO,
    "captions": b"1\n",
    "vtt": b"WEBVTT\n",
    "cover": b"\xff\xd8cover",
    "text": "Чому? ☀".encode(),
}


class Cache:
    """Files of variants, called by their sha256, as the desk hands them over."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.held: list[str] = []
        self.let_go: list[str] = []
        self.refuses: dict[UUID, Problem] = {}
        self.files = FILES
        folder.mkdir()

    def bring(self, generation_id: UUID, variant_id: UUID, kind: str) -> "Future[Path]":
        answer: Future[Path] = Future()
        if variant_id in self.refuses:
            answer.set_exception(self.refuses[variant_id])
            return answer
        content = self.files[kind]
        path = self.folder / hashlib.sha256(content).hexdigest()
        path.write_bytes(content)
        answer.set_result(path)
        return answer

    def hold(self, sha256: str) -> Callable[[], object]:
        self.held.append(sha256)
        return lambda: self.let_go.append(sha256)


@pytest.fixture
def cached(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def item(title: str = "Why: the sky?", number: int = 1) -> Item:
    named = Named("2026-11-24", title, "TikTok", "Explainer", number)
    return Item(uuid4(), uuid4(), uuid4(), named)


def export(
    cached: Cache,
    folder: Path,
    *items: Item,
    steps: list[Step] | None = None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Outcome:
    wanted = Export(items, folder, USUAL_PATTERN, tuple(ENDINGS))
    told = steps if steps is not None else []
    return wanted.run(cached.bring, cached.hold, told.append, is_cancelled)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_all_files_of_a_reel_stand_there_as_they_are(cached: Cache, tmp_path: Path) -> None:
    steps: list[Step] = []
    outcome = export(cached, tmp_path / "new" / "folder", item(), steps=steps)
    stem = "2026-11-24 Why the sky TikTok"
    assert contents(tmp_path / "new" / "folder") == {
        f"{stem}{ENDINGS[kind]}": content for kind, content in FILES.items()
    }
    assert [path.suffix for path in outcome.exported[0].paths] == list(ENDINGS.values())
    assert sorted(cached.held) == sorted(cached.let_go)
    assert len(cached.held) == len(FILES)
    shares = [step.share for step in steps if step.name.endswith(".mp4") and step.share]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_a_stick_that_is_pulled_leaves_no_half_file_under_a_final_name_and_the_rest_goes_on(
    cached: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, folder = item(), tmp_path / "stick"
    written: list[int] = []

    def pulled(here: int) -> None:
        written.append(here)
        if here >= 2 * copying.PIECE_BYTES:
            raise OSError(5, "Input/output error")

    real = copying.copy_whole
    monkeypatch.setattr(
        reels, "copy_whole", lambda source, target, sha256, _: real(source, target, sha256, pulled)
    )
    with pytest.raises(Problem) as broken:
        export(cached, folder, one)
    assert broken.value.code is Code.FOLDER_UNWRITABLE
    assert broken.value.retryable
    assert [path.name for path in folder.iterdir()] == ["2026-11-24 Why the sky TikTok.mp4.part"]
    monkeypatch.undo()
    half = next(folder.iterdir())
    writes_before = half.stat().st_size
    assert 0 < writes_before < len(VIDEO)
    again = export(cached, folder, one)
    assert len(again.exported) == 1
    assert contents(folder)["2026-11-24 Why the sky TikTok.mp4"] == VIDEO
    assert not list(folder.glob("*.part"))


def test_what_a_broken_try_left_is_taken_as_far_as_it_is_right(
    cached: Cache, tmp_path: Path
) -> None:
    target, source = tmp_path / "a.mp4", tmp_path / hashlib.sha256(VIDEO).hexdigest()
    source.write_bytes(VIDEO)
    part = copying.part_of(target)
    part.write_bytes(VIDEO[: copying.PIECE_BYTES] + b"garbage" * 10 * copying.PIECE_BYTES)
    copying.copy_whole(source, target, source.name, lambda here: None)
    assert target.read_bytes() == VIDEO
    assert not part.exists()


def test_what_reads_back_as_something_else_gets_no_name(cached: Cache, tmp_path: Path) -> None:
    target, source = tmp_path / "a.mp4", tmp_path / "source"
    source.write_bytes(VIDEO)
    with pytest.raises(Problem) as broken:
        copying.copy_whole(source, target, "0" * 64, lambda here: None)
    assert broken.value.retryable
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cache", "source"]


def test_exported_again_nothing_is_written_twice(cached: Cache, tmp_path: Path) -> None:
    one, folder = item(), tmp_path / "out"
    export(cached, folder, one)
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    export(cached, folder, one)
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_what_stands_there_under_the_name_is_never_touched(cached: Cache, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    theirs = folder / "2026-11-24 WHY the sky TikTok.MP4"
    theirs.write_bytes(b"holiday")
    outcome = export(cached, folder, item())
    assert theirs.read_bytes() == b"holiday"
    assert outcome.exported[0].paths[0].name == "2026-11-24 Why the sky TikTok (2).mp4"


def test_two_reels_of_one_name_both_stand_there(cached: Cache, tmp_path: Path) -> None:
    outcome = export(cached, tmp_path / "out", item("Sky"), item("SKY"))
    stems = [exported.paths[0].stem for exported in outcome.exported]
    assert stems == ["2026-11-24 Sky TikTok", "2026-11-24 SKY TikTok (2)"]


def test_one_that_cannot_be_brought_keeps_no_other_back(cached: Cache, tmp_path: Path) -> None:
    lost, fine = item("Lost"), item("Fine")
    gone = Problem(Code.NOT_FOUND, "The server does not have it.", "Make it again.")
    cached.refuses[lost.variant_id] = gone
    outcome = export(cached, tmp_path / "out", lost, fine)
    assert [failed.problem for failed in outcome.failed] == [gone]
    assert [exported.id for exported in outcome.exported] == [fine.id]


def test_stopped_it_leaves_whole_files_only(cached: Cache, tmp_path: Path) -> None:
    steps: list[Step] = []
    folder = tmp_path / "out"

    def is_cancelled() -> bool:
        return any(step.share is not None and step.share > 0.5 for step in steps)

    with pytest.raises(Problem) as stopped:
        export(cached, folder, item(), steps=steps, is_cancelled=is_cancelled)
    assert stopped.value.code is Code.CANCELLED
    assert list(folder.iterdir()) == []


def test_a_full_disk_is_said_in_words(
    cached: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(reels, "copy_whole", full)
    with pytest.raises(Problem) as refused:
        export(cached, tmp_path / "out", item())
    assert (refused.value.code, refused.value.retryable) == (Code.DISK_FULL, True)


def test_a_bad_pattern_is_refused_before_anything_is_fetched(cached: Cache, tmp_path: Path) -> None:
    wanted = Export((item(),), tmp_path / "out", "{oops}", tuple(ENDINGS))
    with pytest.raises(Problem) as refused:
        wanted.run(cached.bring, cached.hold, lambda step: None, lambda: False)
    assert refused.value.code is Code.FIELD_INVALID
    assert not (tmp_path / "out").exists()
    assert list(cached.folder.iterdir()) == []


def test_what_was_exported_is_found_again(cached: Cache, tmp_path: Path) -> None:
    one, folder = item(), tmp_path / "out"
    assert find_exported(one, folder, USUAL_PATTERN) is None
    outcome = export(cached, folder, one)
    assert find_exported(one, folder, USUAL_PATTERN) == outcome.exported[0].paths[0]
