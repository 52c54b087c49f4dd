"""A creator's files over HTTP: sent by tus, read again, nobody else's business."""

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from secrets import token_bytes
from urllib.parse import unquote

import httpx
import pytest
from live_server import PATIENCE_S, live_server
from outside import naughty_texts
from sent_files import (
    PART,
    TUS,
    announced,
    begin,
    encoded,
    offset_of,
    send,
    sha256_of,
    upload,
)
from server_client import client, make_parts
from server_users import make_user
from sqlalchemy.ext.asyncio import AsyncEngine

from contract.media import LARGEST_FILE_BYTES, LONGEST_NAME_BYTES, PART_BYTES
from contract.plans import PLANS, Limits
from server import api_keys, uploads
from server.database import transaction
from server.part_files import ASIDE

pytestmark = pytest.mark.anyio

FILE = bytes(range(256)) * 40
SHA = sha256_of(FILE)
LARGE = random.Random(4).randbytes(2 * PART_BYTES + 12_345)


@pytest.fixture
def parts(engine: AsyncEngine, tmp_path: Path):
    return make_parts(engine, tmp_path / "files")


@pytest.fixture
async def owner(engine: AsyncEngine):
    async with transaction(engine) as session:
        return await make_user(session)


async def api_of(parts, owner_id) -> AsyncIterator[httpx.AsyncClient]:
    async with transaction(parts.engine) as session:
        # A key: tests move the clock past the end of every token.
        made = await api_keys.create(session, owner_id, name="test", entropy=token_bytes(32))
    async with client(parts.engine, parts.settings.files, token=made.key, parts=parts) as opened:
        yield opened


@pytest.fixture
async def api(parts, owner) -> AsyncIterator[httpx.AsyncClient]:
    async for opened in api_of(parts, owner):
        yield opened


@pytest.fixture
async def strangers(parts, engine) -> AsyncIterator[httpx.AsyncClient]:
    async with transaction(engine) as session:
        stranger = await make_user(session)
    async for opened in api_of(parts, stranger):
        yield opened


def told(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def parts_left(parts) -> list[str]:
    folder = uploads.part_files_of(parts).folder
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


# --- the way of a file


async def test_a_file_is_announced_sent_and_read_again(api, parts):
    answer = await api.post("/v1/media", headers=announced(FILE, "Am Strand.JPG"))
    assert (answer.status_code, answer.content) == (201, b"")
    assert answer.headers["Upload-Offset"] == "0"
    place = answer.headers["Location"]
    assert place.startswith("/v1/media/uploads/")
    sent = await send(api, place, 0, FILE)
    assert (sent.status_code, sent.headers["Upload-Offset"]) == (204, str(len(FILE)))
    got = await api.get(f"/v1/media/{SHA}")
    assert (got.status_code, got.content) == (200, FILE)
    assert got.headers["ETag"] == f'"{SHA}"'
    assert got.headers["Content-Type"] == "image/jpeg"
    assert got.headers["Content-Disposition"].startswith("attachment; ")
    assert unquote(got.headers["Content-Disposition"]).endswith("Am Strand.JPG")
    assert parts_left(parts) == []


async def test_it_may_come_in_parts_of_any_size(api):
    place = await begin(api, FILE)
    at = 0
    for size in (1, 0, 4095, 1, 3000, len(FILE)):
        part = FILE[at : at + size]
        sent = await send(api, place, at, part)
        at += len(part)
        assert (sent.status_code, sent.headers["Upload-Offset"]) == (204, str(at))
        assert await offset_of(api, place) == at
    assert (await api.get(f"/v1/media/{SHA}")).content == FILE


async def test_how_far_it_is_is_asked_by_head_and_never_cached(api):
    sent = announced(FILE)
    place = (await api.post("/v1/media", headers=sent)).headers["Location"]
    await send(api, place, 0, FILE[:10])
    head = await api.head(place, headers=TUS)
    assert head.headers["Upload-Offset"] == "10"
    assert head.headers["Upload-Length"] == str(len(FILE))
    assert head.headers["Upload-Metadata"] == sent["Upload-Metadata"]
    assert head.headers["Cache-Control"] == "no-store"
    assert head.headers["Upload-Expires"].endswith("GMT")


async def test_a_body_of_many_parts_is_kept_in_steps(api, parts):
    """A client that knows nothing of parts sends all at once."""
    place = await begin(api, LARGE, "clip.mp4")
    assert (await send(api, place, 0, LARGE)).status_code == 204
    assert (await api.get(f"/v1/media/{sha256_of(LARGE)}")).content == LARGE


async def test_what_came_before_the_sender_was_gone_is_kept(api, parts):
    place, token = await begin(api, LARGE), api.headers["Authorization"]
    aside = uploads.part_files_of(parts).folder / ASIDE
    async with live_server(parts) as url, asyncio.timeout(PATIENCE_S):
        host, _, port = url.removeprefix("http://").partition(":")
        _, writer = await asyncio.open_connection(host, int(port))
        told_head = {**PART, "Host": host, "Authorization": token, "Upload-Offset": "0"}
        head = "".join(f"{name}: {value}\r\n" for name, value in told_head.items())
        length = f"Content-Length: {len(LARGE)}\r\n\r\n"
        writer.write(f"PATCH {place} HTTP/1.1\r\n{head}{length}".encode() + LARGE[: 3 * 2**20])
        while not (aside.is_dir() and any(path.stat().st_size for path in aside.iterdir())):
            await asyncio.sleep(0)
        writer.transport.abort()
        while (kept := await offset_of(api, place)) == 0:
            await asyncio.sleep(0)
    assert 2**20 <= kept <= 3 * 2**20
    assert (await send(api, place, kept, LARGE[kept:])).status_code == 204
    assert (await api.get(f"/v1/media/{sha256_of(LARGE)}")).content == LARGE


async def test_an_empty_file_is_held_at_once(api):
    answer = await api.post("/v1/media", headers=announced(b"", "empty.txt"))
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, "0")
    assert await offset_of(api, answer.headers["Location"]) == 0
    got = await api.get(f"/v1/media/{sha256_of(b'')}")
    assert (got.status_code, got.content) == (200, b"")
    wrong = await api.post("/v1/media", headers=announced(b"", named="0" * 64))
    assert told(wrong) == (422, "upload-mismatch")


