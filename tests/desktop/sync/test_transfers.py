"""Promises of transfers: resumed, checked, and whole or not there."""

import hashlib
import os

import pytest
from scripted_server import Scripted

from contract.problems import Code, Problem
from desktop.sync import transfers

FILM = bytes(range(256)) * 40
PATH = "/v1/files/film?sig=1"


def tag_of(content: bytes) -> dict[str, str]:
    return {"ETag": f'"{hashlib.sha256(content).hexdigest()}"'}


def part_of(begin: int, content: bytes = FILM) -> Scripted:
    end = len(content)
    headers = {"Content-Range": f"bytes {begin}-{end - 1}/{end}", **tag_of(content)}
    return Scripted(206, content[begin:], headers)


@pytest.fixture
def target(tmp_path):
    return tmp_path / "sky-1.mp4"


def left_in(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def refused_by(client, target, **more) -> Problem:
    with pytest.raises(Problem) as caught:
        transfers.fetch(client, PATH, target, **more)
    return caught.value


def test_a_file_arrives_whole_under_its_own_name_alone(server, client, target):
    server.answer("GET", PATH, Scripted(200, FILM, tag_of(FILM)))
    transfers.fetch(client, PATH, target)
    assert target.read_bytes() == FILM
    assert left_in(target.parent) == ["sky-1.mp4"]
    assert "range" not in server.requests[0].headers


def test_what_broke_off_goes_on_where_it_was(server, client, target):
    broken = Scripted(200, FILM, tag_of(FILM), cut_after=4000)
    server.answer("GET", PATH, broken, part_of(4000))
    assert refused_by(client, target).retryable
    assert not target.exists()
    assert (target.parent / "sky-1.mp4.part").read_bytes() == FILM[:4000]
    transfers.fetch(client, PATH, target)
    assert target.read_bytes() == FILM
    assert server.requests[1].headers["range"] == "bytes=4000-"


def test_a_server_that_knows_no_parts_sends_it_whole_again(server, client, target):
    (target.parent / "sky-1.mp4.part").write_bytes(b"something else")
    server.answer("GET", PATH, Scripted(200, FILM, tag_of(FILM)))
    transfers.fetch(client, PATH, target)
    assert target.read_bytes() == FILM


@pytest.mark.parametrize("left", [b"of another file", FILM + b"too long"])
def test_a_part_of_another_file_is_noticed_and_fetched_anew(server, client, target, left):
    (target.parent / "sky-1.mp4.part").write_bytes(left)
    beyond = Scripted(416, b"", {"Content-Range": f"bytes */{len(FILM)}"})
    first = part_of(len(left)) if len(left) < len(FILM) else beyond
    server.answer("GET", PATH, first, Scripted(200, FILM, tag_of(FILM)))
    assert refused_by(client, target).retryable
    assert left_in(target.parent) == []
    transfers.fetch(client, PATH, target)
    assert target.read_bytes() == FILM


def test_a_file_that_is_not_what_it_says_never_gets_its_name(server, client, target):
    server.answer("GET", PATH, Scripted(200, FILM, tag_of(b"another")))
    problem = refused_by(client, target)
    assert problem.retryable
    assert "sky-1.mp4" in problem.says
    assert left_in(target.parent) == []


def test_an_older_file_stays_until_the_new_one_is_whole(server, client, target):
    target.write_bytes(b"older")
    server.answer("GET", PATH, Scripted(200, FILM, tag_of(b"another")))
    refused_by(client, target)
    assert target.read_bytes() == b"older"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Scripted(404, b"{}"), Code.NOT_FOUND),
        (Scripted(503, b""), Code.SERVER_BUSY),
        (Scripted(200, b"<html>", {"ETag": 'W/"1"'}), Code.SERVER_UNREACHABLE),
        (Scripted(200, b"<html>"), Code.SERVER_UNREACHABLE),
    ],
)
def test_what_is_no_file_of_ours_leaves_nothing(server, client, target, answer, code):
    server.answer("GET", PATH, answer)
    assert refused_by(client, target).code is code
    assert left_in(target.parent) == []


def test_whoever_wants_to_stop_is_heard_between_two_pieces(server, client, target):
    server.answer("GET", PATH, Scripted(200, FILM, tag_of(FILM)))

    def stop() -> None:
        raise Problem(Code.CANCELLED, "Stopped.", "Again.")

    assert refused_by(client, target, look_up=stop).code is Code.CANCELLED
    assert not target.exists()


def test_a_folder_that_cannot_be_written_and_a_full_disk_are_said(server, client, tmp_path):
    server.answer("GET", PATH, Scripted(200, FILM, tag_of(FILM)))
    assert refused_by(client, tmp_path / "no" / "x.mp4").code is Code.FOLDER_UNWRITABLE
    if os.path.exists("/dev/full"):
        os.symlink("/dev/full", tmp_path / "y.mp4.part")
        assert refused_by(client, tmp_path / "y.mp4").code is Code.DISK_FULL
