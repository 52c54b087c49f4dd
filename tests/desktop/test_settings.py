"""How the window was left: kept whole, and never in the way of a start."""

import json
from dataclasses import replace
from uuid import UUID

import pytest

from contract.problems import Code, Problem
from desktop import settings
from desktop.settings import THIS_COMPUTER, AppSettings, KnownAccount, Place, SavedFilter

ALL = AppSettings(
    home="server",
    account=KnownAccount("https://reels.example", UUID(int=7), "mia@example.org"),
    device_id=UUID(int=8),
    theme="dark",
    ui_language="ar",
    has_reduced_motion=True,
    has_single_keys=False,
    cache_bytes=10**9,
    place=Place(10, -20, 1280, 800, is_maximized=True),
    view="create",
    draft_id=UUID(int=9),
    caret=41,
    saved_filters=(SavedFilter("tiktok", ("howto",), "sky"), SavedFilter(None, (), "sea")),
    export_folder="/media/stick",
    export_pattern="{title}",
    export_kinds=("video", "text"),
)


def test_all_of_it_comes_back(tmp_path):
    assert settings.change(tmp_path, lambda _: ALL) == ALL
    assert settings.load(tmp_path) == ALL


def test_what_nobody_chose_comes_back_as_nobodys_choice(tmp_path):
    settings.change(tmp_path, lambda kept: replace(kept, theme="light"))
    assert settings.load(tmp_path) == AppSettings(theme="light")


@pytest.mark.parametrize(
    "kept",
    [
        b"",
        b"{",
        b"[1, 2]",
        b"\xff\xfe",
        json.dumps({"theme": "pink", "caret": "many", "home": 3, "draft_id": "no id"}).encode(),
        json.dumps({"account": {"server": "x"}, "place": {"left": 1, "top": True}}).encode(),
        json.dumps({"account": None, "place": [], "not ours": 1}).encode(),
        json.dumps({"saved_filters": ["x", 3], "export_kinds": "all"}).encode(),
    ],
)
def test_what_we_did_not_write_is_as_new(tmp_path, kept):
    (tmp_path / settings.NAME).write_bytes(kept)
    assert settings.load(tmp_path) == AppSettings()


def test_what_can_be_read_stays_beside_what_cannot(tmp_path):
    (tmp_path / settings.NAME).write_text(json.dumps({"theme": "dark", "caret": []}))
    assert settings.load(tmp_path) == AppSettings(theme="dark")


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Problem) as told:
        settings.change(tmp_path / "file" / "data", lambda _: ALL)
    assert told.value.code is Code.FOLDER_UNWRITABLE


def test_only_the_server_on_this_computer_is_ones_own():
    assert KnownAccount(THIS_COMPUTER, UUID(int=1), None).is_own
    assert not ALL.account.is_own
