"""A reel with the creator's pictures: made by the worker, of files that were uploaded."""

import asyncio
import io
import json
from datetime import timedelta
from uuid import uuid4

import numpy as np
import pytest
from accepted_reels import accept, body
from PIL import Image
from sent_files import begin, send, upload
from server_client import client
from server_users import make_token, make_user
from sqlalchemy import select, text

from contract.problems import Code, Problem
from server import media, pricing, subscriptions, uploads
from server.database import reading, transaction
from server.part_files import ASIDE
from server.tables import Generation, Upload
from server.work import sweep
from server.work.make_variants import SCRATCH, make_variants

pytestmark = pytest.mark.anyio


def png(red: int) -> bytes:
    """A picture in one colour with some noise, so that no two are the same."""
    pixels = np.full((64, 48, 3), (red, 40, 90), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def placed(*media: str, role: str = "picture") -> list[dict[str, object]]:
    common = {"scene": None, "role": role, "focus": [0.5, 0.5]}
    return [
        {**common, "id": f"p{n}", "order": f"a{n}", "media": name} for n, name in enumerate(media)
    ]


@pytest.fixture
async def owner_id(engine):
    async with transaction(engine) as session:
        owner_id = await make_user(session)
        await subscriptions.set_plan(session, owner_id, "own")
    return owner_id


@pytest.fixture
async def api(parts, owner_id):
    async with transaction(parts.engine) as session:
        token = await make_token(session, owner_id)
    async with client(parts.engine, parts.settings.files, token=token, parts=parts) as opened:
        yield opened


async def ended(parts, generation_id):
    await make_variants(parts, generation_id, asyncio.Event())
    async with reading(parts.engine) as session:
        row = await session.execute(
            select(Generation.status, Generation.error).where(Generation.id == generation_id)
        )
        return row.one()


async def test_a_picture_that_was_uploaded_is_shown(parts, api, owner_id):
    sha256 = await upload(api, png(200), "Am Strand.png")
    accepted = await accept(parts, body(placements=placed(sha256)), owner_id)
    assert await ended(parts, accepted.id) == ("succeeded", None)
    made = (await api.get(f"/v1/generations/{accepted.id}")).json()["variants"][0]
    receipt = json.loads((await api.get(made["receipt_url"])).content)
    assert receipt["media"] == [sha256]
    assert not list((parts.settings.files / SCRATCH).iterdir())


async def test_what_no_video_uses_yet_is_accepted_and_left_out(parts, api, owner_id):
    sha256 = await upload(api, b"no sound at all", "song.mp3")
    accepted = await accept(parts, body(placements=placed(sha256, role="music")), owner_id)
    assert await ended(parts, accepted.id) == ("succeeded", None)


async def test_what_is_no_picture_fails_by_the_name_that_its_owner_knows(parts, api, owner_id):
    sha256 = await upload(api, b"not a picture", "Am Strand.png")
    accepted = await accept(parts, body(placements=placed(sha256)), owner_id)
    status, error = await ended(parts, accepted.id)
    assert (status, error["code"]) == ("failed", "media-unreadable")
    assert error["says"].startswith("Am Strand.png ")
    assert (await api.get("/v1/usage")).json()["minutes_used"] == 0


async def test_a_file_goes_only_when_no_reel_is_being_made_of_it(parts, api, owner_id):
    sha256 = await upload(api, png(100))
    accepted = await accept(parts, body(placements=placed(sha256)), owner_id)
    refused = await api.delete(f"/v1/media/{sha256}")
    assert (refused.status_code, refused.json()["code"]) == (409, "media-in-use")
    assert (await api.post(f"/v1/generations/{accepted.id}/cancel")).status_code == 200
    assert (await api.delete(f"/v1/media/{sha256}")).status_code == 204
    with pytest.raises(Problem) as missing:
        await accept(parts, body(placements=placed(sha256)), owner_id)
    assert missing.value.code is Code.MEDIA_MISSING


async def test_a_strangers_file_is_missing(parts, api):
    sha256 = await upload(api, png(50))
    with pytest.raises(Problem) as missing:
        await accept(parts, body(placements=placed(sha256)))
    assert (missing.value.code, missing.value.facts) == (Code.MEDIA_MISSING, {"media": sha256})


async def test_whoever_lets_a_file_go_while_it_is_asked_for_waits(parts, api, owner_id):
    """Accepted or gone, never accepted of what is gone."""
    sha256 = await upload(api, png(60))
    wish = body(placements=placed(sha256))
    async with transaction(parts.engine) as session:
        assert await media.find_held(session, owner_id, pricing.frozen(wish)) == {sha256}
        deleting = asyncio.create_task(api.delete(f"/v1/media/{sha256}"))
        # Once it waits for our row, it does not go on before we are done.
        await waiting_for_a_lock(parts)
        accepted = await accept(parts, wish, owner_id)
    assert (await deleting).status_code == 409
    assert accepted.owner_id == owner_id


async def waiting_for_a_lock(parts) -> None:
    async with asyncio.timeout(30):
        while True:
            async with reading(parts.engine) as session:
                waits = await session.execute(
                    text(
                        "SELECT 1 FROM pg_stat_activity"
                        " WHERE wait_event_type = 'Lock' AND datname = current_database()"
                    )
                )
                if waits.first() is not None:
                    return
            await asyncio.sleep(0)


# --- the sweep


async def test_a_file_that_is_held_is_never_swept_and_one_let_go_is(parts, api, move_clock):
    sha256 = await upload(api, png(10))
    move_clock(timedelta(days=400))
    await sweep.sweep_blobs(parts)
    assert await parts.blobs.size_of(sha256) is not None
    move_clock(timedelta(0))
    await api.delete(f"/v1/media/{sha256}")
    move_clock(timedelta(days=1, minutes=1))
    await sweep.sweep_blobs(parts)
    assert await parts.blobs.size_of(sha256) is None


async def test_what_never_came_whole_is_swept_with_its_parts(parts, api, move_clock):
    resting, going_on = await begin(api, b"x" * 100), await begin(api, b"y" * 100)
    for place in (resting, going_on):
        await send(api, place, 0, b"y" * 10)
    stray = uploads.part_files_of(parts).folder / str(uuid4())
    stray.mkdir()
    (stray / "000000000000").write_bytes(b"of a row that is no more")
    await sweep.forget_uploads(parts)
    names = {path.name for path in stray.parent.iterdir()} - {ASIDE}
    assert names == {place.rpartition("/")[2] for place in (resting, going_on)}
    move_clock(uploads.UNFINISHED_FOR + timedelta(minutes=1))
    await sweep.forget_uploads(parts)
    assert {path.name for path in stray.parent.iterdir()} <= {ASIDE}
    async with reading(parts.engine) as session:
        assert (await session.execute(select(Upload))).all() == []
