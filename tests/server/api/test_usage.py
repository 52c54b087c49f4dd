"""Meters over HTTP: names as the contract has them, pages without a gap, months."""

import pytest
from server_client import client, make_parts
from server_reels import finish, subscribe, take_up, wish
from server_users import make_token, make_user

from contract.ids import generation_id_of
from contract.usage import LedgerAnswer
from server.database import transaction

pytestmark = pytest.mark.anyio


@pytest.fixture
async def owner(engine):
    async with transaction(engine) as session:
        owner = await make_user(session)
        await subscribe(session, owner, "pro")
        return owner


@pytest.fixture
async def http(engine, owner, tmp_path):
    parts = make_parts(engine, tmp_path)
    for key in ("a", "b", "c"):
        await wish(parts, owner, key)
        generation_id = generation_id_of(owner, "create", key)
        await finish(parts, generation_id, await take_up(parts, generation_id), [3000])
    async with transaction(engine) as session:
        token = await make_token(session, owner)
    async with client(engine, tmp_path, token=token, parts=parts) as opened:
        yield opened


async def test_the_meter(http):
    usage = (await http.get("/v1/usage")).json()
    assert usage.pop("resets_at").endswith("-01T00:00:00Z")
    assert usage == {
        "plan": "pro",
        "exports_used": 0,
        "exports_limit": 300,
        "minutes_used": 0.15,
        "minutes_limit": 600,
        "minutes_reserved": 0,
        "boost_expires_at": None,
    }


async def test_the_ledger_in_pages(http):
    whole = LedgerAnswer.model_validate((await http.get("/v1/usage/ledger?limit=100")).json())
    assert [entry.kind for entry in whole.entries] == ["settle", "reserve"] * 3
    assert whole.next_cursor is None
    found, cursor = [], ""
    while cursor is not None:
        answer = await http.get(f"/v1/usage/ledger?limit=4{cursor and '&cursor=' + cursor}")
        page = LedgerAnswer.model_validate(answer.json())
        found += page.entries
        cursor = page.next_cursor
    assert tuple(found) == whole.entries


async def test_a_cursor_of_somebody_else_is_none(http, engine, tmp_path):
    cursor = (await http.get("/v1/usage/ledger?limit=1")).json()["next_cursor"]
    async with transaction(engine) as session:
        token = await make_token(session, await make_user(session))
    async with client(engine, tmp_path, token=token) as stranger:
        for wrong in (cursor, "x", "AAAA"):
            answer = await stranger.get("/v1/usage/ledger", params={"cursor": wrong})
            assert (answer.status_code, answer.json()["code"]) == (422, "invalid-cursor")


async def test_the_months(http):
    months = (await http.get("/v1/usage/history")).json()["months"]
    assert len(months) == 6
    assert months[0]["minutes_used"] == 0.15
    assert months[1] == {**months[1], "exports_used": 0, "minutes_used": 0.0}
    assert len((await http.get("/v1/usage/history?months=36")).json()["months"]) == 36
    for wrong in ("0", "37", "x"):
        assert (await http.get(f"/v1/usage/history?months={wrong}")).status_code == 422
