"""The hidden folder that everything is made in."""

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from contract.problems import Code, Problem
from reel.making.work_folder import saying_disk_full, work_folder


def test_it_is_hidden_inside_the_folder_and_gone_afterwards(tmp_path):
    with work_folder(tmp_path) as folder:
        assert folder.parent == tmp_path
        assert folder.name.startswith(".")
        (folder / "half").write_text("made")
    assert list(tmp_path.iterdir()) == []


def test_it_is_gone_after_an_error_too(tmp_path):
    def fail():
        with work_folder(tmp_path) as folder:
            (folder / "half").write_text("made")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_was_not_there_is_gone_again_when_nothing_was_made(tmp_path):
    out = tmp_path / "a" / "reels"
    with work_folder(out):
        assert out.is_dir()
    assert not out.exists()
    with work_folder(out):
        (out / "made.mp4").write_text("kept")
    assert [path.name for path in out.iterdir()] == ["made.mp4"]


def test_two_runs_work_side_by_side(tmp_path):
    with work_folder(tmp_path) as one:
        (one / "mine").write_text("kept")
        with work_folder(tmp_path) as two:
            assert one != two
            assert (one / "mine").exists()
    assert list(tmp_path.iterdir()) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from reel.making.work_folder import work_folder
with work_folder(Path(sys.argv[1])) as folder:
    (folder / "half.mp4").write_text("made")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_run_left_is_swept_by_the_next(tmp_path):
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    assert len(list(tmp_path.iterdir())) == 2, "a folder and its lock"
    (tmp_path / "mine.txt").write_text("not ours")
    (tmp_path / ".reelyard-orphan").mkdir()
    with work_folder(tmp_path) as folder:
        assert sorted(p.name for p in tmp_path.iterdir() if p.name != folder.name) == sorted(
            [f"{folder.name}.lock", "mine.txt"]
        )
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("place", ["a-file", "a-file/inside", "/proc/reels"])
def test_a_folder_nobody_can_write_into_is_a_problem(tmp_path, place):
    (tmp_path / "a-file").write_text("in the way")
    with pytest.raises(Problem) as caught, work_folder(tmp_path / place):
        pytest.fail("no work begins")
    assert caught.value.code is Code.FOLDER_UNWRITABLE
    assert place in caught.value.says


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full device")
def test_a_full_disk_is_told_in_plain_words():
    def fill():
        with saying_disk_full():
            Path("/dev/full").write_text("more")

    with pytest.raises(Problem) as caught:
        fill()
    assert caught.value.code is Code.DISK_FULL


def test_other_errors_stay_what_they_are():
    def fail():
        with saying_disk_full():
            raise OSError(errno.EIO, "broken")

    with pytest.raises(OSError, match="broken"):
        fail()
