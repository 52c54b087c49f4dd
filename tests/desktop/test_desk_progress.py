"""How far a reel is: asked for, and kept so that whoever looks next sees no less."""

import json
from pathlib import Path
from threading import Event

import pytest
from filled_stores import fill
from scripted_server import Scripted, refused, told
from told_months import Clock

from desktop.desk import Desk
from desktop.models import generations
from desktop.models.storage import Storage
from desktop.sync.session import KeySession
from desktop.talk import Talk


@pytest.fixture
def filled(tmp_path: Path):
    storage = Storage(tmp_path / "store")
    filled = fill(storage, "busy", Clock())
    talk = Talk()
    desk = Desk(talk, storage, None)
    yield desk, filled
    desk.close()
    talk.close()


def test_a_place_in_the_queue_is_asked_for_and_then_known(filled, server):
    desk, filled = filled
    id = filled.generations["bridge"]
    answer = {
        "id": str(id), "draft_id": str(filled.drafts["bridge"]), "status": "queued",
        "stage": None, "progress_pct": 0, "queue_position": 1, "error": None,
        "cooldown_until": None, "created_at": "2026-11-18T14:02:00Z", "variants": [],
    }  # fmt: skip
    server.answer("GET", f"/v1/generations/{id}", told(answer))
    desk.connect(server.url, KeySession("ryk_secret"))
    desk.look_at(id).result()
    assert desk.run(generations.get, id).result().queue_position == 1


def stream_of(bar: dict) -> Scripted:
    """A stream that tells this, and stays open."""
    sent = f"event: progress\ndata: {json.dumps(bar)}\n\n".encode()
    return Scripted(200, sent, {"Content-Type": "text/event-stream"}, is_held=True)


def test_what_the_stream_tells_is_kept_and_told(filled, server):
    desk, filled = filled
    id = filled.generations["trees"]
    bar = {
        "generation_id": str(id), "status": "running", "stage": "drawing", "progress_pct": 77,
    }  # fmt: skip
    heard, is_heard = [], Event()

    def listen(told: dict) -> None:
        heard.append(told)
        is_heard.set()

    desk.on_progress = listen
    # Busy with all else: a stream is heard beside it.
    server.answer("POST", "/v1/sync/hello", refused(503, "server-busy"))
    server.answer("GET", "/v1/events", stream_of(bar))
    desk.connect(server.url, KeySession("ryk_secret"))
    assert is_heard.wait(60)
    assert heard[0] == bar
    assert desk.run(generations.get, id).result().progress_pct == 77
