"""Events, over a real socket and a real Postgres: who hears what, and when it ends."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from live_server import PATIENCE_S, Stream, live_server, serving, stream
from server_client import make_parts
from server_users import make_token, make_user
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import QueuePool

from server import changes, listening
from server.app import create_app
from server.bell import NotifyBell
from server.changes import News
from server.database import transaction
from server.listening import PLACE_FREE_AFTER_S
from server.parts import Parts

pytestmark = pytest.mark.anyio

# So short that a test need not wait, so long that an event comes between two.
SHORT_S = 0.2


@dataclass
class House:
    """A server's parts and a user of it."""

    parts: Parts
    engine: AsyncEngine
    owner_id: UUID
    token: str

    async def change(self, ring: bool = True, owner_id: UUID | None = None) -> int:
        """Something changes for the owner, or for another."""
        whose = owner_id or self.owner_id
        async with transaction(self.engine) as session:
            seq = await changes.append(session, whose, [News("draft", str(uuid4()), {})])
        if ring:
            self.parts.bell.ring(whose, seq)
        return seq


@pytest.fixture
async def house(engine: AsyncEngine, database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    parts = make_parts(engine, tmp_path, bell=NotifyBell(database_url))
    async with transaction(engine) as session:
        owner_id = await make_user(session)
        token = await make_token(session, owner_id)
    yield House(parts, engine, owner_id, token)
    await parts.bell.close()


async def ended(opened: Stream) -> bool:
    """True when the stream ends; whatever still comes is passed over."""
    try:
        while True:
            await opened.next()
    except StopAsyncIteration:
        return True


async def test_a_change_is_told_with_its_number_as_id(house: House) -> None:
    async with live_server(house.parts) as url, stream(url, house.token) as opened:
        seq = await house.change()
        event = await opened.next_named("change")
    assert event == {"event": "change", "id": str(seq), "data": json.dumps({"seq": seq})}


async def test_progress_is_told_without_an_id(house: House) -> None:
    bar = {"generation_id": "g", "status": "running", "stage": "drawing", "progress_pct": 40}
    async with live_server(house.parts) as url, stream(url, house.token) as opened:
        house.parts.bell.tell(house.owner_id, bar)
        event = await opened.next_named("progress")
    assert event == {"event": "progress", "data": json.dumps(bar)}


async def test_who_missed_something_is_told_at_once(house: House) -> None:
    await house.change(ring=False)
    head = await house.change(ring=False)
    async with live_server(house.parts) as url, stream(url, house.token, last_id="1") as opened:
        assert (await opened.next_named("change"))["id"] == str(head)


async def test_who_missed_nothing_hears_of_the_next_change_first(house: House) -> None:
    head = await house.change(ring=False)
    async with live_server(house.parts) as url, stream(url, house.token, str(head)) as opened:
        seq = await house.change()
        assert (await opened.next_named("change"))["id"] == str(seq)


async def test_who_has_seen_more_than_there_is_hears_where_the_log_is(house: House) -> None:
    seq = await house.change(ring=False)
    async with (
        live_server(house.parts) as url,
        stream(url, house.token, str(seq + 7)) as opened,
    ):
        assert (await opened.next_named("change"))["id"] == str(seq)


@pytest.mark.parametrize("last_id", ["", "-1", "x", "9" * 400, "\u00b2", "1.5"])
async def test_a_last_id_that_is_none_begins_from_the_start(house: House, last_id: str) -> None:
    head = await house.change(ring=False)
    async with live_server(house.parts) as url:
        headers = [
            (b"Authorization", f"Bearer {house.token}".encode()),
            (b"Last-Event-ID", last_id.encode("latin-1")),
        ]
        async with (
            httpx.AsyncClient(timeout=PATIENCE_S) as client,
            client.stream("GET", f"{url}/v1/events", headers=headers) as response,
        ):
            assert response.status_code == 200
            assert (await Stream(response).next_named("change"))["id"] == str(head)


async def test_nobody_hears_of_a_strangers_changes(house: House) -> None:
    async with transaction(house.engine) as session:
        stranger = await make_user(session)
    async with live_server(house.parts) as url, stream(url, house.token) as opened:
        for _ in range(3):
            await house.change(owner_id=stranger)
        house.parts.bell.tell(stranger, {"generation_id": "theirs"})
        seq = await house.change()
        assert (await opened.next())["id"] == str(seq)


async def test_a_ring_in_one_process_is_heard_in_another(
    house: House, engine: AsyncEngine, database_url: str, tmp_path: Path
) -> None:
    other = make_parts(engine, tmp_path, bell=NotifyBell(database_url))
    async with (
        live_server(house.parts) as one,
        live_server(other) as two,
        stream(one, house.token) as first,
        stream(two, house.token) as second,
    ):
        seq = await house.change()
        assert (await first.next_named("change"))["id"] == str(seq)
        assert (await second.next_named("change"))["id"] == str(seq)


async def test_silence_is_filled_with_heartbeats(house: House) -> None:
    async with (
        live_server(house.parts, heartbeat_s=SHORT_S) as url,
        stream(url, house.token) as opened,
    ):
        assert await opened.next() == {"": "beat"}
        assert await opened.next() == {"": "beat"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sessions SET revoked_at = reelyard_now()",
        "UPDATE access_tokens SET expires_at = reelyard_now()",
        "DELETE FROM users",
    ],
)
async def test_the_stream_ends_with_the_token(house: House, statement: str) -> None:
    async with (
        live_server(house.parts, heartbeat_s=SHORT_S) as url,
        stream(url, house.token) as opened,
    ):
        async with transaction(house.engine) as session:
            await session.execute(text(statement))
        assert await ended(opened)


