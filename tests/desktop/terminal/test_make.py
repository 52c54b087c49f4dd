"""Promises of `reelyard make --server`: one wish, one reel, whatever gets lost on the way."""

import hashlib
import json
import os
import signal
from uuid import UUID

import pytest
from PIL import Image
from scripted_reel import GENERATION, ME, POLL, content_of, file_of, generation, lay_out, path_of
from scripted_server import Scripted, refused, told

from contract.ids import generation_id_of
from desktop.sync import following, patience
from desktop.terminal.make import main
from reel.terminal.options import read_options

READY = generation("succeeded", "ready", percent=100)
QUEUED = generation("queued", "waiting")
LOST = Scripted(200, b"{}", {"Content-Type": "application/json"}, cut_after=1)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    """Nobody waits for a scripted server; how long is waited is tested where it is decided."""
    monkeypatch.setattr(following, "POLL_S", 0)
    monkeypatch.setattr(patience, "FIRST_WAIT_S", 0)
    monkeypatch.setenv("REELYARD_API_KEY", "rk_anas")


@pytest.fixture
def make(server, tmp_path, capfdbinary):
    """Runs the command on a script; its code, what it listed, what it said."""

    def run(*words: str, script: str = "# Sky?\n\nBlue.\n") -> tuple[int, list[str], str]:
        (tmp_path / "sky.md").write_text(script)
        given = [str(tmp_path / "sky.md"), "--out", str(tmp_path / "out"), "--server", server.url]
        code = main(read_options([*given, *words]))
        shown = capfdbinary.readouterr()
        return code, shown.out.decode().splitlines(), shown.err.decode()

    return run


def left_in(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def keys_sent(server) -> list[str]:
    return [request.headers["idempotency-key"] for request in server.sent("POST", "/v1/create")]


def test_what_is_sent_is_the_wish_as_typed(server, make):
    lay_out(server, READY)
    code, _, said = make("--platform", "reels", "--language", "pt-BR", "--variants", "2")
    assert code == 0, said
    (request,) = server.sent("POST", "/v1/create")
    assert json.loads(request.body) == {
        "topic": "Sky?",
        "script": "Blue.",
        "platform": "reels",
        "preset": "explainer",
        "language": "pt-BR",
        "variants": 2,
        "tags": [],
        "placements": [],
    }
    assert request.headers["authorization"] == "Bearer rk_anas"


def test_every_file_of_every_variant_arrives_under_the_names_of_the_local_command(
    server, make, tmp_path
):
    lay_out(server, generation("succeeded", "ready", "ready", percent=100))
    code, listed, _ = make()
    endings = (".mp4", ".jpg", ".srt", ".vtt", ".txt", ".receipt.json")
    out = tmp_path / "out"
    assert code == 0
    assert listed == [str(out / f"sky-{n}{ending}") for n in (1, 2) for ending in endings]
    assert left_in(out) == sorted(f"sky-{n}{ending}" for n in (1, 2) for ending in endings)
    assert (out / "sky-2.vtt").read_bytes() == content_of("vtt", 1)
    # The video last: where it stands, all that belongs to it stands, too.
    fetched = [request.path for request in server.requests if "/files/" in request.path]
    assert fetched[5] == path_of("video", 0)


def test_each_stage_is_said_once_and_an_unchanged_answer_is_not_sent_again(server, make):
    drawing = generation("running", "drawing", stage="drawing", percent=40, etag='"2"')
    lay_out(server, QUEUED, Scripted(304), drawing, Scripted(304), READY)
    _, _, said = make()
    assert said.splitlines() == [
        "Waiting, place 2 (0 %)",
        "Drawing (40 %)",
        "Fetching (100 %)",
    ]
    seen = [request.headers.get("if-none-match") for request in server.sent("GET", POLL)]
    assert seen == [None, '"1"', '"1"', '"2"', '"2"']


def test_a_wish_whose_answer_was_lost_is_asked_for_with_the_same_key(server, make):
    lay_out(server, READY)
    accepted = told({"generation_id": str(GENERATION), "draft_id": str(GENERATION)}, 202)
    server.answer("POST", "/v1/create", LOST, refused(503, "server-busy"), accepted)
    code, _, _ = make()
    assert code == 0
    assert len(set(keys_sent(server))) == 1
    assert len(keys_sent(server)) == 3


def test_a_run_that_lost_the_server_is_taken_up_by_the_same_command(server, make, monkeypatch):
    lay_out(server, LOST)
    monkeypatch.setattr(patience, "SILENCE_S", -1)
    code, listed, said = make()
    assert (code, listed) == (68, [])
    assert "was lost" in said
    lay_out(server, READY)
    assert make()[0] == 0
    assert make()[0] == 0
    first, again, anew = keys_sent(server)
    assert first == again, "the reel that was begun"
    assert anew != first, "it had been fetched: this is another wish"


@pytest.mark.parametrize(
    ("answer", "said", "is_forgotten"),
    [
        (told({}), "Stopped, on the server, too", True),
        (refused(404, "not-found"), "Stopped, on the server, too", True),
        (refused(409, "already-ended"), "had ended on the server", False),
        (refused(503, "server-busy"), "could not be told", False),
    ],
    ids=["accepted", "never arrived", "done already", "still away"],
)
def test_stopping_while_nobody_knows_whether_it_was_accepted_tells_the_server(
    server, make, monkeypatch, tmp_path, answer, said, is_forgotten
):
    lay_out(server)
    server.answer("POST", "/v1/create", LOST)
    monkeypatch.setattr(patience, "FIRST_WAIT_S", 60)
    answer_next = server.next_answer

    def answer_and_stop(request):
        if request.path == "/v1/create":
            key = request.headers["idempotency-key"].strip('"')
            generation_id = generation_id_of(UUID(ME["id"]), "create", key)
            server.answer("POST", f"/v1/generations/{generation_id}/cancel", answer)
            os.kill(os.getpid(), signal.SIGINT)
        return answer_next(request)

    monkeypatch.setattr(server, "next_answer", answer_and_stop)
    code, _, words = make()
    assert code == 130
    assert said in words
    assert server.requests[-1].path.endswith("/cancel")
    assert (left_in(tmp_path / "out") == []) is is_forgotten


def test_other_words_are_another_wish(server, make, monkeypatch):
    lay_out(server, LOST)
    monkeypatch.setattr(patience, "SILENCE_S", -1)
    make()
    make(script="# Sea?\n\nBlue, too.\n")
    first, other = keys_sent(server)
    assert first != other


def test_a_file_whose_address_ran_out_is_fetched_by_a_fresh_one(server, make):
    lay_out(server, READY, generation("succeeded", "ready", percent=100, signature="2"))
    server.answer("GET", path_of("video", 0), refused(404, "not-found"))
    server.answer("GET", path_of("video", 0, "2"), file_of("video", 0))
    assert make()[0] == 0
    assert server.sent("GET", path_of("video", 0, "2"))


def test_a_variant_that_failed_is_said_and_the_others_are_fetched(server, make):
    lay_out(server, generation("succeeded", "ready", "failed", percent=100))
    code, listed, said = make()
    assert (code, len(listed)) == (0, 6)
    assert "Variant 2 could not be made and costs nothing." in said


def test_a_reel_that_failed_says_why_and_is_forgotten(server, make, tmp_path):
    error = {"code": "narration-failed", "says": "The voice is gone.", "remedy": "Try again."}
    lay_out(server, generation("failed", "failed", error=error))
    code, listed, said = make()
    assert (code, listed) == (70, [])
    assert "The voice is gone." in said
    assert "costs nothing" in said
    assert left_in(tmp_path / "out") == []


def test_a_reel_that_somebody_else_cancelled_is_no_success(server, make):
    lay_out(server, generation("cancelled", "waiting"))
    code, listed, said = make()
    assert (code, listed) == (130, [])
    assert "cancelled" in said


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (refused(403, "quota-exceeded"), 77),
        (refused(429, "burst-limit", retry_after_s=3000), 75),
        (refused(422, "unknown-preset"), 2),
        (refused(422, "script-too-long"), 65),
        (refused(401, "not-signed-in"), 77),
    ],
)
def test_a_refused_wish_is_said_with_a_code_and_leaves_nothing(
    server, make, answer, code, tmp_path
):
    lay_out(server, READY)
    server.answer("POST", "/v1/create", answer)
    ended, listed, said = make()
    assert (ended, listed) == (code, [])
    assert "Do so." in said
    if code != 75:
        assert left_in(tmp_path / "out") == []


