"""HEAD over HTTP: the head of what GET says, wherever GET says anything."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from live_server import PATIENCE_S, serving
from made_reels import make_draft, make_generation
from operations import Operation, operations
from server_client import client, make_parts
from server_users import make_token, make_user
from sqlalchemy.ext.asyncio import AsyncEngine

from server.app import create_app
from server.database import transaction

pytestmark = pytest.mark.anyio

PER_REQUEST = {"x-request-id", "date"}
STREAM = "/v1/events"


@pytest.fixture
async def api(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with transaction(engine) as session:
        owner_id = await make_user(session)
        token = await make_token(session, owner_id)
        draft = await make_draft(session, owner_id)
        generation_id = await make_generation(session, owner_id, draft)
    async with client(engine, tmp_path) as opened:
        opened.headers["Authorization"] = f"Bearer {token}"
        opened.headers["X-Draft"] = f"/v1/drafts/{draft.id}"
        opened.headers["X-Generation"] = f"/v1/generations/{generation_id}"
        yield opened


def head_of(answer: httpx.Response) -> dict[str, str]:
    """What an answer says before its body."""
    return {name: value for name, value in answer.headers.items() if name not in PER_REQUEST}


def gets() -> list[Operation]:
    return [one for one in operations() if one.method == "GET" and one.path != STREAM]


@pytest.mark.parametrize("one", gets(), ids=str)
async def test_head_says_what_get_says_everywhere(api: httpx.AsyncClient, one: Operation) -> None:
    path = one.path_with({"id": "explainer"}) if "presets" in one.path else one.path_with()
    get, head = await api.get(path), await api.head(path)
    assert head.content == b""
    # Problems tell the request's id in their body: the same length, all the same.
    assert (head.status_code, head_of(head)) == (get.status_code, head_of(get))
    assert one.has_ids or get.status_code in (200, 422, 503)


@pytest.mark.parametrize("what", ["X-Draft", "X-Generation"])
async def test_what_is_known_is_said_to_be_known(api: httpx.AsyncClient, what: str) -> None:
    path = api.headers[what]
    head = await api.head(path)
    assert (head.status_code, int(head.headers["Content-Length"]) > 0) == (200, True)
    known = await api.head(path, headers={"If-None-Match": head.headers["ETag"]})
    assert (known.status_code, known.content) == (304, b"")


async def test_an_old_address_answers_head_as_well(api: httpx.AsyncClient) -> None:
    assert (await api.head("/api/usage")).status_code == 200


async def test_who_is_nobody_is_told_to_sign_in(api: httpx.AsyncClient) -> None:
    del api.headers["Authorization"]
    assert (await api.head("/v1/usage")).status_code == 401


async def test_where_nothing_is_read_head_is_no_method(api: httpx.AsyncClient) -> None:
    answer = await api.head("/v1/create")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert answer.content == b""
    assert (await api.head("/v1/nowhere")).status_code == 404


async def test_the_head_of_a_stream_ends_it_over_a_real_socket(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    async with transaction(engine) as session:
        token = await make_token(session, await make_user(session))
    app = create_app(make_parts(engine, tmp_path))
    signed = {"Authorization": f"Bearer {token}"}
    async with (
        serving(app) as url,
        httpx.AsyncClient(base_url=url, headers=signed, timeout=PATIENCE_S) as me,
    ):
        head = await me.head(STREAM)
        assert head.status_code == 200
        assert head.headers["Content-Type"].startswith("text/event-stream")
        assert app.state.hub.listening.count == 0
        # And the line is good for the next request.
        assert (await me.head("/v1/usage")).status_code == 200
        assert (await me.get("/v1/usage")).json()["plan"] == "free"
