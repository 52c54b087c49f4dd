"""A creator's files from a device to the real server: whole, once, whatever breaks off."""

import asyncio
import random
import sys
from pathlib import Path

import httpx
import pytest
import upload_program
from live_server import live_server
from sent_files import begin, send, upload
from server_client import client as client_of
from server_client import make_parts
from server_users import make_token, make_user
from upload_program import Holder

from contract.media import PART_BYTES
from contract.plans import PLANS, Limits
from contract.problems import Code, Problem
from desktop.models import media
from desktop.models.storage import Storage
from desktop.sync import uploads
from desktop.sync.async_client import AsyncApiClient
from server.database import transaction

pytestmark = pytest.mark.anyio

LARGE = random.Random(5).randbytes(3 * PART_BYTES + 777)
SMALL = b"a small file" * 100


@pytest.fixture
def parts(engine, tmp_path):
    return make_parts(engine, tmp_path / "files")


@pytest.fixture
async def token(engine):
    async with transaction(engine) as session:
        return await make_token(session, await make_user(session))


@pytest.fixture
async def http(parts, token):
    """The same person, by plain HTTP."""
    async with client_of(parts.engine, parts.settings.files, token=token, parts=parts) as opened:
        yield opened


@pytest.fixture
async def server(parts):
    async with live_server(parts) as url:
        yield url


@pytest.fixture
async def device(server, token):
    async with AsyncApiClient(server, Holder(token)) as opened:
        yield opened


@pytest.fixture
def storage(tmp_path):
    opened = Storage(tmp_path / "profile")
    yield opened
    opened.close()


def bring(storage: Storage, folder: Path, content: bytes, name: str = "clip.mp4") -> str:
    path = folder / name
    path.write_bytes(content)
    brought = media.bring(storage.folder, path)
    return storage.call(media.add, brought).sha256


async def got(http: httpx.AsyncClient, sha256: str) -> bytes:
    answer = await http.get(f"/v1/media/{sha256}")
    assert answer.status_code == 200, answer.text
    return answer.content


async def refused(device, storage, sha256) -> Problem:
    with pytest.raises(Problem) as caught:
        await uploads.upload(device, storage, sha256)
    return caught.value


@pytest.mark.parametrize("content", [b"", SMALL, LARGE, LARGE[: 2 * PART_BYTES]])
async def test_a_file_comes_whole_and_the_store_says_so(device, storage, http, tmp_path, content):
    sha256 = bring(storage, tmp_path, content, "Am Strand 👩‍👩‍👧.mp4")
    seen = []
    await uploads.upload(device, storage, sha256, lambda come, size: seen.append((come, size)))
    assert await got(http, sha256) == content
    assert storage.call(media.get, sha256).state == "held"
    assert seen == sorted(seen)
    assert seen[-1] == (len(content), len(content))
    (held,) = (await http.get("/v1/media")).json()["media"]
    assert held["name"] == "Am Strand 👩‍👩‍👧.mp4"


async def test_what_is_held_is_not_sent_again(device, storage, http, tmp_path, parts):
    sha256 = bring(storage, tmp_path, LARGE)
    await upload(http, LARGE)
    bell = len(parts.bell.rung)
    await uploads.upload(device, storage, sha256)
    assert storage.call(media.get, sha256).is_held
    assert len(parts.bell.rung) == bell


async def test_it_goes_on_where_another_device_of_ours_has_come_to(device, storage, http, tmp_path):
    sha256 = bring(storage, tmp_path, LARGE)
    await send(http, await begin(http, LARGE), 0, LARGE[: PART_BYTES + 5])
    seen = []
    await uploads.upload(device, storage, sha256, lambda come, _: seen.append(come))
    assert seen[0] == PART_BYTES + 5
    assert await got(http, sha256) == LARGE


async def test_two_devices_that_send_the_same_bytes_at_once_both_succeed(
    device, storage, http, tmp_path, server, token
):
    other = Storage(tmp_path / "other")
    sha256 = bring(storage, tmp_path, LARGE)
    bring(other, tmp_path, LARGE, "second.mp4")
    try:
        async with AsyncApiClient(server, Holder(token)) as second:
            await asyncio.gather(
                uploads.upload(device, storage, sha256), uploads.upload(second, other, sha256)
            )
        assert other.call(media.get, sha256).is_held
    finally:
        other.close()
    assert storage.call(media.get, sha256).is_held
    assert await got(http, sha256) == LARGE
    assert len((await http.get("/v1/media")).json()["media"]) == 1


