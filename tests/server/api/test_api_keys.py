"""Keys for machines over HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from server_client import client
from server_users import make_token, make_user
from sqlalchemy.ext.asyncio import AsyncEngine

from server import api_keys
from server.database import transaction

pytestmark = pytest.mark.anyio


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
async def api(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with transaction(engine) as session:
        token = await make_token(session, await make_user(session))
    async with client(engine, tmp_path, token=token) as opened:
        yield opened


@pytest.fixture
async def stranger(engine: AsyncEngine) -> str:
    async with transaction(engine) as session:
        return await make_token(session, await make_user(session))


async def test_a_key_is_shown_once_works_and_ends(api: httpx.AsyncClient) -> None:
    made = await api.post("/v1/api-keys", json={"name": "Render farm"})
    assert made.status_code == 201
    assert made.headers["Cache-Control"] == "no-store"
    key = made.json()["key"]
    assert key.startswith("rk_")
    assert set(made.json()) == {"id", "name", "prefix", "created_at", "last_used_at", "key"}
    one = await api.get(made.headers["Location"])
    assert one.json() == {name: made.json()[name] for name in one.json()}
    assert "key" not in one.json()

    by_key = await api.get("/v1/me", headers=bearer(key))
    assert by_key.json() == (await api.get("/v1/me")).json()
    (listed,) = (await api.get("/v1/api-keys")).json()["api_keys"]
    assert listed["last_used_at"] is not None
    assert key not in str(listed)

    gone = await api.delete(made.headers["Location"])
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await api.get("/v1/me", headers=bearer(key))).status_code == 401
    assert (await api.delete(made.headers["Location"])).status_code == 404
    assert (await api.get(made.headers["Location"])).status_code == 404
    assert (await api.get("/v1/api-keys")).json() == {"api_keys": [], "next_cursor": None}


async def test_a_key_may_do_what_its_owner_may(api: httpx.AsyncClient) -> None:
    key = (await api.post("/v1/api-keys", json={"name": "First"})).json()["key"]
    second = await api.post("/v1/api-keys", json={"name": "Second"}, headers=bearer(key))
    assert second.status_code == 201
    devices = await api.get("/v1/devices", headers=bearer(key))
    assert devices.json() == {"devices": [], "next_cursor": None}


async def test_a_key_that_was_found_is_ended_by_whoever_found_it(
    api: httpx.AsyncClient,
) -> None:
    key = (await api.post("/v1/api-keys", json={"name": "Leaked"})).json()["key"]
    ended = await api.post("/v1/auth/revoke", data={"token": key})
    assert ended.status_code == 200
    assert (await api.get("/v1/me", headers=bearer(key))).status_code == 401
    assert (await api.get("/v1/me")).status_code == 200


async def test_anothers_key_is_not_there(api: httpx.AsyncClient, stranger: str) -> None:
    made = (await api.post("/v1/api-keys", json={"name": "Mine"})).json()
    for key_id in (made["id"], str(uuid4()), "no-id"):
        for method in ("GET", "DELETE"):
            path = f"/v1/api-keys/{key_id}"
            refused = await api.request(method, path, headers=bearer(stranger))
            assert (refused.status_code, refused.json()["code"]) == (404, "not-found")
            nobody = await api.request(method, path, headers={"Authorization": ""})
            assert nobody.status_code == 401
    assert (await api.get("/v1/api-keys", headers=bearer(stranger))).json()["api_keys"] == []
    assert (await api.get("/v1/me", headers=bearer(made["key"]))).status_code == 200


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": "x" * 101}, {"name": "a", "b": 1}])
async def test_what_names_no_key(api: httpx.AsyncClient, body: dict[str, str]) -> None:
    refused = await api.post("/v1/api-keys", json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid-body")


async def test_there_is_a_most(api: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_keys, "MOST_KEYS", 1)
    assert (await api.post("/v1/api-keys", json={"name": "First"})).status_code == 201
    refused = await api.post("/v1/api-keys", json={"name": "Second"})
    assert (refused.status_code, refused.json()["code"]) == (409, "api-keys-too-many")