async def test_what_happened_while_the_listener_was_cut_off_is_told_after(
    house: House, database_url: str
) -> None:
    async with live_server(house.parts) as url, stream(url, house.token) as opened:
        await house.change()
        await opened.next_named("change")
        async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as admin:
            await admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND application_name = 'reelyard listening'"
            )
        seq = await house.change(ring=False)
        assert (await opened.next_named("change"))["id"] == str(seq)


async def test_open_streams_hold_no_connection_to_the_database(house: House) -> None:
    pool = house.engine.sync_engine.pool
    assert isinstance(pool, QueuePool)
    async with (
        live_server(house.parts) as url,
        stream(url, house.token) as one,
        stream(url, house.token) as two,
    ):
        await house.change()
        await one.next_named("change")
        await two.next_named("change")
        assert pool.checkedout() == 0


async def test_a_server_that_ends_does_not_wait_for_its_streams(house: House) -> None:
    async with live_server(house.parts) as url:
        context = stream(url, house.token)
        opened = await context.__aenter__()
    assert await ended(opened)
    await context.__aexit__(None, None, None)


async def test_nobody_listens_without_a_token(house: House) -> None:
    async with live_server(house.parts) as url, stream(url, "ra_nothing") as refused:
        assert refused.response.status_code == 401


async def test_one_stream_too_many_is_a_problem_that_says_so(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "MOST_OF_AN_OWNER", 1)
    async with transaction(house.engine) as session:
        stranger = await make_token(session, await make_user(session))
    app = create_app(house.parts)
    async with serving(app) as url:
        async with stream(url, house.token):
            async with stream(url, house.token) as refused:
                assert refused.response.status_code == 429
                assert refused.response.headers["Retry-After"] == str(PLACE_FREE_AFTER_S)
                problem = json.loads(await refused.response.aread())
                assert problem["code"] == "streams-too-many"
            async with stream(url, stranger) as theirs:
                assert theirs.response.status_code == 200
        await until_nobody_listens(app)
        async with stream(url, house.token) as again:
            assert again.response.status_code == 200


async def test_a_client_that_leaves_is_forgotten(house: House) -> None:
    app = create_app(house.parts)
    async with serving(app) as url:
        async with stream(url, house.token), stream(url, house.token):
            assert listeners(app) == 2
        await until_nobody_listens(app)


async def test_a_client_that_takes_nothing_is_let_go(house: House) -> None:
    app = create_app(house.parts, heartbeat_s=SHORT_S)
    async with serving(app) as url:
        address = httpx.URL(url)
        reader, writer = await asyncio.open_connection(address.host, address.port, limit=1)
        request = f"GET /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {house.token}\r\n"
        writer.write(f"{request}\r\n".encode())
        await reader.read(1)
        # More than all buffers on the way hold, told faster than it could be read.
        bar = {"generation_id": "g", "filler": "x" * 1_000_000}
        async with asyncio.timeout(PATIENCE_S):
            while listeners(app):
                app.state.hub.listening._hand_on(
                    json.dumps({"owner": str(house.owner_id), "progress": bar})
                )
                await asyncio.sleep(0)
        writer.close()


def listeners(app: FastAPI) -> int:
    """How many streams are open."""
    count: int = app.state.hub.listening.count
    return count


async def until_nobody_listens(app: FastAPI) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while listeners(app):
            await asyncio.sleep(0)