async def test_what_is_held_need_not_be_sent_again(api):
    await upload(api, FILE, "first.png")
    again = await api.post("/v1/media", headers=announced(FILE, "second.png"))
    assert (again.status_code, again.headers["Location"]) == (200, f"/v1/media/{SHA}")
    held = again.json()
    assert (held["sha256"], held["name"], held["kind"]) == (SHA, "first.png", "picture")
    assert held["size_bytes"] == len(FILE)


async def test_a_lost_last_answer_can_be_asked_for(api):
    place = await begin(api, FILE)
    await send(api, place, 0, FILE)
    assert await offset_of(api, place) == len(FILE)
    assert told(await send(api, place, 0, FILE)) == (409, "upload-conflict")


async def test_a_file_is_listed_with_the_room_it_takes_and_told_in_the_log(api, parts, owner):
    await upload(api, FILE, "a.png")
    await upload(api, FILE[:100], "b.mp3")
    await begin(api, FILE[:7])
    listed = (await api.get("/v1/media")).json()
    assert [(one["name"], one["kind"]) for one in listed["media"]] == [
        ("b.mp3", "sound"),
        ("a.png", "picture"),
    ]
    assert listed["used_bytes"] == len(FILE) + 107
    assert listed["limit_bytes"] == PLANS["free"].storage_bytes
    page = (await api.get("/v1/media?limit=1")).json()
    rest = (await api.get(f"/v1/media?limit=1&cursor={page['next_cursor']}")).json()
    assert [page["media"][0]["name"], rest["media"][0]["name"]] == ["b.mp3", "a.png"]
    assert rest["next_cursor"] is None
    assert len({seq for _, seq in parts.bell.rung}) == 2


# --- parts of it, and not again


@pytest.mark.parametrize(
    ("sent", "status", "content"),
    [
        ({"Range": "bytes=0-9"}, 206, FILE[:10]),
        ({"Range": "bytes=-7"}, 206, FILE[-7:]),
        ({"Range": "bytes=100-", "If-Range": f'"{SHA}"'}, 206, FILE[100:]),
        ({"Range": "bytes=100-", "If-Range": '"other"'}, 200, FILE),
        ({"Range": "bytes=0-1,5-6"}, 200, FILE),
        ({"If-None-Match": f'"{SHA}"'}, 304, b""),
    ],
)
async def test_a_part_is_served_as_a_part(api, sent, status, content):
    await upload(api, FILE)
    answer = await api.get(f"/v1/media/{SHA}", headers=sent)
    assert (answer.status_code, answer.content) == (status, content)


