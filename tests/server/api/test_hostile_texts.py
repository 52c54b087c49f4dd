"""Naughty strings in every field and parameter: never a 5xx, and what was taken comes back."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import httpx
import pytest
from made_reels import make_ready
from operations import Operation, operations
from outside import naughty_texts
from server_client import client, make_parts
from server_users import make_token, make_user
from sqlalchemy.ext.asyncio import AsyncEngine

from contract.text import tidy
from server import subscriptions
from server.database import transaction
from server.queue.tasks import ProcrastinateQueue

pytestmark = pytest.mark.anyio

PATIENCE_S = 20
# Beside the list: what decoders and databases trip over.
MORE = ["\0", "a\0b", "\x7f", "\u2028", "\ufeff", "\U0010ffff", "e\u0301", "\u202e", "x" * 300]


@pytest.fixture
async def signed(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with transaction(engine) as session:
        user_id = await make_user(session)
        await subscriptions.set_plan(session, user_id, "own")
        token = await make_token(session, user_id)
    parts = make_parts(engine, tmp_path, queue=ProcrastinateQueue())
    async with client(engine, tmp_path, token=token, parts=parts) as opened:
        yield opened


@pytest.fixture
async def asset_id(engine: AsyncEngine, signed: httpx.AsyncClient) -> str:
    owner_id = UUID((await signed.get("/v1/me")).json()["id"])
    async with transaction(engine) as session:
        variant_id = await make_ready(session, owner_id)
    saved = await signed.post(
        "/v1/library/assets",
        json={"variant_id": str(variant_id)},
        headers={"Idempotency-Key": "save"},
    )
    return str(saved.json()["id"])


async def test_what_a_draft_took_comes_back_unchanged(signed: httpx.AsyncClient) -> None:
    taken = 0
    for naughty in [*naughty_texts(), *MORE]:
        sent = {"topic": naughty, "script": naughty, "title": naughty[:300]}
        made = await ask(signed, "POST", "/v1/drafts", sent)
        if "\0" in naughty:
            assert made.status_code == 422
            continue
        assert made.status_code == 201, (naughty, made.text)
        read = await signed.get(made.headers["Location"])
        # Every end of a line is one LF in the texts that devices edit.
        stored = {**sent, "topic": tidy(naughty), "script": tidy(naughty)}
        for name, given in stored.items():
            assert made.json()[name] == read.json()[name] == given
        taken += 1
    assert taken > 500


@pytest.mark.parametrize("one", [each for each in operations() if each.reads_json], ids=str)
async def test_no_text_in_a_body_is_answered_with_a_5xx(
    signed: httpx.AsyncClient, asset_id: str, one: Operation
) -> None:
    draft_id = (await signed.post("/v1/drafts", json={})).json()["id"]
    path = one.path_with({"id": draft_id if "/drafts/" in one.path else asset_id})
    for naughty in [*naughty_texts(), *MORE]:
        sent = filled(one, naughty)
        answer = await ask(signed, one.method, path, sent)
        assert answer.status_code < 500, repr(naughty)
        if one.method == "PATCH" and answer.status_code == 200:
            assert answer.json()["title"] == sent["title"]


async def test_no_text_in_an_address_is_answered_with_a_5xx(signed: httpx.AsyncClient) -> None:
    texts = [*naughty_texts()[::19], *MORE]
    encoded = [quote(text, safe="") for text in texts]
    # Lone surrogates, cut and overlong bytes, half an escape: no text at all.
    encoded += ["%ED%A0%80", "%ff%fe", "%C0%80", "%F5%80", "%", "%2", "%zz", "a%00b", "%2e%2e%2f"]
    for one in operations():
        names = [each["name"] for each in one.told.get("parameters", ()) if each["in"] == "query"]
        if one.method not in ("GET", "DELETE") or one.path == "/v1/events":
            continue
        for text in encoded:
            if one.has_ids:
                path = one.path_with({"id": text, "sha256": text, "name": text})
                await never_5xx(signed, one, path)
            for name in names:
                await never_5xx(signed, one, f"{one.path_with()}?{name}={text}&unknown={text}")


async def test_no_header_is_answered_with_a_5xx(signed: httpx.AsyncClient) -> None:
    texts = [text.encode("utf-8") for text in naughty_texts()[::11]] + [b"\xff\xfe", b'"', b"\x80"]
    sendable = [text.strip() for text in texts if not any(byte < 32 for byte in text)]
    draft = (await signed.post("/v1/drafts", json={})).headers["Location"]
    for text in sendable:
        for name in (b"If-Match", b"If-None-Match", b"Range", b"If-Range", b"Accept", b"Host"):
            answer = await signed.get(draft, headers=[(name, text)])
            assert answer.status_code < 500, (name, text)
        for name in (b"Content-Type", b"If-Match", b"Idempotency-Key"):
            answer = await signed.patch(draft, content=b"{}", headers=[(name, text)])
            assert answer.status_code < 500, (name, text)
        created = await signed.post(
            "/v1/create", json={"topic": "t"}, headers=[(b"Idempotency-Key", text)]
        )
        assert created.status_code in (400, 422), text


async def ask(
    signed: httpx.AsyncClient, method: str, path: str, body: dict[str, Any]
) -> httpx.Response:
    headers = {"Idempotency-Key": uuid4().hex, "If-Match": "*"}
    async with asyncio.timeout(PATIENCE_S):
        return await signed.request(method, path, json=body, headers=headers)


async def never_5xx(signed: httpx.AsyncClient, one: Operation, path: str) -> None:
    url = httpx.URL(str(signed.base_url)).copy_with(raw_path=path.encode())
    async with asyncio.timeout(PATIENCE_S):
        answer = await signed.request(one.method, url)
    assert answer.status_code < 500, f"{one} {path}"


def filled(one: Operation, text: str) -> dict[str, Any]:
    """The document's example with this text wherever it has a text that is free."""
    return {
        name: text if isinstance(value, str) and not name.endswith(("_id", "password")) else value
        for name, value in (one.example() or {}).items()
    }
