"""Packed bodies: gzip is read and given, and never more comes out of it than is allowed."""

import gzip
import json
import zlib
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from server_client import client
from server_users import make_token, make_user
from sqlalchemy.ext.asyncio import AsyncEngine

from server.api.bodies import LARGEST_PACKED_BYTES
from server.database import transaction

pytestmark = pytest.mark.anyio

PATH = "/v1/sync/push"
JSON = {"Content-Type": "application/json"}
GZIP = {**JSON, "Content-Encoding": "gzip"}


@pytest.fixture
async def api(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with transaction(engine) as session:
        token = await make_token(session, await make_user(session))
    async with client(engine, tmp_path, token=token) as opened:
        yield opened


def batch(title: str = "x", drafts: int = 1) -> bytes:
    ops = [
        {
            "n": n,
            "kind": "set",
            "of": "draft",
            "id": str(uuid4()),
            "hlc": "1795514400123-0000",
            "fields": {"title": title},
        }
        for n in range(1, drafts + 1)
    ]
    body = {"device": str(uuid4()), "schema": 1, "cursor": None, "mark": None, "ops": ops}
    return json.dumps(body).encode()


async def refused(api: httpx.AsyncClient, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    answer = await api.post(PATH, content=body, headers=headers)
    return answer.status_code, answer.json()["code"]


async def test_a_packed_body_means_what_it_holds(api):
    for body, headers in ((batch(), JSON), (gzip.compress(batch()), GZIP)):
        answer = await api.post(PATH, content=body, headers=headers)
        assert (answer.status_code, answer.json()["last_n"]) == (200, 1)


async def test_a_bomb_is_too_large_before_it_is_unpacked(api):
    """A gigabyte of blanks in a megabyte; no more of it is unpacked than the limit and a byte."""
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(2**20)) for _ in range(1024)) + packer.flush()
    assert len(bomb) < 2 * 2**20
    assert await refused(api, bomb, GZIP) == (413, "body-too-large")


async def test_the_limit_is_that_of_what_is_in_it(api):
    room = LARGEST_PACKED_BYTES
    assert await refused(api, b" " * (room + 1), JSON) == (413, "body-too-large")
    whole = batch()
    fitting = gzip.compress(whole + b" " * (room - len(whole)))
    assert (await api.post(PATH, content=fitting, headers=GZIP)).status_code == 200
    beyond = gzip.compress(whole + b" " * (room - len(whole) + 1))
    assert await refused(api, beyond, GZIP) == (413, "body-too-large")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no gzip",
        gzip.compress(batch())[:-1],
        gzip.compress(batch())[:-9] + bytes(9),
        gzip.compress(batch()) + b"more",
        gzip.compress(b"{"),
    ],
    # What is packed holds the second in which that was done: no name for a test.
    ids=["nothing", "not packed", "cut", "other checksum", "more behind", "not whole"],
)
async def test_what_is_no_whole_gzip_of_json_is_refused(api, body):
    assert await refused(api, body, GZIP) == (422, "invalid-body")


@pytest.mark.parametrize("how", ["br", "zstd", "deflate", "gzip, gzip"])
async def test_other_packings_are_not_read(api, how):
    headers = {**JSON, "Content-Encoding": how}
    assert await refused(api, batch(), headers) == (415, "unsupported-media-type")


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [
        ("gzip", True),
        ("br;q=1.0, gzip;q=0.5", True),
        ("*", True),
        ("gzip;q=0", False),
        ("gzip; q=0.00", False),
        ("identity", False),
        ("", False),
    ],
)
async def test_an_answer_is_packed_for_who_takes_it(api, accepted, is_packed):
    await api.post(PATH, content=batch("Some title or other", 20), headers=JSON)
    answer = await api.get("/v1/sync/pull", headers={"Accept-Encoding": accepted})
    assert ("Content-Encoding" in answer.headers) == is_packed
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert len(answer.json()["changes"]) == 20
