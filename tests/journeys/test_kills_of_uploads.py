"""A large file on its way to a real server whose processes are killed: whole in the end, and
never more of it promised than is there."""

import asyncio
import os
import random
import signal
from pathlib import Path

import httpx
import pytest
from sent_files import TUS, announced, sha256_of
from served import Ended, Served
from upload_program import Holder

from contract.media import PART_BYTES
from contract.problems import Problem
from desktop.models import media
from desktop.models.storage import Storage
from desktop.sync import uploads
from desktop.sync.async_client import AsyncApiClient

pytestmark = pytest.mark.anyio

LARGE_BYTES = 100 * 2**20 + 1
# A killed process is back within a second; this is for machines on which it never is.
MOST_TRIES, AGAIN_AFTER_S = 200, 0.1
# A part of 8 MiB takes some 0.1 s: in the middle of it.
INTO_A_PART_S = 0.04


@pytest.fixture
def own(tmp_path):
    running = Served(tmp_path / "data")
    yield running
    assert running.stop() == Ended(0, "", [])


async def test_a_hundred_megabytes_survive_kills_of_api_and_database(own, tmp_path):
    content = random.Random(6).randbytes(LARGE_BYTES)
    source = tmp_path / "clip.mp4"
    source.write_bytes(content)
    storage = Storage(tmp_path / "profile")
    sha256 = storage.call(media.add, media.bring(storage.folder, source)).sha256
    victims = ["api", "-D", "api"]
    come = [0]

    def kill(victim: str) -> None:
        for pid in own.pids(victim):
            os.kill(pid, signal.SIGKILL)

    def watch(offset: int, _: int) -> None:
        come.append(offset)
        if victims and offset >= (4 - len(victims)) * 2 * PART_BYTES:
            asyncio.get_running_loop().call_later(INTO_A_PART_S, kill, victims.pop(0))

    async with AsyncApiClient(own.url, Holder(own.key)) as client:
        for _ in range(MOST_TRIES):
            try:
                await uploads.upload(client, storage, sha256, watch)
                break
            except Problem as problem:
                if not problem.retryable:
                    raise
                await asyncio.sleep(AGAIN_AFTER_S)
    assert not victims, "all were killed"
    assert storage.call(media.get, sha256).is_held
    storage.close()
    # What the server once said had come was never sent again.
    assert come == sorted(come)
    signed = {"Authorization": f"Bearer {own.key}"}
    async with httpx.AsyncClient(base_url=own.url, headers=signed, timeout=60) as http:
        got = await http.get(f"/v1/media/{sha256}")
        assert sha256_of(got.content) == sha256
        (listed,) = (await http.get("/v1/media")).json()["media"]
        assert listed["size_bytes"] == LARGE_BYTES
        again = await http.post("/v1/media", headers={**TUS, **announced(content)})
        assert again.status_code == 200
    parts = [path for path in Path(own.folder).rglob("uploads/*/*") if path.is_file()]
    assert [path for path in parts if path.parent.name != "arriving"] == []
