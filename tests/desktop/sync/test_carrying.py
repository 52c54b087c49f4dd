"""Promises of carrying: bytes before words, and words that need no bytes before all of it."""

import asyncio
from random import Random
from uuid import UUID

import pytest
from faulty_transport import Fault
from synced_devices import Device

from contract.problems import Problem
from desktop.models import drafts, media, outbox, placements
from desktop.sync.carrying import Carrying
from desktop.sync.engine import Engine

pytestmark = pytest.mark.anyio

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 500


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "sky.png"
    path.write_bytes(PICTURE)
    return path


def placed(device: Device, picture) -> UUID:
    """A draft with a picture in it, whose file waits."""
    draft_id = device.write("with a picture")
    brought = media.bring(device.storage.folder, picture)
    device.storage.call(media.add, brought)
    device.storage.call(placements.add, draft_id, brought.sha256)
    return draft_id


def carrying(device: Device) -> Carrying:
    return Carrying(device.api, device.storage, chance=Random(1))


async def test_words_that_need_no_file_go_and_the_others_wait_for_it(device, picture):
    ours, theirs = device(), device()
    with_picture = placed(ours, picture)
    without = ours.write("without")
    await ours.sync()
    await theirs.sync()
    assert theirs.read(without).script == "without"
    assert theirs.read(with_picture).script == "with a picture"
    assert theirs.read(with_picture).placements == ()
    assert ours.unsent() == 1
    await carrying(ours).bring_once()
    await ours.sync()
    await theirs.sync()
    assert len(theirs.read(with_picture).placements) == 1
    assert ours.unsent() == 0


async def test_one_talk_brings_files_first(device, picture):
    ours = device()
    placed(ours, picture)
    ours.engine = Engine(ours.api, ours.storage, chance=Random(1), transfers=carrying(ours))
    await ours.sync()
    assert ours.storage.call(outbox.count_waiting).ops == 0
    assert ours.storage.call(media.list_waiting) == ()


@pytest.mark.parametrize("fault", ["lost", "answer-lost", "500", "html", "twice"])
async def test_a_lost_network_costs_nothing_of_a_file(device, picture, fault: Fault):
    ours = device()
    placed(ours, picture)
    hits = iter(["none", fault])
    ours.network.plan = lambda request: next(hits, "none")
    try:
        await carrying(ours).bring_once()
    except Problem:
        await carrying(ours).bring_once()
    assert ours.storage.call(media.list_waiting) == ()


async def test_a_file_that_is_gone_is_noted_and_holds_up_no_other(device, picture, tmp_path):
    ours = device()
    gone = media.bring(ours.storage.folder, picture)
    ours.storage.call(media.add, gone)
    other = tmp_path / "sea.png"
    other.write_bytes(PICTURE + b"sea")
    ours.storage.call(media.add, media.bring(ours.storage.folder, other))
    (ours.storage.folder / gone.path).unlink()
    await carrying(ours).bring_once()
    assert ours.storage.call(media.get, gone.sha256).problem is not None
    assert ours.storage.call(media.list_waiting) == ()


async def test_carried_beside_the_talk_it_ends_with_it(device, picture):
    ours = device()
    engine = Engine(ours.api, ours.storage, chance=Random(1), transfers=carrying(ours))
    before = asyncio.all_tasks()
    running = asyncio.create_task(engine.run())
    draft_id = placed(ours, picture)
    async with asyncio.timeout(60):
        while (await ours.storage.run(outbox.count_waiting)).ops:
            await asyncio.sleep(0)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert asyncio.all_tasks() == before
    assert len(ours.storage.call(drafts.get, draft_id).placements) == 1
