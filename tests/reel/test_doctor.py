"""Promises of the doctor: one line a check, a remedy for what is missing, an honest code."""

import os
import stat
import subprocess
import sys

import pytest

from reel import doctor
from reel.pixels.ffmpeg import find_ffmpeg
from reelyard import window_fitness
from server import fitness

# Run in processes of their own: what the doctor sees is what the computer is.


def ask(*, cwd=None, **environment: str) -> subprocess.CompletedProcess[str]:
    """What `reelyard doctor` prints."""
    return subprocess.run(
        [sys.executable, "-m", "reelyard", "doctor"],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env={**os.environ, **environment},
    )


def test_a_fit_computer_has_a_line_for_every_check_and_code_0(tmp_path):
    done = ask(cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    lines = done.stdout.splitlines()
    assert len(lines) == len(doctor.CHECKS) + len(fitness.CHECKS) + len(window_fitness.CHECKS)
    assert all(line.startswith("OK       ") for line in lines)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "does not run"),
        ("#!/bin/sh\necho ffmpeg version 4.4.1\n", "8.1.2"),
        ("#!/bin/sh\necho ffmpeg version n8.2.0\n", "libx264"),
    ],
)
def test_an_unfit_ffmpeg_is_said_plainly_with_the_way_back(tmp_path, content, says):
    chosen = tmp_path / "their-ffmpeg"
    if content:
        chosen.write_text(content)
        chosen.chmod(chosen.stat().st_mode | stat.S_IXUSR)
    done = ask(REELYARD_FFMPEG=str(chosen))
    assert done.returncode == 1
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("MISSING")]
    assert "ffmpeg" in line
    assert says in line
    assert "REELYARD_FFMPEG" in line


def test_a_chosen_ffmpeg_that_is_fit_is_named_as_chosen(monkeypatch):
    monkeypatch.setenv("REELYARD_FFMPEG", str(find_ffmpeg()))
    finding = doctor.check_ffmpeg()
    assert finding.remedy is None
    assert finding.saw.endswith("chosen by REELYARD_FFMPEG")


def test_a_package_that_does_not_load_ends_the_visit_with_a_remedy(monkeypatch):
    monkeypatch.setattr(doctor, "PACKAGES", ("numpy", "no_such_package"))
    seen = list(doctor.findings())
    assert seen[-1].saw == "no_such_package cannot be loaded."
    assert seen[-1].remedy == "Remove .venv and run make setup again."


def test_too_little_room_and_memory_are_said_with_figures(monkeypatch, tmp_path):
    monkeypatch.setattr(doctor, "LEAST_FREE_BYTES", 2**62)
    monkeypatch.setattr(doctor, "LEAST_MEMORY_BYTES", 2**62)
    disk, memory = doctor.check_disk(), doctor.check_memory()
    assert "GB free in" in disk.saw
    assert disk.remedy
    assert "GB free" in memory.saw
    assert memory.remedy


def test_memory_that_the_system_does_not_tell_is_no_fault(monkeypatch, tmp_path):
    monkeypatch.setattr(doctor, "MEMORY_FACTS", tmp_path / "nothing")
    assert doctor.check_memory().remedy is None


def test_a_folder_that_cannot_be_written_is_said(monkeypatch):
    # /proc refuses root too.
    monkeypatch.chdir("/proc")
    finding = doctor.check_folder()
    assert "cannot be written" in finding.saw
    assert finding.remedy == "Name another with --out."


def test_old_python_is_said(monkeypatch):
    monkeypatch.setattr(doctor, "OLDEST_PYTHON", (99, 0))
    assert "too old" in doctor.check_python().saw


def test_a_word_too_many_is_a_usage_error(capsys):
    assert doctor.main(["all"]) == 2
    assert "usage: reelyard doctor" in capsys.readouterr().err
