"""The sweep: each thing goes when its time has come, and not a moment before."""

import os
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from accepted_reels import accept, body
from made_reels import FILES, make_ready, sha256_of, store_files
from server_users import make_user

from server import claiming
from server.blobs import INCOMING
from server.claiming import MadeFacts, PutFile
from server.database import transaction
from server.work import sweep
from server.work.make_variants import SCRATCH, SHELF

pytestmark = pytest.mark.anyio

DAY = timedelta(days=1)
MOMENT = timedelta(minutes=1)
INSERT_ASSET = """
    INSERT INTO assets (id, owner_id, variant_id, generation_id, title, topic, platform, preset,
        tags, format, duration_ms, size_bytes, search_text, revision, deleted_at)
    SELECT gen_random_uuid(), owner_id, id, generation_id, 'Why?', 'Why?', 'tiktok', 'explainer',
        '{}', 'mp4', 30000, 9, 'why', 1, %s FROM variants WHERE id = %s RETURNING id
"""


@pytest.fixture
async def ready(parts, tmp_path, sql):
    """A variant that became ready just now, its files stored; its id and owner."""
    await store_files(parts.blobs, tmp_path)
    async with transaction(parts.engine) as session:
        owner_id = await make_user(session)
        variant_id = await make_ready(session, owner_id)
    sql("UPDATE variants SET ready_at = reelyard_now()")
    return variant_id, owner_id


def files_of(sql, variant_id):
    return sql("SELECT kind FROM variant_files WHERE variant_id = %s", variant_id)


async def stored(parts):
    return {file.sha256 for file in await parts.blobs.list_stored()}


def save(sql, variant_id, deleted_at=None):
    ((asset_id,),) = sql(INSERT_ASSET, deleted_at, variant_id)
    return asset_id


async def test_what_nobody_saved_loses_its_files_after_thirty_days(
    parts, bell, ready, sql, move_clock
):
    variant_id, owner_id = ready
    move_clock(30 * DAY - MOMENT)
    await sweep.sweep(parts)
    assert len(files_of(sql, variant_id)) == len(FILES)
    assert bell.rung == []
    move_clock(30 * DAY)
    await sweep.sweep(parts)
    assert files_of(sql, variant_id) == []
    assert sql("SELECT status, files_gone_at IS NOT NULL FROM variants") == [("ready", True)]
    assert await stored(parts) == set(), "and, unnamed, they are deleted"
    ((seq, told),) = sql("SELECT seq, of_id FROM changes WHERE of = 'generation'")
    assert [(told,)] == sql("SELECT generation_id FROM variants")
    assert bell.rung == [(owner_id, seq)]
    await sweep.sweep(parts)
    assert len(sql("SELECT * FROM changes")) == 1, "said once"


@pytest.mark.parametrize("is_in_trash", [False, True])
async def test_what_was_saved_stays(parts, ready, sql, move_clock, is_in_trash):
    variant_id, _ = ready
    move_clock(40 * DAY)
    ((now,),) = sql("SELECT reelyard_now()")
    save(sql, variant_id, now if is_in_trash else None)
    await sweep.sweep(parts)
    assert len(files_of(sql, variant_id)) == len(FILES)
    assert await stored(parts) == {sha256_of(content) for content in FILES.values()}


async def test_the_trash_is_emptied_after_thirty_days(parts, bell, ready, sql, move_clock):
    variant_id, owner_id = ready
    ((now,),) = sql("SELECT reelyard_now()")
    asset_id = save(sql, variant_id, now)
    move_clock(30 * DAY - MOMENT)
    await sweep.sweep(parts)
    assert sql("SELECT id FROM assets") == [(asset_id,)]
    move_clock(30 * DAY + MOMENT)
    await sweep.sweep(parts)
    assert sql("SELECT id FROM assets") == []
    assert sql("SELECT of_id FROM changes WHERE of = 'asset'") == [(asset_id,)]
    assert files_of(sql, variant_id) == [], "nobody has it saved any more"
    assert bell.rung[0][0] == owner_id