def test_what_is_no_picture_is_refused_before_anything_is_sent(server, make, tmp_path):
    (tmp_path / "a.png").write_bytes(b"")
    code, listed, said = make("--media", str(tmp_path / "a.png"))
    assert (code, listed, server.requests) == (65, [], [])
    assert "a.png is not a picture" in said


@pytest.fixture
def pictures(tmp_path):
    """Two pictures, and their sha256."""
    paths = [tmp_path / "a.png", tmp_path / "b.png"]
    for place, path in enumerate(paths):
        Image.new("RGB", (20 + place, 20), "navy").save(path)
    return paths, [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]


def test_pictures_travel_before_the_wish_that_mentions_them(server, make, pictures):
    paths, shas = pictures
    lay_out(server, READY)
    place = "/v1/media/uploads/one"
    begun = Scripted(201, b"", {"Location": place, "Upload-Offset": "0"})
    server.answer("POST", "/v1/media", begun, told({"sha256": shas[1]}))
    come = {"Upload-Offset": str(paths[0].stat().st_size)}
    server.answer("PATCH", place, Scripted(204, b"", come))
    code, _, said = make("--media", *map(str, (*paths, paths[0])))
    assert code == 0, said
    ways = [(one.method, one.path) for one in server.requests][1:5]
    assert ways == [
        ("POST", "/v1/media"),
        ("PATCH", place),
        ("POST", "/v1/media"),
        ("POST", "/v1/create"),
    ], "each once, and what is held is not sent"
    (sent,) = server.sent("PATCH", place)
    assert sent.body == paths[0].read_bytes()
    assert sent.headers["authorization"] == "Bearer rk_anas"
    (wish,) = server.sent("POST", "/v1/create")
    placed = json.loads(wish.body)["placements"]
    assert [one["media"] for one in placed] == [*shas, shas[0]]


def test_a_picture_that_finds_no_room_stops_it_before_the_wish(server, make, pictures):
    lay_out(server, READY)
    server.answer("POST", "/v1/media", refused(403, "storage-full"))
    code, listed, said = make("--media", str(pictures[0][0]))
    assert (code != 0, listed) == (True, [])
    assert "Says storage-full." in said
    assert server.sent("POST", "/v1/create") == []


def test_a_folder_that_cannot_be_written_is_said_before_the_wish_is_sent(server, make, tmp_path):
    lay_out(server, READY)
    (tmp_path / "out").write_text("in the way")
    code, _, said = make()
    assert code == 73
    assert "out" in said
    assert server.sent("POST", "/v1/create") == []