async def test_a_part_behind_its_end_is_416_and_head_says_all_without_bytes(api):
    await upload(api, FILE)
    beyond = await api.get(f"/v1/media/{SHA}", headers={"Range": f"bytes={len(FILE)}-"})
    assert told(beyond) == (416, "range-unsatisfiable")
    head = await api.head(f"/v1/media/{SHA}")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == str(len(FILE))
    known = await api.head(f"/v1/media/{SHA}", headers={"If-None-Match": f'"{SHA}"'})
    assert known.status_code == 304


@pytest.mark.parametrize(
    "name", ["0" * 64, SHA.upper(), "..%2f..%2fetc", "uploads", "%00", "x" * 4000]
)
async def test_what_is_no_name_of_a_file_is_404(api, name):
    await upload(api, FILE)
    for method in ("GET", "DELETE"):
        assert told(await api.request(method, f"/v1/media/{name}")) == (404, "not-found")


# --- what is not right


async def test_another_file_than_announced_is_refused_and_gone(api, parts):
    answer = await api.post("/v1/media", headers=announced(FILE, named="a" * 64))
    place = answer.headers["Location"]
    await send(api, place, 0, FILE[:100])
    assert told(await send(api, place, 100, FILE[100:])) == (422, "upload-mismatch")
    assert (await api.head(place, headers=TUS)).status_code == 404
    assert told(await send(api, place, 0, FILE)) == (404, "upload-unknown")
    assert parts_left(parts) == []
    assert await parts.blobs.list_stored() == ()
    for sha in ("a" * 64, SHA):
        assert (await api.get(f"/v1/media/{sha}")).status_code == 404


async def test_an_offset_that_is_not_the_files_is_409_and_changes_nothing(api):
    place = await begin(api, FILE)
    await send(api, place, 0, FILE[:100])
    for offset in (0, 99, 101, len(FILE), 10**15 - 1):
        answer = await send(api, place, offset, FILE[100:200])
        assert told(answer) == (409, "upload-conflict")
        assert answer.json()["offset"] == 100
    assert await offset_of(api, place) == 100


async def test_more_than_was_announced_is_413_and_not_kept(api):
    place = await begin(api, FILE)
    assert told(await send(api, place, 0, FILE + b"!")) == (413, "body-too-large")
    assert await offset_of(api, place) == 0
    too_large = {**PART, "Upload-Offset": "0", "Content-Length": str(LARGEST_FILE_BYTES + 1)}
    assert told(await api.patch(place, content=b"", headers=too_large)) == (413, "body-too-large")


@pytest.mark.parametrize("version", [None, "", "0.2.2", "1.0", "2.0.0", "1.0.0, 1.0.0"])
async def test_another_version_of_tus_is_412_with_the_right_one(api, version):
    place = await begin(api, FILE)
    sent = {} if version is None else {"Tus-Resumable": version}
    kept = {"Upload-Length": "1", "Upload-Offset": "0", "Content-Type": PART["Content-Type"]}
    for method, path in (("POST", "/v1/media"), ("PATCH", place), ("DELETE", place)):
        answer = await api.request(method, path, headers={**kept, **sent})
        assert told(answer) == (412, "upload-version"), method
        assert answer.headers["Tus-Version"] == answer.headers["Tus-Resumable"] == "1.0.0"
    assert (await api.head(place, headers=sent)).status_code == 412


async def test_options_tells_what_is_spoken(api):
    place = await begin(api, FILE)
    for path in ("/v1/media", place):
        answer = await api.options(path)
        assert answer.status_code == 204
        assert answer.headers["Tus-Version"] == "1.0.0"
        assert answer.headers["Tus-Extension"] == "creation,expiration,termination"
        assert answer.headers["Tus-Max-Size"] == str(LARGEST_FILE_BYTES)


@pytest.mark.parametrize(
    "sent",
    [
        {"Upload-Length": "-1"}, {"Upload-Length": "1e3"}, {"Upload-Length": ""},
        {"Upload-Length": "9" * 40}, {"Upload-Length": "1_000"},
        {"Upload-Metadata": ""}, {"Upload-Metadata": "sha256"}, {"Upload-Metadata": "sha256 %%"},
        {"Upload-Metadata": f"sha256 {encoded('x' * 64)}"},
        {"Upload-Metadata": f"sha256 {encoded(SHA[:-1])}"},
        {"Upload-Metadata": f"sha256 {encoded(SHA)},sha256 {encoded(SHA)}"},
        {"Upload-Metadata": f"filename {encoded('x.png')}"},
        {"Upload-Metadata": "x" * 33_000},
    ],
)  # fmt: skip
async def test_an_announcement_that_cannot_be_read_is_422(api, sent):
    assert told(await api.post("/v1/media", headers={**announced(FILE), **sent})) == (
        422,
        "invalid-query",
    )


