"""Whatever is killed while two devices edit the same drafts and ask for reels: every acknowledged
word is everywhere once, every wish is carried out once, every charge is made once.

`KILLS` says how many kills (5), `KILLS_SEED` at which moments; `make soak` asks for 200.
"""

import random
import threading
from collections import Counter

import psycopg
import pytest
from device_kills import KILLS, SEED, KilledDevice, free_port, killed_at_random, victims
from kills import LONGEST_REST_S, SHORTEST_REST_S, Serving

from server.postgres.embedded import EmbeddedPostgres

ENDS = {"succeeded": "settle", "failed": "release", "cancelled": "release"}


@pytest.fixture(scope="module")
def aftermath(tmp_path_factory):
    """A server and two devices that went through all kills and came to rest, and what each
    device holds."""
    folder = tmp_path_factory.mktemp("devices with späces")
    serving = Serving(folder / "data", "--port", str(free_port()))
    serving.start()
    devices: list[KilledDevice] = []
    try:
        devices += [KilledDevice(folder, serving, number, SEED) for number in range(2)]
        for device in devices:
            device.start()
        chance, order = random.Random(SEED), victims(SEED)
        for _ in range(KILLS):
            threading.Event().wait(chance.uniform(SHORTEST_REST_S, LONGEST_REST_S))
            killed_at_random(serving, devices, next(order))
        for device in devices:
            device.finish()
        held = [device.end() for device in devices]
        # What the other one wrote last came after the first had ended.
        for device in devices:
            device.start()
            device.finish()
        held = [device.end() for device in devices]
        yield serving, devices, held
    finally:
        for device in devices:
            device.stop()
        left = serving.stop()
    assert left == []


@pytest.fixture(scope="module")
def rows(aftermath):
    """Reads the server's own database."""
    serving, _, _ = aftermath
    with EmbeddedPostgres(serving.folder / "postgres") as postgres:
        assert not postgres.is_owner

        def read(query: str) -> list[tuple]:
            with psycopg.connect(postgres.url) as connection:
                return connection.execute(query).fetchall()

        yield read


def test_something_was_written_and_made(aftermath, rows):
    _, devices, _ = aftermath
    assert sum(len(device.acknowledged("word")) for device in devices) >= KILLS
    assert sum(len(device.acknowledged("wish")) for device in devices) >= 1
    statuses = Counter(status for (status,) in rows("select status from generations"))
    assert statuses["succeeded"] >= 1, statuses


def test_every_acknowledged_word_is_on_the_server_and_both_devices_once(aftermath, rows):
    _, devices, held = aftermath
    scripts = {str(id): script for id, script in rows("select id, script from drafts")}
    for device in devices:
        for draft, word in device.acknowledged("word"):
            for script in (scripts[draft], *(one["drafts"][draft][2] for one in held)):
                assert script.split(" ").count(word) == 1, word


def test_server_and_devices_hold_the_same(aftermath, rows):
    _, _, (one, other) = aftermath
    assert one["drafts"] == other["drafts"]
    assert one["generations"] == other["generations"]
    assert one["differing"] == other["differing"] == []
    told = "select id, title, topic, script from drafts where deleted_at is null"
    for id, title, topic, script in rows(told):
        assert one["drafts"][str(id)] == [title, topic, script]


def test_every_acknowledged_wish_is_one_generation_and_no_draft_has_two(aftermath, rows):
    _, devices, _ = aftermath
    made = {str(id): str(draft_id) for id, draft_id in rows("select id, draft_id from generations")}
    wished = [id for device in devices for _, id in device.acknowledged("wish")]
    assert set(wished) <= set(made)
    assert max(Counter(made.values()).values()) == 1


def test_each_is_reserved_once_and_ends_once_charged_only_when_it_succeeded(rows):
    kinds: dict[str, list[str]] = {}
    for id, kind in rows("select generation_id::text, kind from usage_ledger order by id"):
        kinds.setdefault(id, []).append(kind)
    for id, status in rows("select id::text, status from generations"):
        assert kinds.pop(id) == ["reserve", ENDS[status]], id
    assert kinds == {}