async def test_a_file_that_nobody_names_goes_after_a_day(parts, sql, tmp_path, move_clock):
    await store_files(parts.blobs, tmp_path)
    move_clock(DAY - MOMENT)
    await sweep.sweep_blobs(parts)
    assert len(await stored(parts)) == len(FILES)
    move_clock(DAY + MOMENT)
    await sweep.sweep_blobs(parts)
    assert await stored(parts) == set()
    assert sql("SELECT * FROM blobs") == []


async def test_a_file_that_is_named_stays(parts, ready, move_clock):
    move_clock(2 * DAY)
    await sweep.sweep_blobs(parts)
    assert await stored(parts) == {sha256_of(content) for content in FILES.values()}


async def test_a_file_that_was_put_again_stays_another_day(parts, sql, tmp_path, move_clock):
    """Its row is old and unnamed; but whoever named it now made that row new."""
    await store_files(parts.blobs, tmp_path)
    move_clock(2 * DAY)
    accepted = await accept(parts, body())
    sha256, content = sha256_of(FILES["video"]), FILES["video"]
    facts = MadeFacts("Why?", "how", 1, 1, 1, {"video": PutFile(sha256, len(content))})
    async with transaction(parts.engine) as session:
        claimed = await claiming.claim(session, accepted.id, 60)
        await claiming.variant_ready(session, accepted.id, claimed.fence, 0, facts)
    await sweep.sweep_blobs(parts)
    assert await stored(parts) == {sha256}


async def test_what_never_came_to_its_end_is_cleared(parts, tmp_path, move_clock):
    await store_files(parts.blobs, tmp_path)
    half = parts.settings.files / INCOMING / "half"
    half.write_text("not yet")
    await sweep.sweep_blobs(parts)
    assert half.exists()
    move_clock(DAY + MOMENT)
    await sweep.sweep_blobs(parts)
    assert not half.exists()


async def test_folders_of_claims_that_are_no_more_go(parts):
    accepted = await accept(parts, body())
    async with transaction(parts.engine) as session:
        await claiming.claim(session, accepted.id, 60)
    scratch = parts.settings.files / SCRATCH
    for name in (f"{accepted.id}-1", f"{accepted.id}-0", f"{uuid4()}-1"):
        (scratch / name / "0").mkdir(parents=True)
    await sweep.sweep(parts)
    assert [path.name for path in scratch.iterdir()] == [f"{accepted.id}-1"]


async def test_drawn_segments_nobody_used_today_go(parts):
    shelf = parts.settings.files / SHELF
    shelf.mkdir(parents=True)
    for name, age_s in (("old.nut", 90_000), ("new.nut", 60)):
        (shelf / name).touch()
        os.utime(shelf / name, (time.time() - age_s,) * 2)
    await sweep.sweep(parts)
    assert [path.name for path in shelf.iterdir()] == ["new.nut"]


async def test_answers_to_keys_are_forgotten_after_two_hundred_days(parts, sql, move_clock):
    await accept(parts, body())
    move_clock(200 * DAY - MOMENT)
    await sweep.sweep(parts)
    assert len(sql("SELECT * FROM idempotency_keys")) == 1
    move_clock(200 * DAY + MOMENT)
    await sweep.sweep(parts)
    assert sql("SELECT * FROM idempotency_keys") == []


async def test_a_month_that_does_not_agree_is_mended(parts, sql):
    await accept(parts, body())
    ((reserved_ms,),) = sql("SELECT reserved_ms FROM usage_periods")
    sql("UPDATE usage_periods SET reserved_ms = 1")
    await sweep.rederive(parts)
    assert sql("SELECT reserved_ms FROM usage_periods") == [(reserved_ms,)]


async def test_a_part_that_fails_keeps_no_other_from_its_turn(parts, sql, move_clock):
    await accept(parts, body())
    parts.settings.files.mkdir(parents=True)
    (parts.settings.files / SCRATCH).write_text("no folder")
    (parts.settings.files / SHELF).write_text("no folder")
    sql("ALTER TABLE assets RENAME TO elsewhere")
    move_clock(201 * DAY)
    await sweep.sweep(parts)
    assert sql("SELECT * FROM idempotency_keys") == []