async def test_an_announcement_without_a_length_or_metadata_is_422(api):
    for name in ("Upload-Length", "Upload-Metadata"):
        sent = announced(FILE)
        del sent[name]
        assert told(await api.post("/v1/media", headers=sent)) == (422, "invalid-query")


async def test_a_sha256_may_be_told_bare(api):
    told_bare = f"sha256 {encoded(bytes.fromhex(SHA))},filename {encoded('a.png')}"
    answer = await api.post("/v1/media", headers={**announced(FILE), "Upload-Metadata": told_bare})
    assert (await send(api, answer.headers["Location"], 0, FILE)).status_code == 204


@pytest.mark.parametrize(
    "kind",
    ["application/octet-stream", "application/json", "", "application/x-www-form-urlencoded"],
)
async def test_a_part_of_another_type_is_415(api, kind):
    place = await begin(api, FILE)
    sent = {**PART, "Upload-Offset": "0", "Content-Type": kind}
    answer = await api.patch(place, content=FILE, headers=sent)
    assert told(answer) == (415, "unsupported-media-type")
    packed = {**PART, "Upload-Offset": "0", "Content-Encoding": "gzip"}
    assert told(await api.patch(place, content=FILE, headers=packed))[0] == 415
    assert await offset_of(api, place) == 0


async def test_hostile_names_are_shown_as_one_line_without_a_path(api):
    names = [
        "../../etc/passwd", "..\\..\\boot.ini", "a\0b.png", "x" * 4000 + ".jpg",
        "👩‍👩‍👧‍👦" * 571 + ".png", "\u202egnp.exe", "CON", "", ".", "/", b"\xff\xfe\x80.png",
        "a\r\nSet-Cookie: x=1.png", *naughty_texts()[::23],
    ]  # fmt: skip
    for number, name in enumerate(names):
        content = number.to_bytes(4, "big")
        sha = await upload(api, content, name)
        (held,) = [
            one
            for one in (await api.get("/v1/media?limit=1")).json()["media"]
            if one["sha256"] == sha
        ]
        assert held["name"]
        assert len(held["name"].encode()) <= LONGEST_NAME_BYTES
        assert not set(held["name"]) & set("/\\\0\r\n")
        got = await api.get(f"/v1/media/{sha}")
        assert (got.status_code, got.content) == (200, content)


# --- whose it is


async def test_a_stranger_learns_nothing_and_gets_nothing_without_the_bytes(api, strangers):
    place = await begin(api, FILE[:50])
    await upload(api, FILE)
    assert told(await strangers.get(f"/v1/media/{SHA}")) == (404, "not-found")
    assert told(await strangers.delete(f"/v1/media/{SHA}")) == (404, "not-found")
    assert (await strangers.head(place, headers=TUS)).status_code == 404
    assert told(await send(strangers, place, 0, FILE[:50])) == (404, "upload-unknown")
    assert told(await strangers.delete(place, headers=TUS)) == (404, "upload-unknown")
    assert (await strangers.get("/v1/media")).json()["media"] == []
    # Knowing its name is no proof: announced, it is to be sent like any other.
    begun = await strangers.post("/v1/media", headers=announced(FILE))
    assert (begun.status_code, begun.headers["Upload-Offset"]) == (201, "0")
    assert begun.headers["Location"] != place
    assert told(await strangers.get(f"/v1/media/{SHA}")) == (404, "not-found")
    assert (await send(strangers, begun.headers["Location"], 0, FILE)).status_code == 204
    assert (await strangers.get(f"/v1/media/{SHA}")).content == FILE


async def test_what_one_lets_go_the_other_keeps(api, strangers, parts):
    for each in (api, strangers):
        await upload(each, FILE)
    assert (await api.delete(f"/v1/media/{SHA}")).status_code == 204
    assert told(await api.get(f"/v1/media/{SHA}")) == (404, "not-found")
    assert told(await api.delete(f"/v1/media/{SHA}")) == (404, "not-found")
    assert (await strangers.get(f"/v1/media/{SHA}")).content == FILE
    assert (await upload(api, FILE)) == SHA


# --- limits


