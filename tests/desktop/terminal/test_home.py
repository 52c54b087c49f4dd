"""Promises of what the command keeps beside the stores."""

from uuid import UUID, uuid4

import pytest

from contract.problems import Code, Problem
from desktop.terminal import home
from desktop.terminal.home import Account, Home, Order

ANA = Account(server="http://127.0.0.1:8000", user_id=UUID(int=7), email="ana@example.com")


def test_nothing_is_kept_at_first_and_no_folder_is_made(tmp_path):
    assert home.read(tmp_path / "data") == Home()
    assert not (tmp_path / "data").exists()


def test_what_was_kept_is_read_again(tmp_path):
    folder = tmp_path / "a folder with späces"
    home.change(folder, lambda kept: kept.model_copy(update={"account": ANA}))
    draft = uuid4()
    home.note_order(folder, draft, Order(out=tmp_path / "reels", name="sky"))
    kept = home.read(folder)
    assert kept.account == ANA
    assert kept.orders == {draft: Order(out=tmp_path / "reels", name="sky")}
    home.forget_order(folder, draft)
    assert home.read(folder) == Home(account=ANA)


def test_what_we_did_not_write_is_said_and_left_alone(tmp_path):
    (tmp_path / home.NAME).write_text("{half")
    with pytest.raises(Problem) as caught:
        home.read(tmp_path)
    assert caught.value.code is Code.STORE_DAMAGED
    assert (tmp_path / home.NAME).read_text() == "{half"


def test_a_folder_that_is_a_file_is_said(tmp_path):
    (tmp_path / "data").write_text("mine")
    with pytest.raises(Problem) as caught:
        home.change(tmp_path / "data", lambda kept: kept)
    assert caught.value.code is Code.FOLDER_UNWRITABLE
