"""Devices over HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from server_client import client
from server_users import PASSWORD, make_token, make_user
from sqlalchemy.ext.asyncio import AsyncEngine

from server.database import transaction

pytestmark = pytest.mark.anyio

EMAIL = "anna@example.com"
LAPTOP, PHONE = str(uuid4()), str(uuid4())


@pytest.fixture
async def api(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with transaction(engine) as session:
        await make_user(session, EMAIL)
    async with client(engine, tmp_path) as opened:
        yield opened


async def tokens_on(api: httpx.AsyncClient, device_id: str, name: str) -> dict[str, str]:
    form = {"grant_type": "password", "username": EMAIL, "password": PASSWORD}
    form |= {"device_id": device_id, "device_name": name}
    given = await api.post("/v1/auth/token", data=form)
    assert given.status_code == 200
    read: dict[str, str] = given.json()
    return read


def bearer(tokens: dict[str, str]) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens['access_token']}"}


async def test_a_lost_phone_is_shut_out_from_the_laptop(api: httpx.AsyncClient) -> None:
    laptop = await tokens_on(api, LAPTOP, "Laptop")
    phone = await tokens_on(api, PHONE, "Phone")
    listed = (await api.get("/v1/devices", headers=bearer(laptop))).json()
    assert listed["next_cursor"] is None
    assert [(one["name"], one["current"]) for one in listed["devices"]] == [
        ("Phone", False),
        ("Laptop", True),
    ]
    one = await api.get(f"/v1/devices/{PHONE}", headers=bearer(laptop))
    assert one.json() == listed["devices"][0]
    assert set(one.json()) == {"id", "name", "created_at", "last_seen_at", "current"}

    gone = await api.delete(f"/v1/devices/{PHONE}", headers=bearer(laptop))
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await api.get("/v1/me", headers=bearer(phone))).status_code == 401
    form = {"grant_type": "refresh_token", "refresh_token": phone["refresh_token"]}
    assert (await api.post("/v1/auth/token", data=form)).status_code == 400
    again = await api.delete(f"/v1/devices/{PHONE}", headers=bearer(laptop))
    assert again.status_code == 404
    assert (await api.get("/v1/me", headers=bearer(laptop))).status_code == 200


async def test_whoever_forgets_the_device_they_are_on_signs_out(api: httpx.AsyncClient) -> None:
    laptop = await tokens_on(api, LAPTOP, "Laptop")
    gone = await api.delete(f"/v1/devices/{LAPTOP}", headers=bearer(laptop))
    assert gone.status_code == 204
    assert (await api.get("/v1/devices", headers=bearer(laptop))).status_code == 401


async def test_a_device_keeps_its_session_and_takes_a_new_name(api: httpx.AsyncClient) -> None:
    laptop = await tokens_on(api, LAPTOP, "Laptop")
    form = {"grant_type": "refresh_token", "refresh_token": laptop["refresh_token"]}
    form |= {"device_id": PHONE, "device_name": "Renamed"}
    renewed = (await api.post("/v1/auth/token", data=form)).json()
    (one,) = (await api.get("/v1/devices", headers=bearer(renewed))).json()["devices"]
    assert (one["id"], one["name"], one["current"]) == (LAPTOP, "Renamed", True)


@pytest.mark.parametrize("method", ["GET", "DELETE"])
async def test_anothers_device_is_not_there(
    api: httpx.AsyncClient, engine: AsyncEngine, method: str
) -> None:
    laptop = await tokens_on(api, LAPTOP, "Laptop")
    async with transaction(engine) as session:
        stranger = await make_token(session, await make_user(session), uuid4())
    foreign = {"Authorization": f"Bearer {stranger}"}
    for device_id in (LAPTOP, str(uuid4()), "no-id", LAPTOP.replace("-", "")):
        refused = await api.request(method, f"/v1/devices/{device_id}", headers=foreign)
        assert (refused.status_code, refused.json()["code"]) == (404, "not-found")
        nobody = await api.request(method, f"/v1/devices/{device_id}")
        assert nobody.status_code == 401
    assert (await api.get(f"/v1/devices/{LAPTOP}", headers=bearer(laptop))).status_code == 200
