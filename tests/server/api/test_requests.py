"""Around every request: its id, its headers, its line in the log; and the oldest addresses."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from fastapi import APIRouter
from server_client import BASE_URL, client, make_parts
from server_users import PASSWORD, make_token, make_user
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import ClientDisconnect

from server import logs
from server.api.order import OpenRoute
from server.app import create_app
from server.database import make_engine, transaction

pytestmark = pytest.mark.anyio

router = APIRouter(route_class=OpenRoute)


@router.get("/things/{id}")
async def get_thing(id: str) -> dict[str, str]:
    """Answer, or fail when the name says so."""
    if id == "bug":
        raise ZeroDivisionError(f"with rk_{'k' * 40} in it")
    if id == "gone":
        raise ClientDisconnect
    return {"id": id}


@pytest.fixture
async def around(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(make_parts(make_engine("postgresql:///none?host=/nowhere"), tmp_path))
    app.router.routes.extend(router.routes)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE_URL) as opened:
        yield opened


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Any:
    """What is logged as it is written, read back."""
    before = structlog.get_config()
    logs.set_up()
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    structlog.configure(**before)


async def test_a_sane_id_of_a_request_is_kept(around: httpx.AsyncClient) -> None:
    answer = await around.get("/healthz", headers={"X-Request-Id": "proxy-1.2_3"})
    assert answer.headers["X-Request-Id"] == "proxy-1.2_3"


@pytest.mark.parametrize("given", [b"", b"short", b"x" * 65, b'a"b{c}d e', b"\xff" * 10, b"-" * 9])
async def test_any_other_is_replaced(around: httpx.AsyncClient, given: bytes) -> None:
    answers = [await around.get("/healthz", headers=[(b"X-Request-Id", given)]) for _ in "12"]
    ids = [answer.headers["X-Request-Id"] for answer in answers]
    assert len(set(ids)) == 2
    assert all(len(one) == 32 and one.isalnum() for one in ids)


async def test_answers_are_private_and_data_is_no_page(around: httpx.AsyncClient) -> None:
    for path in ("/healthz", "/nothing"):
        headers = (await around.get(path)).headers
        assert headers["Cache-Control"] == "private, no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "Access-Control-Allow-Origin" not in headers


async def test_no_page_of_another_origin_is_let_in(around: httpx.AsyncClient) -> None:
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "GET"}
    answer = await around.options("/v1/me", headers=asked)
    assert answer.status_code == 405
    assert not [name for name in answer.headers if name.startswith("access-control")]


async def test_a_head_is_told_as_one_with_its_route(around: httpx.AsyncClient, lines: Any) -> None:
    assert (await around.head("/things/private")).status_code == 200
    (line,) = lines()
    assert (line["method"], line["route"], line["status"]) == ("HEAD", "/things/{id}", 200)


async def test_each_request_is_one_line_with_its_route_and_never_its_path(
    around: httpx.AsyncClient, lines: Any
) -> None:
    answer = await around.get("/things/private?sig=abc", headers={"X-Request-Id": "request-1"})
    assert answer.status_code == 200
    (line,) = lines()
    assert line.pop("ms") >= 0
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "answered",
        "level": "info",
        "method": "GET",
        "route": "/things/{id}",
        "status": 200,
        "request_id": "request-1",
    }


async def test_a_bug_is_told_to_the_operator_with_its_place(
    around: httpx.AsyncClient, lines: Any
) -> None:
    answer = await around.get("/things/bug")
    assert answer.status_code == 500
    bug, line = lines()
    assert bug["request_id"] == line["request_id"] == answer.headers["X-Request-Id"]
    assert bug["failure"][0]["kind"] == "builtins.ZeroDivisionError"
    assert bug["failure"][0]["at"][-1].endswith("get_thing")
    assert "kkk" not in json.dumps(bug)
    assert line["status"] == 500


async def test_who_left_before_the_answer_is_no_bug(around: httpx.AsyncClient, lines: Any) -> None:
    with pytest.raises(AssertionError):
        # The transport misses an answer that nobody is there to take.
        await around.get("/things/gone")
    assert [line["status"] for line in lines()] == [499]


async def test_nothing_of_a_person_stands_in_the_log(
    engine: AsyncEngine, tmp_path: Path, lines: Any
) -> None:
    async with client(engine, tmp_path) as opened:
        credentials = {"email": "somebody@example.com", "password": PASSWORD}
        assert (await opened.post("/v1/auth/signup", json=credentials)).status_code == 201
        form = {"grant_type": "password", "username": "somebody@example.com", "password": PASSWORD}
        tokens = (await opened.post("/v1/auth/token", data=form)).json()
        signed = {"Authorization": f"Bearer {tokens['access_token']}"}
        key = (await opened.post("/v1/api-keys", json={"name": "n"}, headers=signed)).json()
        # Refused in several ways, each with something to give away.
        await opened.post("/v1/auth/signup", json={**credentials, "topic": "my words"})
        await opened.post("/v1/auth/token", data={**form, "password": "wrong words"})
        await opened.get(f"/v1/nothing?token={tokens['refresh_token']}")
    written = json.dumps(lines())
    assert written.count("answered") == 6
    for secret in (
        PASSWORD, "wrong words", "my words", "somebody", tokens["access_token"][5:],
        tokens["refresh_token"][5:], key["key"][12:],
    ):  # fmt: skip
        assert secret not in written


async def test_the_oldest_addresses_lead_to_the_same_routes(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    async with transaction(engine) as session:
        token = await make_token(session, await make_user(session))
    async with client(engine, tmp_path, token=token) as opened:
        for old, new in (
            ("/api/jobs", "/v1/jobs"),
            ("/api/exports", "/v1/exports"),
            ("/api/usage", "/v1/usage"),
            ("/api/v1/me", "/v1/me"),
            ("/api/v1/library/assets", "/v1/library/assets"),
        ):
            of_old, of_new = await opened.get(old), await opened.get(new)
            assert of_old.status_code == of_new.status_code == 200, old
            assert of_old.json() == of_new.json()
        for nothing in ("/api", "/api/", "/api/me", "/api/jobs/1", "/api/v2/me", "/api/v1/v1/me"):
            assert (await opened.get(nothing)).status_code == 404, nothing


async def test_the_document_is_public_and_asked_for_again_cheaply(
    around: httpx.AsyncClient,
) -> None:
    answer = await around.get("/v1/openapi.json")
    assert answer.json()["openapi"].startswith("3.1")
    assert answer.headers["Cache-Control"].startswith("public")
    again = await around.get(
        "/api/v1/openapi.json", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