async def test_a_device_killed_in_the_middle_goes_on_with_what_was_kept(
    http, tmp_path, server, token
):
    """kill -9 once the server has said that two parts came."""
    storage = Storage(tmp_path / "profile")
    sha256 = bring(storage, tmp_path, LARGE)
    storage.close()

    async def run(until: int | None) -> list[int]:
        program = await asyncio.create_subprocess_exec(
            *(sys.executable, upload_program.__file__, str(storage.folder)),
            *(server, token, sha256),
            stdout=asyncio.subprocess.PIPE,
        )
        assert program.stdout is not None
        told = []
        async for line in program.stdout:
            told.append(int(line))
            if until is not None and told[-1] >= until:
                program.kill()
        assert (await program.wait() == 0) == (until is None)
        return told

    await run(until=2 * PART_BYTES)
    told = await run(until=None)
    assert told[0] >= 2 * PART_BYTES, "what came is not sent again"
    assert await got(http, sha256) == LARGE
    again = Storage(tmp_path / "profile")
    assert again.call(media.get, sha256).is_held
    again.close()


async def test_a_file_that_was_damaged_on_the_disk_waits_for_a_person(
    device, storage, http, tmp_path
):
    sha256 = bring(storage, tmp_path, LARGE)
    copy = storage.folder / media.path_of(sha256)
    copy.write_bytes(LARGE[:-1] + b"?")
    problem = await refused(device, storage, sha256)
    assert problem.code is Code.MEDIA_UNREADABLE
    one = storage.call(media.get, sha256)
    assert (one.state, one.problem["code"]) == ("failed", "media-unreadable")
    copy.write_bytes(LARGE[:100])
    assert (await refused(device, storage, sha256)).code is Code.MEDIA_UNREADABLE
    copy.unlink()
    assert (await refused(device, storage, sha256)).code is Code.MEDIA_NOT_FOUND
    assert (await http.get(f"/v1/media/{sha256}")).status_code == 404


async def test_a_full_storage_is_said_and_stands_until_somebody_makes_room(
    engine, tmp_path, storage, token
):
    room = Limits(exports=1, minutes=1, burst=1, at_once=1, storage_bytes=10)
    parts = make_parts(engine, tmp_path / "files", plans={**PLANS, "free": room})
    sha256 = bring(storage, tmp_path, SMALL)
    async with live_server(parts) as url, AsyncApiClient(url, Holder(token)) as device:
        problem = await refused(device, storage, sha256)
    assert (problem.code, problem.facts["limit"]) == (Code.STORAGE_FULL, 10)
    assert storage.call(media.get, sha256).state == "failed"
    assert storage.call(media.list_waiting) == ()


async def test_without_a_network_it_waits_and_nothing_failed(storage, tmp_path):
    sha256 = bring(storage, tmp_path, SMALL)
    async with AsyncApiClient("http://127.0.0.1:9", Holder("x")) as device:
        problem = await refused(device, storage, sha256)
    assert problem.retryable
    assert storage.call(media.get, sha256).state == "waiting"


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, html="<h1>Sign in to this network</h1>"),
        httpx.Response(302, headers={"Location": "http://portal.example/"}),
        httpx.Response(201, headers={"Location": "/v1/media/uploads/x"}),
        httpx.Response(201, headers={"Location": "http://other/x", "Upload-Offset": "0"}),
        httpx.Response(201, headers={"Location": "/v1/media/uploads/x", "Upload-Offset": "-3"}),
        httpx.Response(200, json={"sha256": "another"}),
    ],
)
async def test_a_strangers_answer_is_no_success(storage, tmp_path, answer):
    sha256 = bring(storage, tmp_path, SMALL)
    transport = httpx.MockTransport(lambda _: answer)
    async with AsyncApiClient("http://server.example", transport=transport) as device:
        problem = await refused(device, storage, sha256)
    assert problem.code is Code.SERVER_UNREACHABLE
    assert not storage.call(media.get, sha256).is_held


async def test_a_session_that_ended_fails_no_file(device, storage, tmp_path, server):
    sha256 = bring(storage, tmp_path, SMALL)
    async with AsyncApiClient(server, Holder("ra_not_any_more")) as nobody:
        problem = await refused(nobody, storage, sha256)
    assert problem.code is Code.NOT_SIGNED_IN
    assert storage.call(media.get, sha256).state == "waiting"
