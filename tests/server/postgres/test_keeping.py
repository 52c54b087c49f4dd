"""Promises of keeping the database: it comes back by itself, and what hinders it is no end."""

import os
import signal
import tempfile
from pathlib import Path

import psycopg
import pytest

from contract.problems import Code, Problem
from server.postgres import embedded
from server.postgres import keeping as keepers
from server.postgres.keeping import keeping_postgres as keeping


def pid_of(folder: Path) -> int:
    return int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])


def is_answering(url: str) -> bool:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def test_a_killed_server_is_back_after_the_next_look_with_its_rows(tmp_path, monkeypatch):
    with keeping(tmp_path, tmp_path / "p") as (url, look_after):
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS row")
        look_after()
        first = pid_of(tmp_path / "p")
        os.kill(first, signal.SIGKILL)
        while pid_of(tmp_path / "p") == first:
            look_after()
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT row FROM kept").fetchone() == (7,)
        _hinder_and_heal(tmp_path / "p", url, look_after, monkeypatch)


def _hinder_and_heal(folder, url, look_after, monkeypatch):
    """While its programs are gone a look only says so; once they are back, so is the server."""
    monkeypatch.setattr(keepers, "AGAIN_AFTER_S", 0)
    real = embedded.find_binaries
    looks: list[Path] = []

    def find_none() -> Path:
        looks.append(folder)
        return folder / "nowhere"

    monkeypatch.setattr(embedded, "find_binaries", find_none)
    os.kill(pid_of(folder), signal.SIGKILL)
    while len(looks) < 2:
        look_after()
    monkeypatch.setattr(embedded, "find_binaries", real)
    look_after()
    assert is_answering(url)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root runs it as others")
def test_where_root_must_run_it_as_another_account_that_one_is_let_through(tmp_path, monkeypatch):
    monkeypatch.setattr("server.postgres.account.has_namespaces", lambda *_: False)
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        with keeping(root, root / "postgres") as (url, _):
            assert is_answering(url)
            # Passed through, not looked into.
            assert root.stat().st_mode & 0o777 == 0o711


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root runs it as others")
def test_where_nobody_can_be_let_through_the_folder_stays_closed(tmp_path, monkeypatch):
    monkeypatch.setattr("server.postgres.account.has_namespaces", lambda *_: False)
    closed = tmp_path / "closed"
    root = closed / "data"
    root.mkdir(parents=True, mode=0o700)
    closed.chmod(0o700)
    with pytest.raises(Problem) as caught, keeping(root, root / "postgres"):
        pass
    assert caught.value.code is Code.FOLDER_UNWRITABLE
    assert root.stat().st_mode & 0o777 == 0o700


class DeadServer:
    """A server that has died and cannot be brought back."""

    def __init__(self) -> None:
        self.starts = 0

    def check(self) -> bool:
        self.starts += 1
        raise Problem(Code.DISK_FULL, "The disk is full.", "Free some space.")


def test_what_cannot_be_brought_back_is_not_tried_all_the_time():
    dead = DeadServer()
    keeper = keepers._Keeper(dead)
    for _ in range(100):
        keeper.look_after()
    assert dead.starts == 1
