"""Finished files over HTTP: whole, in part, not again; by a good address and no other."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import httpx
import pytest
from made_reels import FILES, sha256_of, store_files
from server_client import BASE_URL, SECRET, client, make_parts
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.types import Message, Scope
from structlog.testing import capture_logs

from server.app import create_app
from server.blobs import Blobs
from server.database import now, reading
from server.file_urls import KINDS, urls_for

pytestmark = pytest.mark.anyio

VIDEO = FILES["video"]
LARGE_BYTES = 32 * 2**20
ETAG = f'"{sha256_of(VIDEO)}"'


@pytest.fixture
async def api(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Of somebody without a token."""
    await store_files(Blobs(tmp_path / "files"), tmp_path)
    async with client(engine, tmp_path / "files") as opened:
        yield opened


@pytest.fixture
async def urls(engine: AsyncEngine) -> dict[str, str]:
    files = {kind: sha256_of(content) for kind, content in FILES.items()}
    async with reading(engine) as session:
        moment = await now(session)
    told = urls_for(SECRET, BASE_URL, files, "Чому? “Sky”", moment)
    return {kind: getattr(told, f"{kind}_url") for kind in FILES}


async def test_every_kind_is_served_as_what_it_is_with_its_name(api, urls):
    for kind, content in FILES.items():
        answer = await api.get(urls[kind])
        assert (answer.status_code, answer.content) == (200, content)
        assert answer.headers["Content-Type"] == KINDS[kind].media_type
        assert answer.headers["Content-Length"] == str(len(content))
        assert answer.headers["ETag"] == f'"{sha256_of(content)}"'
        assert answer.headers["Accept-Ranges"] == "bytes"
        assert answer.headers["Cache-Control"].startswith("private, ")
        said = answer.headers["Content-Disposition"]
        assert unquote(said.split("UTF-8''")[1]) == "Чому “Sky”" + KINDS[kind].ending
        assert 'filename="____ _Sky_' in said


async def test_head_says_the_same_without_the_bytes(api, urls):
    head, get = await api.head(urls["video"]), await api.get(urls["video"])
    assert (head.status_code, head.content) == (200, b"")
    per_request = {"x-request-id", "date"}
    told = {name: value for name, value in head.headers.items() if name not in per_request}
    assert told == {name: value for name, value in get.headers.items() if name not in per_request}
    part = await api.head(urls["video"], headers={"Range": "bytes=0-1"})
    assert (part.status_code, part.headers["Content-Length"]) == (200, str(len(VIDEO)))
    known = await api.head(urls["video"], headers={"If-None-Match": ETAG})
    assert known.status_code == 304


LAST = len(VIDEO) - 1


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-99", 0, 99),
        ("bytes=1000-1999", 1000, 1999),
        (f"bytes={LAST}-", LAST, LAST),
        ("bytes=5-", 5, LAST),
        ("bytes=-7", LAST - 6, LAST),
        (f"bytes=-{10 * len(VIDEO)}", 0, LAST),
        (f"bytes=7-{10 * len(VIDEO)}", 7, LAST),
        ("bytes=7-" + "9" * 500, 7, LAST),
        ("Bytes= 00007-00008 ", 7, 8),
    ],
)
async def test_a_part_is_served_as_a_part(api, urls, asked, first, last):
    answer = await api.get(urls["video"], headers={"Range": asked})
    assert (answer.status_code, answer.content) == (206, VIDEO[first : last + 1])
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{len(VIDEO)}"
    assert answer.headers["Content-Length"] == str(last - first + 1)
    assert answer.headers["ETag"] == ETAG


@pytest.mark.parametrize(
    "asked",
    ["bytes=0-1,5-6", "bytes=9-5", "bytes=-", "bytes=", "items=0-5", "bytes=a-b", "bytes=٣-", ""],
)
async def test_several_parts_and_what_nobody_understands_get_the_whole(api, urls, asked):
    answer = await api.get(urls["video"], headers={"Range": asked.encode()})
    assert (answer.status_code, answer.content) == (200, VIDEO)


@pytest.mark.parametrize("asked", [f"bytes={LAST + 1}-", "bytes=-0", "bytes=" + "9" * 500 + "-"])
async def test_a_part_that_there_is_not_is_416_with_the_size(api, urls, asked):
    answer = await api.get(urls["video"], headers={"Range": asked})
    assert (answer.status_code, answer.json()["code"]) == (416, "range-unsatisfiable")
    assert answer.headers["Content-Range"] == f"bytes */{len(VIDEO)}"


@pytest.mark.parametrize(
    ("if_range", "status"),
    [
        (ETAG, 206),
        (f"W/{ETAG}", 200),
        ('"other"', 200),
        ("Tue, 24 Nov 2026 12:00:00 GMT", 200),
    ],
)
async def test_a_part_only_of_the_file_that_was_begun(api, urls, if_range, status):
    headers = {"Range": "bytes=0-9", "If-Range": if_range}
    answer = await api.get(urls["video"], headers=headers)
    assert answer.status_code == status
    assert answer.content == (VIDEO[:10] if status == 206 else VIDEO)


