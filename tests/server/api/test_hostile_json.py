"""Every odd JSON body on every route that reads JSON: an answer, soon, and never a 5xx."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from operations import Operation, operations
from outside import json_bodies
from server_client import client, make_parts
from server_users import make_token, make_user
from sqlalchemy.ext.asyncio import AsyncEngine

from contract.problems import Problem
from server.api.bodies import read_json
from server.database import transaction
from server.queue.tasks import ProcrastinateQueue

pytestmark = pytest.mark.anyio

# Whatever takes longer hangs.
PATIENCE_S = 20
# They are JSON, and hold NUL, which Postgres cannot: PRODUCT refuses those.
HOLD_NUL = {"y_string_null_escape", "y_object_escaped_null_in_key"}


@pytest.fixture
async def signed(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with transaction(engine) as session:
        token = await make_token(session, await make_user(session))
    parts = make_parts(engine, tmp_path, queue=ProcrastinateQueue())
    async with client(engine, tmp_path, token=token, parts=parts) as opened:
        yield opened


async def test_no_body_is_answered_with_a_5xx_or_not_at_all(signed: httpx.AsyncClient) -> None:
    bodies = json_bodies()
    assert len(bodies) > 300
    for one in (each for each in operations() if each.reads_json):
        for name, body in bodies.items():
            answer = await send(signed, one, body)
            # Nothing of this is what a route asks for, except an object that could be a draft.
            is_draft = one.path == "/v1/drafts" and answer.status_code == 201
            assert answer.status_code in (404, 422, 428) or is_draft, f"{one} {name}"
            json.loads(answer.content)


async def send(signed: httpx.AsyncClient, one: Operation, body: bytes) -> httpx.Response:
    headers = {"Content-Type": str(one.body_type), "Idempotency-Key": "k"}
    async with asyncio.timeout(PATIENCE_S):
        return await signed.request(one.method, one.path_with(), content=body, headers=headers)


def test_all_that_is_json_is_read_and_nothing_else() -> None:
    for name, body in json_bodies().items():
        try:
            value = read_json(body)
        except Problem:
            assert not name.startswith("y_") or name in HOLD_NUL, name
        else:
            assert not name.startswith("n_"), name
            assert value == json.loads(body), name
