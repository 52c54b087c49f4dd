"""Promises of a server's data folder: for one server and one person, and it remembers."""

import os
import stat
import subprocess
import sys

import pytest

from contract.local_access import LocalAccess
from contract.problems import Code, Problem
from server import data_folder
from server.data_folder import occupied


def mode_of(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_it_is_made_for_the_person_alone_with_all_above_it(tmp_path):
    root = tmp_path / "a folder with späces" / "data"
    with occupied(root) as folder:
        assert folder.root == root
        assert mode_of(root) == 0o700


def test_a_second_server_is_told_and_after_the_first_it_may(tmp_path):
    with occupied(tmp_path / "d"):
        with pytest.raises(Problem) as caught, occupied(tmp_path / "d"):
            pass
        assert caught.value.code is Code.FOLDER_IN_USE
        assert str(tmp_path / "d") in caught.value.says
    with occupied(tmp_path / "d"):
        pass


def test_what_an_earlier_server_started_is_waited_for(tmp_path, monkeypatch):
    with occupied(tmp_path / "d") as folder:
        family = folder.family.fileno()
        left = subprocess.Popen(
            [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=(family,)
        )
    monkeypatch.setattr(data_folder, "FAMILY_ENDS_WITHIN_S", 0)
    with pytest.raises(Problem) as caught, occupied(tmp_path / "d"):
        pass
    assert caught.value.code is Code.FOLDER_IN_USE
    left.communicate()
    with occupied(tmp_path / "d"):
        pass


def test_the_secret_is_made_once_and_readable_for_the_person_alone(tmp_path):
    with occupied(tmp_path / "d") as folder:
        secret = folder.secret()
        assert len(secret) >= 32
        assert folder.secret() == secret
        assert mode_of(tmp_path / "d" / "secret") == 0o600
    with occupied(tmp_path / "e") as other:
        assert other.secret() != secret


def test_a_spoiled_secret_is_said_not_replaced(tmp_path):
    with occupied(tmp_path / "d") as folder:
        (tmp_path / "d" / "secret").write_text("short")
        with pytest.raises(Problem) as caught:
            folder.secret()
        assert caught.value.code is Code.SETTING_INVALID
        assert (tmp_path / "d" / "secret").read_text() == "short"


def test_port_and_access_are_remembered_and_rubbish_is_nothing(tmp_path):
    access = LocalAccess(url="http://127.0.0.1:8000", key="ryk_1")
    with occupied(tmp_path / "d") as folder:
        assert folder.find_port() is folder.find_access() is None
        folder.keep_port(8000)
        folder.keep_access(access)
        assert (folder.find_port(), folder.find_access()) == (8000, access)
        assert mode_of(folder.root / "local.json") == 0o600
        for name in ("port", "local.json"):
            (folder.root / name).write_bytes(b"\xff{")
        assert folder.find_port() is folder.find_access() is None


@pytest.mark.parametrize("inside", ["a-file/data", "/proc/data"])
def test_a_folder_that_cannot_be_is_said(tmp_path, inside):
    (tmp_path / "a-file").write_text("in the way")
    with pytest.raises(Problem) as caught, occupied(tmp_path / inside):
        pass
    assert caught.value.code is Code.FOLDER_UNWRITABLE


def test_a_private_file_follows_no_link_and_replaces_whole(tmp_path):
    (tmp_path / "theirs").write_text("theirs")
    os.symlink(tmp_path / "theirs", tmp_path / "port.new")
    data_folder.write_privately(tmp_path / "port", "1")
    assert (tmp_path / "port").read_text() == "1\n"
    assert (tmp_path / "theirs").read_text() == "theirs"
