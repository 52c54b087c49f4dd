"""Files from the real server to a device: resumed, verified, whole or not there."""

import asyncio
import os
import resource
import shutil
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from live_server import live_server
from made_reels import FILES, make_ready, sha256_of, store_files
from sent_files import upload
from server_client import client as client_of
from server_client import make_parts
from server_users import make_user
from sqlalchemy import select
from upload_program import Holder

from contract.problems import Code, Problem
from desktop.models import cache, media
from desktop.models.storage import Storage
from desktop.models.tables import MEDIA
from desktop.sync import downloads
from desktop.sync.async_client import AsyncApiClient, OpenStream
from desktop.sync.downloads import MediaFile, VariantFile
from server import api_keys
from server.database import reading, transaction
from server.tables import Variant

pytestmark = pytest.mark.anyio

VIDEO = FILES["video"]
SHA = sha256_of(VIDEO)


@pytest.fixture
def parts(engine, tmp_path):
    made = make_parts(engine, tmp_path / "files")
    # Addresses are of the socket that is asked.
    return replace(made, settings=replace(made.settings, public_url=None))


@pytest.fixture
async def owner_id(engine):
    async with transaction(engine) as session:
        return await make_user(session)


@pytest.fixture
async def token(engine, owner_id):
    async with transaction(engine) as session:
        return (await api_keys.create(session, owner_id, name="t", entropy=os.urandom(32))).key


@pytest.fixture
async def wanted(parts, owner_id, tmp_path):
    await store_files(parts.blobs, tmp_path)
    async with transaction(parts.engine) as session:
        variant_id = await make_ready(session, owner_id)
    async with reading(parts.engine) as session:
        asked = select(Variant.generation_id).where(Variant.id == variant_id)
        generation_id = (await session.execute(asked)).scalar_one()
    return VariantFile(generation_id, variant_id, "video")


@pytest.fixture
async def server(parts):
    async with live_server(parts) as url:
        yield url


@pytest.fixture
def storage(tmp_path):
    opened = Storage(tmp_path / "profile")
    yield opened
    opened.close()


class Breaking(AsyncApiClient):
    """Loses the connection after so many bytes of a file, once; notes what was asked for."""

    break_after: int | None = None

    def __init__(self, *words, **more):
        super().__init__(*words, **more)
        self.asked: list[dict[str, str]] = []

    def fetch(self, address, headers, *, is_signed=False):
        self.asked.append(dict(headers))
        whole = super().fetch(address, headers, is_signed=is_signed)
        return _Broken(whole, self) if self.break_after is not None else whole


class _Broken:
    def __init__(self, whole, client):
        self._whole, self._client = whole, client

    async def __aenter__(self):
        stream = await self._whole.__aenter__()
        return OpenStream(stream.status, stream.headers, self._some(stream.pieces))

    async def __aexit__(self, *error):
        return await self._whole.__aexit__(*error)

    async def _some(self, pieces):
        left, self._client.break_after = self._client.break_after, None
        async for piece in pieces:
            yield piece[:left]
            left -= len(piece[:left])
            if not left:
                raise Problem(Code.SERVER_UNREACHABLE, "Lost.", "Again.", retryable=True)


@pytest.fixture
async def device(server, token):
    async with Breaking(server, Holder(token)) as opened:
        yield opened


def left_in(storage):
    folder = storage.folder / cache.FOLDER
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


async def refused(device, storage, wanted) -> Problem:
    with pytest.raises(Problem) as caught:
        await downloads.fetch(device, storage, wanted)
    return caught.value


async def test_a_file_comes_whole_under_its_content_and_is_not_asked_for_again(
    device, storage, wanted
):
    seen = []
    path = await downloads.fetch(
        device, storage, wanted, lambda here, size: seen.append((here, size))
    )
    assert path.read_bytes() == VIDEO
    assert left_in(storage) == [SHA]
    assert seen[0] == (0, len(VIDEO))
    assert seen[-1] == (len(VIDEO), len(VIDEO))
    asked = len(device.asked)
    assert await downloads.fetch(device, storage, wanted) == path
    assert len(device.asked) == asked
    assert storage.call(cache.list_wanted) == ()


async def test_what_broke_off_goes_on_where_it_was(device, storage, wanted):
    device.break_after = 100_000
    assert (await refused(device, storage, wanted)).retryable
    assert left_in(storage) == [f"{SHA}.part"]
    assert storage.call(cache.find, wanted.variant_id, "video") is None
    path = await downloads.fetch(device, storage, wanted)
    assert path.read_bytes() == VIDEO
    assert device.asked[-1]["Range"] == "bytes=100000-"
    assert device.asked[-1]["If-Range"] == f'"{SHA}"'
    assert left_in(storage) == [SHA]


