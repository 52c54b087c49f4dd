"""Promises of the file: what is acknowledged survives, and whatever goes wrong has a name."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
import store_program

from contract.drafts import NewDraftBody
from contract.problems import Code, Problem
from desktop.models import drafts, outbox, store_file
from desktop.models.migrations import SCHEMA
from desktop.models.storage import Storage
from desktop.models.store_file import NAME, OPEN_MARK_NAME

PROGRAM = Path(store_program.__file__)


def start(folder: Path, what: str) -> "subprocess.Popen[str]":
    words = [sys.executable, str(PROGRAM), str(folder), what]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)


def said_by(folder: Path, what: str) -> list[str]:
    """All that a program says until it ends by itself."""
    with start(folder, what) as program:
        lines = (program.stdout.read() if program.stdout else "").splitlines()
    assert program.returncode == 0
    return lines


def problem_of(folder: Path) -> Problem:
    with pytest.raises(Problem) as found:
        Storage(folder)
    assert found.value.says
    assert found.value.remedy
    return found.value


@pytest.mark.parametrize("seed", range(4))
def test_killed_while_writing_nothing_acknowledged_is_lost_and_nothing_is_half_there(
    tmp_path: Path, seed: int
) -> None:
    with start(tmp_path, "write") as program:
        assert program.stdout is not None
        _, draft = program.stdout.readline().split()
        for _ in range(Random(seed).randint(1, 40)):
            acknowledged = program.stdout.readline()
        # At whatever it is: between two transactions or in the middle of one.
        os.kill(program.pid, signal.SIGKILL)
        acknowledged = ([acknowledged, *program.stdout.read().splitlines()])[-1]
    last = int(acknowledged.split()[1])

    storage = Storage(tmp_path)
    try:
        found = storage.call(drafts.get, UUID(draft))
        number = int((found.title or "title 0").split()[1])
        assert number >= last
        assert found.script == f"script {number}", "both edits of a transaction, or none"
        texts = [op for op in storage.call(outbox.pending, found.id) if op.kind == "text"]
        # Each edit waits with its op: the words are in the outbox, too.
        assert len(texts) >= number
        assert storage.call(drafts.edit_text, found.id, "script", "goes on").script == "goes on"
    finally:
        storage.close()


def test_a_full_disk_is_said_what_was_saved_stays_and_writing_goes_on_once_there_is_room(
    tmp_path: Path,
) -> None:
    full, readable, held = said_by(tmp_path, "starve")
    code, _, acknowledged = full.split()
    assert code == Code.DISK_FULL
    assert int(acknowledged) > 0
    assert readable == f"readable {acknowledged}"
    assert held == f"held {int(acknowledged) + 1}"
    storage = Storage(tmp_path)
    assert storage.call(drafts.count) == int(acknowledged) + 1
    storage.close()


def test_a_folder_that_nobody_may_write_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    folder.chmod(0o555)
    for parent in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        # Pytest keeps its folders to itself; whoever asks must come as far as the closed one.
        parent.chmod(parent.stat().st_mode | 0o011)
    lines = said_by(folder, "open-as-nobody")
    assert lines == [Code.FOLDER_UNWRITABLE]


def test_a_second_program_is_shut_out_and_let_in_once_the_first_has_ended(tmp_path: Path) -> None:
    storage = Storage(tmp_path)
    assert said_by(tmp_path, "open") == [Code.STORE_IN_USE]
    assert problem_of(tmp_path).code is Code.STORE_IN_USE
    storage.close()
    assert said_by(tmp_path, "open") == ["open"]


def test_a_program_that_was_killed_does_not_shut_out_the_next(tmp_path: Path) -> None:
    with start(tmp_path, "write") as program:
        assert program.stdout is not None
        program.stdout.readline()
        os.kill(program.pid, signal.SIGKILL)
    assert said_by(tmp_path, "open") == ["open"]


@pytest.mark.parametrize("ended_well", [True, False])
def test_a_damaged_file_is_kept_aside_whole_and_a_new_one_begun(
    tmp_path: Path, *, ended_well: bool
) -> None:
    storage = Storage(tmp_path)
    for number in range(50):
        storage.call(drafts.new, NewDraftBody(script=f"{number} " * 400))
    storage.close()
    file = tmp_path / NAME
    content = bytearray(file.read_bytes())
    content[8192 : len(content) // 2] = Random(1).randbytes(len(content) // 2 - 8192)
    file.write_bytes(content)
    if not ended_well:
        (tmp_path / OPEN_MARK_NAME).touch()

    problem = problem_of(tmp_path)
    assert problem.code is Code.STORE_DAMAGED
    kept = Path(str(problem.facts["kept_as"]))
    assert kept.read_bytes() == bytes(content)
    storage = Storage(tmp_path)
    assert storage.call(drafts.count) == 0
    assert kept.exists()
    storage.close()


def test_a_file_that_is_no_database_is_kept_aside(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"a letter to a friend" * 1000)
    assert problem_of(tmp_path).code is Code.STORE_DAMAGED
    assert [file.read_bytes()[:8] for file in tmp_path.glob("*damaged*")] == [b"a letter"]


def test_damage_that_shows_only_while_working_is_said_and_found_at_the_next_start(
    tmp_path: Path,
) -> None:
    storage = Storage(tmp_path)
    for number in range(50):
        storage.call(drafts.new, NewDraftBody(script=f"{number} " * 400))
    storage.close()
    storage = Storage(tmp_path)
    file = tmp_path / NAME
    content = bytearray(file.read_bytes())
    content[8192:] = bytes(len(content) - 8192)
    file.write_bytes(content)
    with pytest.raises(Problem) as found:
        storage.call(drafts.list_page)
    assert found.value.code is Code.STORE_DAMAGED
    storage.close()
    assert problem_of(tmp_path).code is Code.STORE_DAMAGED


def test_a_newer_store_is_left_as_it_is(tmp_path: Path) -> None:
    Storage(tmp_path).close()
    with sqlite3.connect(tmp_path / NAME) as raw:
        raw.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    raw.close()
    before = (tmp_path / NAME).read_bytes()
    assert problem_of(tmp_path).code is Code.STORE_NEWER
    assert problem_of(tmp_path).code is Code.STORE_NEWER, "and the folder is free again"
    assert (tmp_path / NAME).read_bytes() == before


def test_each_commit_reaches_the_disk(tmp_path: Path) -> None:
    storage = Storage(tmp_path)
    pragmas = {
        name: storage.call(
            lambda session, name=name: session.connection.exec_driver_sql(
                f"PRAGMA {name}"
            ).scalar_one()
        )
        for name in ("journal_mode", "synchronous", "foreign_keys")
    }
    storage.close()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 0}


def test_a_large_file_is_checked_only_after_a_bad_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Storage(tmp_path).close()
    monkeypatch.setattr(store_file, "CHEAP_TO_CHECK_BYTES", 0)
    file = tmp_path / NAME
    content = bytearray(file.read_bytes())
    # In a page that nothing needs at the start.
    content[-4096:] = Random(2).randbytes(4096)
    file.write_bytes(content)
    Storage(tmp_path).close()
    (tmp_path / OPEN_MARK_NAME).touch()
    assert problem_of(tmp_path).code is Code.STORE_DAMAGED
