"""Promises of the client of an app that goes on meanwhile: it never waits for ever."""

import asyncio
import gzip
import json

import pytest
from scripted_server import Scripted, refused, told

from contract.problems import Code, Problem
from contract.syncing.pull import PullAnswer
from desktop.sync import async_client, reaching
from desktop.sync.async_client import AsyncApiClient

pytestmark = pytest.mark.anyio

HTML = Scripted(200, b"<html>Sign in to this network</html>", {"Content-Type": "text/html"})


class Tokens:
    """A signer that hands out these tokens, one after the other."""

    def __init__(self, *tokens: str) -> None:
        self.tokens = list(tokens)
        self.refused: list[str | None] = []

    async def token(self) -> str | None:
        return self.tokens[0]

    async def renewed(self, refused: str | None) -> str | None:
        self.refused.append(refused)
        self.tokens.pop(0)
        return self.tokens[0] if self.tokens else None


@pytest.fixture
async def api(server):
    async with AsyncApiClient(server.url, Tokens("first", "second")) as speaking:
        yield speaking


async def problem_of(asking) -> Problem:
    with pytest.raises(Problem) as caught:
        await asking
    return caught.value


async def read_all(api: AsyncApiClient) -> None:
    async with api.listen("/v1/events", {}) as stream:
        async for _ in stream.pieces:
            pass


async def test_an_answer_is_its_status_headers_and_json(server, api):
    server.answer("POST", "/v1/x", told({"a": 1}, ETag='"1"'))
    answer = await api.ask("POST", "/v1/x", body={"ä": 2}, headers={"If-Match": '"0"'})
    assert (answer.status, answer.body, answer.headers["etag"]) == (200, {"a": 1}, '"1"')
    (request,) = server.requests
    assert json.loads(request.body) == {"ä": 2}
    assert request.headers["authorization"] == "Bearer first"
    assert request.headers["if-match"] == '"0"'


CHANGE = {"seq": 1, "of": "draft", "id": "00000000-0000-4000-8000-000000000001", "tags": []}
PAGE = {"changes": [CHANGE], "next": None, "more": False}


async def test_a_page_is_read_as_what_it_must_be(server, api):
    server.answer("GET", "/page", told(PAGE))
    page = (await api.ask("GET", "/page", kind=PullAnswer)).body
    assert page == PullAnswer.model_validate(PAGE)


async def test_a_person_may_write_of_what_is_no_number(server, api):
    words = {"topic": "NaN", "script": "To Infinity!"}
    server.answer("GET", "/page", told({**PAGE, "changes": [{**CHANGE, "texts": words}]}))
    page = (await api.ask("GET", "/page", kind=PullAnswer)).body
    assert page.changes[0].texts.script == "To Infinity!"


@pytest.mark.parametrize(
    "answer",
    [
        HTML,
        told({"changes": "none"}),
        Scripted(
            200,
            json.dumps({**PAGE, "changes": [{**CHANGE, "row": {"of": float("nan")}}]}).encode(),
            {"Content-Type": "application/json"},
        ),
    ],
    ids=["html", "no page", "no number"],
)
async def test_a_strangers_page_is_no_answer_of_ours(server, api, answer):
    server.answer("GET", "/page", answer)
    with pytest.raises(Problem) as found:
        await api.ask("GET", "/page", kind=PullAnswer)
    assert found.value.code is Code.SERVER_UNREACHABLE


