"""The order of refusals, on every call that the document tells."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from operations import FORM_TYPE, JSON_TYPE, Operation, operations
from server_client import client
from server_users import make_token, make_user
from sqlalchemy.ext.asyncio import AsyncEngine

from contract.media import LARGEST_FILE_BYTES
from server.api.bodies import LARGEST_BODY_BYTES
from server.database import transaction

pytestmark = pytest.mark.anyio

TOO_MUCH = b"[" * (LARGEST_BODY_BYTES + 1)
NO_JSON = b'{"a":'


@dataclass
class Door:
    """A client, and what a signed-in one sends."""

    client: httpx.AsyncClient
    signed: dict[str, str]

    async def send(
        self,
        operation: Operation,
        body: bytes | AsyncIterator[bytes],
        *,
        is_signed: bool = True,
        kind: str | None = None,
        key: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        sent = {**operation.headers(), **(self.signed if is_signed else {})}
        sent["Content-Type"] = kind or operation.body_type or JSON_TYPE
        if key is not None:
            sent["Idempotency-Key"] = key
        return await self.client.request(
            operation.method,
            operation.path_with(),
            content=body,
            headers={**sent, **(headers or {})},
        )


@pytest.fixture
async def door(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[Door]:
    async with transaction(engine) as session:
        token = await make_token(session, await make_user(session))
    async with client(engine, tmp_path) as opened:
        yield Door(opened, {"Authorization": f"Bearer {token}"})


async def in_pieces(body: bytes) -> AsyncIterator[bytes]:
    """A body whose length is not announced."""
    for start in range(0, len(body), 65536):
        yield body[start : start + 65536]


def told(response: httpx.Response) -> tuple[int, str]:
    """The status and the code of a problem."""
    assert response.headers["Content-Type"] == "application/problem+json"
    return response.status_code, response.json()["code"]


async def test_who_is_nobody_gets_401_whatever_else_is_wrong(door: Door) -> None:
    for one in (each for each in operations() if each.is_signed):
        refused = await door.send(one, TOO_MUCH, is_signed=False)
        # What answers HEAD has no body to tell a code in.
        is_told = refused.status_code == 401 and one.method == "HEAD"
        assert is_told or told(refused) == (401, "not-signed-in"), str(one)


async def test_too_much_is_413_before_a_missing_key_and_a_bad_body(door: Door) -> None:
    # What answers HEAD has no body to tell a code in.
    # tests/server/api/test_packing.py asks where the end of what may be larger is.
    larger = [one for one in operations() if one.is_streamed or one.takes_packed]
    calls = [one for one in operations() if one.method != "HEAD" and one not in larger]
    announced = {str(one): told(await door.send(one, TOO_MUCH)) for one in calls}
    assert set(announced.values()) == {(413, "body-too-large")}, announced
    in_parts = {str(one): told(await door.send(one, in_pieces(TOO_MUCH))) for one in calls}
    assert set(in_parts.values()) == {(413, "body-too-large")}, in_parts


async def test_more_than_any_file_has_is_413_before_anything_is_looked_for(door: Door) -> None:
    (one,) = [each for each in operations() if each.is_streamed]
    too_much = {"Content-Length": str(LARGEST_FILE_BYTES + 1)}
    assert told(await door.send(one, b"", headers=too_much)) == (413, "body-too-large")
    assert told(await door.send(one, TOO_MUCH)) == (404, "upload-unknown"), "files may be large"


async def test_a_missing_key_is_400_before_a_bad_body(door: Door) -> None:
    keyed = [one for one in operations() if one.is_keyed]
    refused = {str(one): told(await door.send(one, NO_JSON)) for one in keyed}
    refused |= {f"{one} .": told(await door.send(one, NO_JSON, kind="a/b")) for one in keyed}
    assert set(refused.values()) == {(400, "idempotency-key-missing")}, refused


async def test_a_body_of_another_type_is_415(door: Door) -> None:
    readers = [one for one in operations() if one.body_type]
    assert readers
    for one in readers:
        wrong = JSON_TYPE if one.body_type == FORM_TYPE else FORM_TYPE
        for kind in (wrong, "text/plain", "nonsense", f"{one.body_type}; charset=utf-16"):
            answer = await door.send(one, b"{}", kind=kind, key="k")
            assert told(answer) == (415, "unsupported-media-type"), (str(one), kind)
        how = "br" if one.takes_packed else "gzip"
        packed = await door.send(one, b"{}", key="k", headers={"Content-Encoding": how})
        assert told(packed) == (415, "unsupported-media-type"), str(one)


async def test_a_body_that_is_no_json_is_422(door: Door) -> None:
    readers = [one for one in operations() if one.reads_json]
    refused = {str(one): told(await door.send(one, NO_JSON, key="k")) for one in readers}
    assert set(refused.values()) == {(422, "invalid-body")}, refused


async def test_a_name_that_nobody_asked_for_is_422_and_said(door: Door) -> None:
    for one in operations():
        example = one.example()
        if example is None:
            continue
        sent = {**example, "nobody_asked": 1}
        answer = await door.client.request(
            one.method,
            one.path_with(),
            json=sent,
            headers={**door.signed, "Idempotency-Key": "k", "Content-Type": str(one.body_type)},
        )
        assert told(answer) == (422, "invalid-body"), str(one)
        assert "body.nobody_asked" in [error["where"] for error in answer.json()["errors"]]


@pytest.mark.parametrize("length", [b"99999999", b"9" * 5000, b"\xb2", b"-1", b"1e3", b"\xd9\xa1"])
async def test_no_announced_length_brings_the_server_down(door: Door, length: bytes) -> None:
    answer = await door.client.post(
        "/v1/auth/signup",
        content=in_pieces(b"{}"),
        headers=[(b"Content-Length", length), (b"Content-Type", b"application/json")],
    )
    assert answer.status_code in (413, 422)


@pytest.mark.parametrize(
    "header",
    [
        b"", b"Bearer", b"Bearer ", b"Basic YTpi", b"Bearer \xff\xfe", b"bearer " + b"x" * 60_000,
        b"Bearer ra_" + b"\xc3\xa9" * 20, b"Bearer rk_\xed\xa0\x80", b"Token a", b"Bearer a b",
    ],
)  # fmt: skip
async def test_a_strange_authorization_is_401(door: Door, header: bytes) -> None:
    answer = await door.client.get("/v1/me", headers=[(b"Authorization", header)])
    assert told(answer) == (401, "not-signed-in")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


async def test_the_scheme_of_a_token_may_be_spelled_in_any_case(door: Door) -> None:
    token = door.signed["Authorization"].partition(" ")[2]
    for spelled in (f"bearer {token}", f"BEARER   {token}"):
        answer = await door.client.get("/v1/me", headers={"Authorization": spelled})
        assert answer.status_code == 200


@pytest.mark.parametrize(
    "kind", [FORM_TYPE, JSON_TYPE, "multipart/form-data", "multipart/form-data; boundary=b", ""]
)
async def test_nothing_where_a_body_belongs_is_422(door: Door, kind: str) -> None:
    for one in (each for each in operations() if each.body_type and not each.is_streamed):
        answer = await door.send(one, b"", kind=kind or None, key="k")
        assert told(answer) == (422, "invalid-body"), str(one)
