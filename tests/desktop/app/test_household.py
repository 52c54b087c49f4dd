"""Who works here: what one person wrote is there after every change of who it is."""

import platform
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from uuid import UUID

import pytest
from scripted_server import refused, told

from contract.drafts import NewDraftBody
from contract.problems import Code, Problem
from desktop import settings
from desktop.app.household import Household
from desktop.desk import Desk
from desktop.models import drafts
from desktop.settings import THIS_COMPUTER, KnownAccount
from desktop.sign_ins import SignedIn
from desktop.sync.session import KeySession

AT = "2026-11-24T10:00:00Z"
OWNER = UUID(int=11)


def living(data: Path) -> Household:
    return Household(data, on_own_ready=lambda who: None, on_own_problem=lambda problem: None)


@pytest.fixture
def house(tmp_path) -> Iterator[Household]:
    house = living(tmp_path / "data")
    yield house
    house.close()


@pytest.fixture
def someone(server) -> SignedIn:
    server.answer("POST", "/v1/sync/hello", refused(503, "server-busy"))
    return SignedIn(
        KnownAccount(server.url, OWNER, "mia@example.org"), server.url, KeySession("ryk_key")
    )


def written(desk: Desk, topic: str) -> UUID:
    return desk.run(drafts.new, NewDraftBody.model_construct(topic=topic)).result().id


def topics(desk: Desk) -> list[str]:
    return [draft.title for draft in desk.run(drafts.list_page).result().drafts]


def problem_of(future: "Future[object]") -> Problem:
    with pytest.raises(Problem) as told:
        future.result()
    return told.value


def test_before_anybody_signed_in_drafts_are_kept_here(house, tmp_path):
    desk = house.open().result()
    written(desk, "Rain")
    house.connect()
    assert not desk.is_connected
    house.close()
    again = living(tmp_path / "data")
    assert topics(again.open().result()) == ["Rain"]
    again.close()


def test_what_was_written_before_moves_in_with_whoever_signs_in(house, someone, tmp_path):
    written(house.open().result(), "Rain")
    desk = house.move_to(someone).result()
    house.talk_as(someone)
    assert topics(desk) == ["Rain"]
    assert desk.is_connected
    kept = settings.load(tmp_path / "data")
    assert (kept.account, kept.home) == (someone.account, "server")


def test_after_a_start_it_is_their_desk_and_their_server(house, someone, tmp_path):
    house.open().result()
    written(house.move_to(someone).result(), "Mine")
    house.close()
    again = living(tmp_path / "data")
    desk = again.open().result()
    again.connect()
    assert (topics(desk), desk.account, desk.is_connected) == (["Mine"], someone.account, True)
    again.close()


def test_who_signs_out_leaves_everything_here_and_takes_it_up_again(house, someone):
    house.open().result()
    written(house.move_to(someone).result(), "Mine")
    assert "edit" in house.words_before_leaving().result()
    stranger = house.leave().result()
    assert (topics(stranger), stranger.account) == ([], None)
    assert topics(house.move_to(someone).result()) == ["Mine"]


def test_signing_in_names_this_device_and_the_same_one_next_time(house, server, tmp_path):
    tokens = {"access_token": "a", "refresh_token": "r", "token_type": "bearer", "expires_in": 600}
    user = {"id": str(OWNER), "email": "mia@example.org", "verified": False, "created_at": AT}
    server.answer("POST", "/v1/auth/signup", told(user, 201))
    server.answer("POST", "/v1/auth/token", told(tokens))
    server.answer("GET", "/v1/me", told(user))
    house.open().result()
    who = house.sign_up(server.url, "mia@example.org", "correct horse").result()
    house.sign_in(server.url, "mia@example.org", "correct horse").result()
    assert who.account == KnownAccount(server.url, OWNER, "mia@example.org")
    first, second = (one.body.decode() for one in server.sent("POST", "/v1/auth/token"))
    assert f"device_id={settings.load(tmp_path / 'data').device_id}" in first
    assert first == second
    assert (platform.node() or "A+computer").split(".")[0] in first


def test_a_refused_sign_in_changes_nothing(house, server):
    desk = house.open().result()
    server.answer("POST", "/v1/auth/token", refused(400, "invalid-grant", error="invalid_grant"))
    refusal = problem_of(house.sign_in(server.url, "mia@example.org", "wrong"))
    assert refusal.code is Code.INVALID_GRANT
    written(desk, "Still mine")
    assert topics(desk) == ["Still mine"]


def test_a_damaged_store_is_put_aside_said_and_begun_anew(house, tmp_path):
    desk = house.open().result()
    written(desk, "Rain")
    house.desk = None
    desk.close()
    (desk.folder / "reelyard.sqlite3").write_bytes(b"not a database" * 1000)
    said = problem_of(house.open())
    assert (said.code, said.retryable) == (Code.STORE_DAMAGED, True)
    assert topics(house.open().result()) == []


def test_a_store_that_another_program_has_open_is_said(house, tmp_path):
    house.open().result()
    other = living(tmp_path / "data")
    assert problem_of(other.open()).code is Code.STORE_IN_USE
    other.close()


def test_ones_own_server_is_started_used_and_ended(tmp_path):
    ready: Future[SignedIn] = Future()
    failed: list[Problem] = []
    house = Household(
        tmp_path / "with ü", on_own_ready=ready.set_result, on_own_problem=failed.append
    )
    draft_id = written(house.open().result(), "Rain")
    house.start_own()
    who = ready.result()
    assert (who.account.server, who.account.is_own) == (THIS_COMPUTER, True)
    desk = house.move_to(who).result()
    house.talk_as(who)
    held = {one.id for one in desk.run(drafts.list_page).result().drafts}
    assert held == {draft_id}
    (device,) = desk.list_devices().result() or (None,)
    assert device is None or device.current
    assert desk.usage_history(2).result()
    house.close()
    assert failed == []


def test_a_server_that_does_not_start_is_said_and_keeps_nobody(tmp_path):
    failed: Future[Problem] = Future()
    house = Household(
        tmp_path / "data", on_own_ready=lambda who: None, on_own_problem=failed.set_result
    )
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "server").write_text("a file in the way")
    house.start_own()
    assert failed.result().code is Code.FOLDER_UNWRITABLE
    assert topics(house.open().result()) == []
    house.close()
