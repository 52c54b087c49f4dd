"""Promises of hints: whole events whatever the cuts, and a stranger's stream is none."""

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted_server import Scripted, refused, told

from contract.problems import Code, Problem
from desktop.sync import events
from desktop.sync.async_client import AsyncApiClient
from desktop.sync.events import Event, EventReader, Hints

pytestmark = pytest.mark.anyio

STREAM = {"Content-Type": "text/event-stream"}
SENT = (
    b"retry: 2000\n\n"
    b": beat\n\n"
    b'event: change\nid: 7\ndata: {"seq": 7}\n\n'
    b'event: progress\ndata: {"generation_id": "g", "progress_pct": 40}\n\n'
    b"event: later\r\ndata: one\r\ndata: two\r\n\r\n"
)
READ = [
    Event("change", '{"seq": 7}', "7"),
    Event("progress", '{"generation_id": "g", "progress_pct": 40}', "7"),
    Event("later", "one\ntwo", "7"),
]


@given(st.lists(st.integers(0, len(SENT)), max_size=8))
def test_events_are_whole_however_the_bytes_are_cut(cuts):
    reader, found = EventReader(), []
    edges = [0, *sorted(cuts), len(SENT)]
    for begin, end in itertools.pairwise(edges):
        found += reader.feed(SENT[begin:end])
    assert found == READ


@pytest.mark.parametrize("sent", [b"data: " + b"x" * 70_000, b"data: x\n" * 70_000])
def test_an_event_that_does_not_end_is_refused(sent):
    def read_all() -> None:
        reader = EventReader()
        for begin in range(0, len(sent), 1000):
            list(reader.feed(sent[begin : begin + 1000]))

    with pytest.raises(ValueError, match="that long"):
        read_all()


class Ears:
    """What was heard."""

    def __init__(self) -> None:
        self.opened = 0
        self.changes: list[int] = []
        self.bars: list[dict] = []

    def open(self) -> None:
        self.opened += 1


@pytest.fixture
def ears():
    return Ears()


@pytest.fixture
async def hints(server, ears):
    async with AsyncApiClient(server.url) as api:
        yield Hints(
            api, on_open=ears.open, on_change=ears.changes.append, on_progress=ears.bars.append
        )


async def test_changes_and_bars_are_handed_on_and_the_last_id_is_shown_again(server, hints, ears):
    server.answer("GET", "/v1/events", Scripted(200, SENT, STREAM))
    await hints.listen()
    await hints.listen()
    assert (ears.opened, ears.changes) == (2, [7, 7])
    assert ears.bars[0] == {"generation_id": "g", "progress_pct": 40}
    first, second = server.requests
    assert "last-event-id" not in first.headers
    assert second.headers["last-event-id"] == "7"


async def test_what_nobody_can_read_is_passed_over(server, hints, ears):
    odd = [{"event": "change", "data": data} for data in ("{", "[]", "{}", '{"seq": null}')]
    sent = "".join(f"event: {one['event']}\ndata: {one['data']}\n\n" for one in odd)
    sent += f"event: change\ndata: {json.dumps({'seq': 3})}\n\n"
    server.answer("GET", "/v1/events", Scripted(200, sent.encode(), STREAM))
    await hints.listen()
    assert ears.changes == [3]


@pytest.mark.parametrize(
    "answer",
    [
        Scripted(200, b"<html>", {"Content-Type": "text/html"}),
        Scripted(302, b"", {"Location": "http://192.0.2.1"}),
        told({"hello": "world"}),
        Scripted(200, b"data: " + b"x" * events.LONGEST_EVENT_BYTES, STREAM),
    ],
)
async def test_a_strangers_stream_is_no_stream_of_ours(server, hints, ears, answer):
    server.answer("GET", "/v1/events", answer)
    with pytest.raises(Problem) as caught:
        await hints.listen()
    assert caught.value.code is Code.SERVER_UNREACHABLE
    assert ears.changes == []


async def test_a_server_with_too_many_listeners_says_how_long_to_stay_away(server, hints):
    server.answer("GET", "/v1/events", refused(503, "server-busy", retry_after_s=60))
    with pytest.raises(Problem) as caught:
        await hints.listen()
    assert caught.value.retry_after_s == 60