async def test_a_long_body_travels_packed_where_that_is_wanted(server, api):
    server.answer("POST", "/v1/x", told({}))
    for body, is_packed in (("x" * 5000, True), ("x", True), ("x" * 5000, False)):
        await api.ask("POST", "/v1/x", body=body, is_packed=is_packed)
    packed, short, plain = server.requests
    assert packed.headers["content-encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.body)) == "x" * 5000
    assert len(packed.body) < 500
    assert "content-encoding" not in short.headers
    assert "content-encoding" not in plain.headers


async def test_a_refused_token_is_renewed_once_and_the_request_sent_again(server, api):
    server.answer("GET", "/v1/x", refused(401, "not-signed-in"), told({}))
    assert (await api.ask("GET", "/v1/x")).status == 200
    sent = [request.headers["authorization"] for request in server.requests]
    assert sent == ["Bearer first", "Bearer second"]
    assert api.signer.refused == ["first"]


async def test_a_token_that_cannot_be_renewed_is_the_problem(server, api):
    server.answer("GET", "/v1/x", refused(401, "not-signed-in"))
    assert (await problem_of(api.ask("GET", "/v1/x"))).code is Code.NOT_SIGNED_IN
    assert (await problem_of(api.ask("GET", "/v1/x"))).code is Code.NOT_SIGNED_IN
    assert len(server.requests) == 3


@pytest.mark.parametrize(
    "answer",
    [
        HTML,
        Scripted(302, b"", {"Location": "http://192.0.2.1/sign-in"}),
        Scripted(401, b"<html>", {"Content-Type": "text/html"}),
        Scripted(200, b"{half", {"Content-Type": "application/json"}),
        Scripted(404, b"nothing", {"Content-Type": "text/plain"}),
    ],
)
async def test_a_strangers_answer_is_no_answer_of_ours_and_signs_nobody_out(server, api, answer):
    server.answer("GET", "/v1/x", answer)
    problem = await problem_of(api.ask("GET", "/v1/x"))
    assert problem.code is Code.SERVER_UNREACHABLE
    assert "Something else than Reelyard" in problem.says
    assert api.signer.refused == []


async def test_a_proxy_that_wants_a_password_of_its_own_spends_no_token(server, api):
    server.answer("GET", "/v1/x", told({"error": "proxy"}, 401))
    await problem_of(api.ask("GET", "/v1/x"))
    assert api.signer.refused == []


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
async def test_what_passes_is_said_to_pass(server, api, status):
    server.answer("GET", "/v1/x", Scripted(status, b"<html>", {"Content-Type": "text/html"}))
    assert (await problem_of(api.ask("GET", "/v1/x"))).retryable


async def test_half_an_answer_is_a_lost_connection(server, api):
    server.answer("GET", "/v1/x", Scripted(200, b"{}", {}, cut_after=1))
    problem = await problem_of(api.ask("GET", "/v1/x"))
    assert (problem.code, problem.retryable) == (Code.SERVER_UNREACHABLE, True)


async def test_an_answer_that_never_ends_is_cut_at_a_size(server, api, monkeypatch):
    monkeypatch.setattr(async_client, "LARGEST_ANSWER_BYTES", 100_000)
    server.answer("GET", "/v1/x", Scripted(200, b"x" * 1000, {}, is_endless=True))
    problem = await problem_of(api.ask("GET", "/v1/x"))
    assert problem.code is Code.SERVER_UNREACHABLE


async def test_an_answer_that_does_not_go_on_is_cut_at_a_time(server):
    server.answer("GET", "/v1/x", Scripted(200, b'{"a":', {}, is_held=True))
    async with AsyncApiClient(server.url, within_s=0.05) as api:
        problem = await problem_of(api.ask("GET", "/v1/x"))
    assert (problem.code, problem.retryable) == (Code.SERVER_UNREACHABLE, True)
    assert "took too long" in problem.says


async def test_a_request_is_let_go_when_its_task_is_cancelled(server, api):
    server.answer("GET", "/v1/x", Scripted(200, b"{", {}, is_held=True))
    asking = asyncio.create_task(api.ask("GET", "/v1/x"))
    while not server.requests:
        await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking


async def test_a_stream_is_read_as_it_comes(server, api):
    server.answer("GET", "/v1/events", Scripted(200, b"retry: 1\n\n", {}, is_held=True))
    async with api.listen("/v1/events", {"Last-Event-ID": "7"}) as stream:
        assert await anext(aiter(stream.pieces)) == b"retry: 1\n\n"
    (request,) = server.requests
    assert request.headers["last-event-id"] == "7"
    assert request.headers["accept"] == "text/event-stream"


async def test_a_stream_is_renewed_and_refused_like_any_request(server, api):
    server.answer("GET", "/v1/events", refused(401, "not-signed-in"), Scripted(200, b"x"))
    async with api.listen("/v1/events", {}) as stream:
        assert stream.status == 200
    server.answer("GET", "/v1/events", refused(503, "server-busy", retry_after_s=60))
    assert (await problem_of(read_all(api))).retry_after_s == 60


async def test_a_stream_that_falls_silent_is_dead(server, api, monkeypatch):
    monkeypatch.setattr(async_client, "SILENT_AFTER_S", 0.05)
    server.answer("GET", "/v1/events", Scripted(200, b": beat\n\n", {}, is_held=True))
    assert (await problem_of(read_all(api))).retryable


def test_what_is_no_address_is_said_before_anything_is_sent():
    with pytest.raises(Problem):
        AsyncApiClient("reels.example.com")
    assert reaching.is_this_computer("http://127.0.0.1:8000")
