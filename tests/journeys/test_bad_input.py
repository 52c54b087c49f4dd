"""Whatever is wrong with what a person hands in: a plain sentence, a code, and no work begun."""

import shutil
from pathlib import Path

import pytest

WORDS = {
    "empty": "",
    "blank": " \n\n\t\n",
    "endless": "word " * 100_000,
    "kanji": "# 空はなぜ青いのか\n\n太陽の光は白く見えます。\n\n見上げてください。\n",
    "amharic": "# ሰማይ ለምን ሰማያዊ ነው?\n\nየፀሐይ ብርሃን ነጭ ይመስላል።\n\nወደ ላይ ተመልከቱ።\n",
}


def assert_refused(done, code: int, *said: str) -> None:
    """A sentence and what to do next, each on its line; nothing on standard output."""
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) >= 2, done.stderr
    for words in said:
        assert words in done.stderr


@pytest.mark.parametrize(
    ("script", "code", "said"),
    [
        (None, 66, ["There is no script"]),
        ("empty", 65, []),
        ("blank", 65, []),
        ("endless", 65, ["longer than"]),
        ("kanji", 65, ["silent"]),
        ("amharic", 65, []),
    ],
)
def test_a_script_that_cannot_become_a_reel(reelyard, tmp_path, script, code, said):
    path = tmp_path / "script.md"
    if script is not None:
        path.write_text(WORDS[script], encoding="utf-8")
    done = reelyard("make", path, "--out", tmp_path / "reels")
    assert_refused(done, code, *said)
    assert not list((tmp_path / "reels").glob("*"))


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--platform", "vine"], 2, ["vine", "tiktok, reels, shorts"]),
        (["--preset", "disco"], 2, ["disco", "explainer, list, story"]),
        (["--voice", "Nobody"], 2, ["silent"]),
        (["--variants", "0"], 2, ["1, 2, 3"]),
        (["--language", "xx"], 65, ["xx"]),
        (["--media", "/nowhere/a.jpg"], 66, ["a.jpg"]),
    ],
)
def test_a_choice_that_does_not_exist(reelyard, script, tmp_path, options, code, said):
    done = reelyard("make", script, "--out", tmp_path / "reels", *options)
    assert_refused(done, code, *said)
    assert not list((tmp_path / "reels").glob("*"))


@pytest.mark.parametrize("words", [[], ["--out", "reels"], ["sky.md"]])
def test_a_command_without_a_script_or_folder_is_a_usage_error(reelyard, words):
    done = reelyard("make", *words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "usage: reelyard make" in done.stderr


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n cut short"])
def test_a_picture_that_is_none(reelyard, script, tmp_path, content):
    picture = tmp_path / "holiday.png"
    picture.write_bytes(content)
    done = reelyard("make", script, "--out", tmp_path / "reels", "--media", picture)
    assert_refused(done, 65, "holiday.png")
    assert not list((tmp_path / "reels").glob("*"))


@pytest.mark.parametrize("inside", ["a-file/reels", "/proc/reels"])
def test_a_folder_that_cannot_be_written(reelyard, script, tmp_path, inside):
    # Both refuse root as well as anybody else.
    (tmp_path / "a-file").write_text("in the way")
    done = reelyard("make", script, "--out", tmp_path / inside)
    assert_refused(done, 73, inside)


def test_a_full_disk(reelyard, script, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    if not _may_mount(reelyard, disk):
        pytest.skip("this system lets nobody mount a small disk of their own")
    done = reelyard("make", script, "--out", disk / "reels", before=_on_small_disk(disk))
    assert_refused(done, 74, "disk is full")


def _on_small_disk(folder: Path) -> tuple[str, ...]:
    """Runs a command in a mount namespace of its own, with 300 kB at the folder."""
    mount = f'mount -t tmpfs -o size=300k none "{folder}" && exec "$0" "$@"'
    return ("unshare", "--map-root-user", "--mount", "sh", "-c", mount)


def _may_mount(reelyard, folder: Path) -> bool:
    is_there = shutil.which("unshare") is not None
    return is_there and reelyard("--version", before=_on_small_disk(folder)).returncode == 0