async def test_what_is_known_is_not_sent_again_in_part_or_whole(api, urls):
    for headers in ({}, {"Range": "bytes=0-9"}):
        answer = await api.get(urls["video"], headers={"If-None-Match": ETAG, **headers})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["ETag"] == ETAG


async def test_an_empty_file_is_served(api, engine, tmp_path):
    (tmp_path / "empty").write_bytes(b"")
    sha256, _ = await Blobs(tmp_path / "files").put(tmp_path / "empty")
    async with reading(engine) as session:
        url = urls_for(SECRET, BASE_URL, {"text": sha256}, "x", await now(session)).text_url
    assert url is not None
    whole = await api.get(url)
    assert (whole.status_code, whole.content) == (200, b"")
    assert (await api.get(url, headers={"Range": "bytes=0-"})).status_code == 416
    assert (await api.get(url, headers={"Range": "bytes=-5"})).status_code == 200


async def test_an_address_is_good_until_it_expires(api, urls, move_clock):
    move_clock(timedelta(minutes=14))
    assert (await api.get(urls["cover"])).status_code == 200
    move_clock(timedelta(minutes=15))
    for answer in (await api.get(urls["cover"]), await api.head(urls["cover"])):
        assert answer.status_code == 404


async def test_an_address_that_was_changed_leads_nowhere(api, urls):
    url = urls["cover"]
    split = urlsplit(url)
    video = sha256_of(VIDEO)
    for changed in (
        url.replace("signature=", "signature=A"),
        url.replace("expires=", "expires=9"),
        url.replace(".jpg", ".html"),
        url.replace(sha256_of(FILES["cover"]), video),
        url.replace(sha256_of(FILES["cover"]), quote("../../etc/passwd", safe="")),
        f"{BASE_URL}{split.path}",
        f"{BASE_URL}{split.path}?expires=&signature=",
        f"{BASE_URL}{split.path}?expires=99999999999999999999&signature=x",
        f"{BASE_URL}/v1/files/{'0' * 64}/x.mp4?{split.query}",
    ):
        answer = await api.get(changed)
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found"), changed


async def test_an_address_whose_file_is_gone_leads_nowhere(api, urls, tmp_path):
    await Blobs(tmp_path / "files").delete(sha256_of(FILES["cover"]))
    assert (await api.get(urls["cover"])).status_code == 404


async def test_a_folder_that_cannot_be_read_is_named_to_nobody_but_the_operator(
    engine, urls, tmp_path
):
    (tmp_path / "files").write_text("no folder")
    with capture_logs() as lines:
        async with client(engine, tmp_path / "files") as opened:
            answer = await opened.get(urls["cover"])
    assert (answer.status_code, answer.json()["code"]) == (500, "folder-unwritable")
    assert str(tmp_path) not in answer.text
    assert any(str(tmp_path) in line.get("says", "") for line in lines)


class CountingBlobs(Blobs):
    """Knows how much was read of it."""

    read_bytes = 0

    async def read(self, sha256: str, start: int, end: int) -> AsyncIterator[bytes]:
        async for piece in super().read(sha256, start, end):
            self.read_bytes += len(piece)
            yield piece


async def test_a_large_file_is_never_held_whole(engine, tmp_path):
    blobs = CountingBlobs(tmp_path / "files")
    with (tmp_path / "large").open("wb") as file:
        file.truncate(LARGE_BYTES)
    sha256, _ = await blobs.put(tmp_path / "large")
    app = create_app(replace(make_parts(engine, tmp_path / "files"), blobs=blobs))
    async with reading(engine) as session:
        url = urls_for(SECRET, BASE_URL, {"video": sha256}, "x", await now(session)).video_url
    assert url is not None
    sent, ahead, requests = 0, [], [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        return requests.pop() if requests else await nobody_goes_away()

    async def send(message: Message) -> None:
        nonlocal sent
        sent += len(message.get("body", b""))
        ahead.append(blobs.read_bytes - sent)

    await app(scope_of(url), receive, send)
    assert sent == LARGE_BYTES
    assert max(ahead) <= LARGE_BYTES / 8


def scope_of(url: str) -> Scope:
    """A GET as a server of HTTP hands it on."""
    split = urlsplit(url)
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "scheme": split.scheme,
        "server": ("reelyard.test", 80),
        "client": ("127.0.0.1", 1),
        "root_path": "",
        "method": "GET",
        "path": unquote(split.path),
        "raw_path": split.path.encode(),
        "query_string": split.query.encode(),
        "headers": [],
    }


async def nobody_goes_away() -> Message:
    await asyncio.Event().wait()
    raise AssertionError("nobody sets it")