async def test_a_full_storage_is_403_with_facts(engine, tmp_path, owner):
    room = Limits(exports=1, minutes=1, burst=1, at_once=1, storage_bytes=len(FILE) + 10)
    parts = make_parts(engine, tmp_path / "files", plans={**PLANS, "free": room})
    async for api in api_of(parts, owner):
        await upload(api, FILE)
        refused = await api.post("/v1/media", headers=announced(FILE[:11]))
        assert told(refused) == (403, "storage-full")
        facts = refused.json()
        assert (facts["used"], facts["limit"]) == (len(FILE), len(FILE) + 10)
        assert not facts["retryable"]
        # What is on its way has its room set aside.
        place = await begin(api, FILE[:10])
        assert told(await api.post("/v1/media", headers=announced(b"z"))) == (403, "storage-full")
        assert (await api.delete(place, headers=TUS)).status_code == 204
        await begin(api, b"z")


async def test_of_many_who_begin_at_once_no_more_come_in_than_there_is_room_for(
    engine, tmp_path, owner
):
    room = Limits(exports=1, minutes=1, burst=1, at_once=1, storage_bytes=100)
    parts = make_parts(engine, tmp_path / "files", plans={**PLANS, "free": room})
    async for api in api_of(parts, owner):
        files = [bytes([n]) * 30 for n in range(12)]
        answers = await asyncio.gather(
            *(api.post("/v1/media", headers=announced(file)) for file in files)
        )
        assert sorted(answer.status_code for answer in answers) == [201] * 3 + [403] * 9


async def test_too_many_at_once_are_429(api, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_OPEN", 3)
    for number in range(3):
        await begin(api, bytes([number]))
    refused = await api.post("/v1/media", headers=announced(b"one more"))
    assert told(refused) == (429, "uploads-too-many")
    assert int(refused.headers["Retry-After"]) > 0


async def test_a_file_beyond_every_size_is_413(api):
    refused = await api.post("/v1/media", headers=announced(FILE, size=LARGEST_FILE_BYTES + 1))
    assert told(refused) == (413, "body-too-large")


async def test_giving_up_frees_all_of_it(api, parts):
    place = await begin(api, FILE)
    await send(api, place, 0, FILE[:100])
    assert (await api.delete(place, headers=TUS)).status_code == 204
    assert parts_left(parts) == []
    assert (await api.head(place, headers=TUS)).status_code == 404
    assert told(await api.delete(place, headers=TUS)) == (404, "upload-unknown")


async def test_an_upload_that_rested_too_long_is_over(api, move_clock):
    place = await begin(api, FILE)
    await send(api, place, 0, FILE[:10])
    move_clock(uploads.UNFINISHED_FOR - timedelta(minutes=1))
    assert (await send(api, place, 10, FILE[10:20])).status_code == 204
    move_clock(2 * uploads.UNFINISHED_FOR - timedelta(minutes=2))
    assert await offset_of(api, place) == 20
    move_clock(2 * uploads.UNFINISHED_FOR)
    assert (await api.head(place, headers=TUS)).status_code == 404
    assert (await api.get("/v1/media")).json()["used_bytes"] == 0
    assert await begin(api, FILE) != place


# --- several at once


async def test_two_devices_send_the_same_file_together(api):
    first, second = await begin(api, LARGE), await begin(api, LARGE)
    assert first == second
    await send(api, first, 0, LARGE[:PART_BYTES])
    again = await api.post("/v1/media", headers=announced(LARGE))
    assert again.headers["Upload-Offset"] == str(PART_BYTES)


async def test_of_many_who_send_the_same_part_one_is_heard(api, parts):
    place = await begin(api, FILE)
    for start, end in ((0, 4000), (4000, len(FILE))):
        sent = await asyncio.gather(*(send(api, place, start, FILE[start:end]) for _ in range(6)))
        assert sorted(answer.status_code for answer in sent) == [204] + [409] * 5
        assert await offset_of(api, place) == end
    assert (await api.get(f"/v1/media/{SHA}")).content == FILE
    assert len((await api.get("/v1/media")).json()["media"]) == 1
    assert parts_left(parts) == []


async def test_of_many_who_send_different_bytes_one_is_kept_whole(api):
    """Whoever is not heard leaves no byte in the file of whoever is."""
    files = [bytes([n]) * 5000 for n in range(6)]
    place = await begin(api, files[0] * 2)
    sent = await asyncio.gather(*(send(api, place, 0, file) for file in files))
    assert sorted(answer.status_code for answer in sent) == [204] + [409] * 5
    last = await send(api, place, 5000, files[0])
    winner = next(n for n, answer in enumerate(sent) if answer.status_code == 204)
    assert last.status_code == (204 if winner == 0 else 422)
