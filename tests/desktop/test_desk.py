"""A desk: the store works without a server, and the talk comes and goes beside it."""

from concurrent.futures import Future
from pathlib import Path
from threading import Event
from uuid import UUID, uuid4

import pytest
from scripted_server import refused, told

from contract.problems import Code, Problem
from desktop.desk import Desk
from desktop.models import drafts, media, usage
from desktop.models.storage import Storage
from desktop.sync.session import KeySession
from desktop.sync.status import Status
from desktop.talk import Talk

AT = "2026-11-24T10:00:00Z"


@pytest.fixture
def desk(tmp_path: Path):
    talk = Talk()
    desk = Desk(talk, Storage(tmp_path / "store"), None)
    yield desk
    desk.close()
    talk.close()


def refusal_of(future: "Future[object]") -> Problem:
    with pytest.raises(Problem) as told:
        future.result()
    return told.value


def test_without_a_server_everything_opens_and_edits(desk):
    draft = desk.run(drafts.new).result()
    desk.run(drafts.edit_text, draft.id, "topic", "Rain").result()
    assert desk.run(drafts.get, draft.id).result().topic == "Rain"
    assert not desk.is_connected
    assert desk.status == Status()
    desk.look_now()


def test_without_a_server_a_question_to_it_is_a_problem_and_no_bug(desk):
    for question in (
        desk.list_devices(),
        desk.prove(),
        desk.fetch(uuid4(), uuid4(), "proxy"),
        desk.usage_history(),
    ):
        assert refusal_of(question).code is Code.SERVER_UNREACHABLE


def test_a_file_is_copied_beside_the_store_and_then_belongs_to_it(desk, tmp_path):
    picture = tmp_path / "sun.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    brought = desk.bring_media(picture).result()
    assert desk.run(media.get, brought.sha256).result().name == "sun.png"
    assert refusal_of(desk.bring_media(tmp_path / "none.png")).code is Code.MEDIA_NOT_FOUND


def test_connected_it_says_how_it_stands(desk, server):
    heard, is_waiting = [], Event()

    def listen(status: Status) -> None:
        heard.append(status)
        if status.state == "waiting":
            is_waiting.set()

    desk.on_status = listen
    server.answer("POST", "/v1/sync/hello", refused(503, "server-busy"))
    desk.connect(server.url, KeySession("ryk_secret"))
    assert is_waiting.wait(60)
    assert heard[-1] == desk.status
    desk.disconnect()
    assert not desk.is_connected
    assert desk.status == Status()


def test_it_asks_as_whoever_signed_in_and_reads_what_the_server_answers(desk, server):
    device = {"id": str(UUID(int=5)), "name": "Studio", "created_at": AT, "last_seen_at": AT}
    server.answer(
        "GET", "/v1/devices", told({"devices": [{**device, "current": True}], "next_cursor": None})
    )
    desk.connect(server.url, KeySession("ryk_secret"))
    (found,) = desk.list_devices().result()
    assert (found.name, found.current) == ("Studio", True)
    (asked,) = server.sent("GET", "/v1/devices")
    assert asked.headers["authorization"] == "Bearer ryk_secret"
    assert refusal_of(desk.revoke_device(uuid4())).code is Code.NOT_FOUND


def test_another_server_takes_the_place_of_the_first(desk, server):
    desk.connect("http://127.0.0.1:9", KeySession("nobody"))
    desk.connect(server.url, KeySession("ryk_secret"))
    key = {"id": str(UUID(int=6)), "name": "n8n", "prefix": "ryk_abcd", "created_at": AT}
    server.answer("POST", "/v1/api-keys", told({**key, "last_used_at": None, "key": "ryk_whole"}))
    assert desk.add_key("n8n").result().key == "ryk_whole"


def test_closed_the_store_opens_again(desk, tmp_path):
    draft = desk.run(drafts.new).result()
    desk.connect("http://127.0.0.1:9", KeySession("nobody"))
    desk.close()
    again = Storage(tmp_path / "store")
    assert again.call(drafts.get, draft.id).id == draft.id
    again.close()


def test_the_meter_is_known_as_soon_as_the_server_was_reached_though_nothing_was_made(desk, server):
    hello = {
        "server": str(UUID(int=1)),
        "epoch": str(UUID(int=2)),
        "schema": 1,
        "head": 0,
        "last_n": 0,
        "now_ms": 1_795_000_000_000,
        "limits": {"ops": 256, "bytes": 1048576, "update_bytes": 262144},
    }
    limits = {"exports_limit": 10, "minutes_limit": 20, "resets_at": "2026-12-01T00:00:00Z"}
    used = {"exports_used": 0, "minutes_used": 0.0, "minutes_reserved": 0.0}
    server.answer("POST", "/v1/sync/hello", told(hello))
    nothing = {"changes": [], "at": None, "next_cursor": None, "as_of": None}
    server.answer("GET", "/v1/sync/snapshot?limit=500", told(nothing))
    nothing_new = {"changes": [], "next": None, "more": False, "as_of": None}
    server.answer("GET", "/v1/sync/pull?limit=500", told(nothing_new))
    server.answer(
        "GET", "/v1/usage", told({"plan": "free", **used, **limits, "boost_expires_at": None})
    )
    is_told = Event()
    desk.subscribe(lambda news: is_told.set() if "usage" in {one.of for one in news} else None)
    desk.connect(server.url, KeySession("ryk_secret"))
    assert is_told.wait(60)
    meter = desk.run(usage.read).result()
    assert meter.told is not None
    assert (meter.told.plan, meter.told.minutes_limit, meter.exports_used) == ("free", 20, 0)