@pytest.mark.parametrize("left", [b"of another file" * 9, VIDEO + b"and more", VIDEO[:-1] + b"?"])
async def test_a_part_that_is_not_of_the_file_never_gets_its_name(device, storage, wanted, left):
    device.break_after = 10
    await refused(device, storage, wanted)
    (storage.folder / cache.part_of(SHA)).write_bytes(left)
    assert (await refused(device, storage, wanted)).retryable
    assert left_in(storage) == []
    assert (await downloads.fetch(device, storage, wanted)).read_bytes() == VIDEO


async def test_a_part_that_is_all_of_it_is_kept(device, storage, wanted):
    device.break_after = 10
    await refused(device, storage, wanted)
    (storage.folder / cache.part_of(SHA)).write_bytes(VIDEO)
    assert (await downloads.fetch(device, storage, wanted)).read_bytes() == VIDEO


async def test_an_address_that_ran_out_is_asked_for_anew(
    device, storage, wanted, move_clock, monkeypatch
):
    fresh, given = downloads._address_of, []

    async def address_of(client, file):
        address = await fresh(client, file)
        given.append(address)
        if len(given) == 1:
            await asyncio.to_thread(move_clock, timedelta(minutes=20))
        return address

    monkeypatch.setattr(downloads, "_address_of", address_of)
    assert (await downloads.fetch(device, storage, wanted)).read_bytes() == VIDEO
    assert len(given) == 2


async def test_what_the_server_has_no_more_is_said(device, storage, wanted, parts):
    await parts.blobs.delete(SHA)
    assert (await refused(device, storage, wanted)).code is Code.NOT_FOUND
    unknown = VariantFile(wanted.generation_id, wanted.generation_id, "video")
    assert (await refused(device, storage, unknown)).code is Code.NOT_FOUND


async def test_a_full_disk_is_said_and_leaves_nothing_under_a_final_name(device, storage, wanted):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    storage.call(cache.want, wanted.variant_id, "video")
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(VIDEO) - 1, hard))
    try:
        problem = await refused(device, storage, wanted)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert problem.code is Code.DISK_FULL
    assert set(left_in(storage)) <= {f"{SHA}.part"}
    assert (await downloads.fetch(device, storage, wanted)).read_bytes() == VIDEO


async def test_room_is_made_by_what_was_not_used(device, storage, wanted):
    await downloads.fetch(device, storage, VariantFile(*_ids(wanted), "proxy"))
    assert left_in(storage) == [sha256_of(FILES["proxy"])]
    await downloads.fetch(device, storage, wanted, most_bytes=len(VIDEO) + 10)
    assert left_in(storage) == [SHA]


async def test_a_strangers_answer_is_no_file(storage, wanted):
    transport = httpx.MockTransport(lambda _: httpx.Response(200, html="<h1>Sign in</h1>"))
    async with AsyncApiClient("http://server.example", transport=transport) as device:
        assert (await refused(device, storage, wanted)).code is Code.SERVER_UNREACHABLE
    assert left_in(storage) == []


async def test_a_creators_file_comes_to_another_device(device, storage, parts, token):
    async with client_of(parts.engine, parts.settings.files, token=token, parts=parts) as http:
        sha256 = await upload(http, VIDEO, "clip.mp4")

    def arrive(session):
        session.execute(
            MEDIA.insert().values(
                sha256=sha256, name="clip.mp4", size_bytes=len(VIDEO), is_held=True, added_at_ms=1
            )
        )

    storage.call(arrive)
    assert [one.sha256 for one in storage.call(media.list_missing)] == [sha256]
    device.break_after = 50_000
    await refused(device, storage, MediaFile(sha256))
    path = await downloads.fetch(device, storage, MediaFile(sha256))
    assert path.read_bytes() == VIDEO
    assert device.asked[-1]["Range"] == "bytes=50000-"
    assert storage.call(media.get, sha256).path == media.path_of(sha256)
    asked = len(device.asked)
    assert await downloads.fetch(device, storage, MediaFile(sha256)) == path
    assert len(device.asked) == asked
    shutil.rmtree(storage.folder / media.FOLDER)
    assert (await downloads.fetch(device, storage, MediaFile(sha256))).read_bytes() == VIDEO


def _ids(wanted):
    return wanted.generation_id, wanted.variant_id
