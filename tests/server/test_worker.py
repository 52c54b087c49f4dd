"""Real workers: killed, stopped and started again, while a reel is being made."""

import os
import select
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager

import psutil
import psycopg
import pytest
from accepted_reels import accept, body
from server_client import SECRET, make_parts

from server.queue.tasks import ProcrastinateQueue

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(sys.platform != "linux", reason="uses pidfd"),
]

LEASE_S = 2
PATIENCE_S = 180


@pytest.fixture
def sql(database_url):
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield lambda statement, *values: connection.execute(statement, values).fetchall()


@pytest.fixture
async def accepted(engine, tmp_path):
    """A generation that waits."""
    parts = make_parts(engine, tmp_path / "files", queue=ProcrastinateQueue())
    return await accept(parts, body())


@pytest.fixture
def worker(database_url, tmp_path):
    """Starts a worker and waits until it is ready; ends it in the end."""
    environment = {
        **os.environ,
        "REELYARD_DATABASE_URL": database_url,
        "REELYARD_FILES": str(tmp_path / "files"),
        "REELYARD_SECRET": SECRET,
        "REELYARD_LEASE_S": str(LEASE_S),
    }

    @contextmanager
    def start():
        with (tmp_path / "worker.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "reelyard", "worker"],
                stdout=subprocess.PIPE,
                stderr=log,
                env=environment,
            )
        with process:
            try:
                assert process.stdout.readline()
                yield process
            finally:
                process.kill()

    return start


def until(is_so):
    for _ in range(PATIENCE_S * 20):
        if is_so():
            return
        threading.Event().wait(0.05)
    raise AssertionError("never came true")


def is_being_drawn(sql):
    return sql("SELECT 1 FROM generations WHERE stage = 'drawing'") != []


def status_of(sql):
    return sql("SELECT status FROM generations")[0][0]


def family(process):
    """Descriptors of everything a worker has started: each can be read once it ended."""
    found = psutil.Process(process.pid).children(recursive=True)
    assert found
    return [os.pidfd_open(one.pid) for one in found]


def all_ended(descriptors):
    ended = [bool(select.select([one], [], [], PATIENCE_S)[0]) for one in descriptors]
    for one in descriptors:
        os.close(one)
    return all(ended)


def kinds(sql):
    return [kind for (kind,) in sql("SELECT kind FROM usage_ledger ORDER BY id")]


def open_tasks(sql):
    return sql(
        "SELECT status::text FROM procrastinate_jobs"
        " WHERE status IN ('todo', 'doing') AND task_name = 'make_variants'"
    )


async def test_after_a_kill_another_worker_goes_on_and_it_ends_once(
    accepted, worker, sql, tmp_path
):
    with worker() as first:
        until(lambda: is_being_drawn(sql))
        started = family(first)
        first.kill()
    assert all_ended(started), "the child and all it has started are gone"
    assert sql("SELECT status, claims FROM generations") == [("running", 1)]
    with worker():
        until(lambda: status_of(sql) in ("succeeded", "failed"))
        until(lambda: open_tasks(sql) == [])
    assert sql("SELECT status, claims FROM generations") == [("succeeded", 2)]
    assert sql("SELECT status FROM variants") == [("ready",)]
    assert kinds(sql) == ["reserve", "settle"]
    assert sql("SELECT * FROM leases") == []
    assert list((tmp_path / "files" / "scratch").iterdir()) == []


async def test_one_that_kills_every_worker_fails_after_three(accepted, worker, sql):
    for deaths in (1, 2, 3):
        with worker() as process:
            until(lambda: is_being_drawn(sql) and claims(sql) == deaths)  # noqa: B023 - called here
            started = family(process)
            process.kill()
        assert all_ended(started)
    with worker():
        until(lambda: status_of(sql) == "failed")
        until(lambda: open_tasks(sql) == [])
    assert sql("SELECT error ->> 'code' FROM generations") == [("worker-lost",)]
    assert kinds(sql) == ["reserve", "release"]
    assert sql("SELECT used_ms, reserved_ms FROM usage_periods") == [(0, 0)]


def claims(sql):
    return sql("SELECT claims FROM generations")[0][0]


@pytest.mark.parametrize("times", [1, 2])
async def test_asked_to_stop_it_gives_back_what_it_cannot_finish(
    accepted, worker, sql, tmp_path, times
):
    with worker() as process:
        until(lambda: is_being_drawn(sql))
        started = family(process)
        # Two of a kind might arrive as one.
        for number in (signal.SIGTERM, signal.SIGINT)[:times]:
            process.send_signal(number)
        assert process.wait(PATIENCE_S) == 0
    assert all_ended(started)
    status, claims = sql("SELECT status, claims FROM generations")[0]
    assert (status, claims) in [("queued", 0), ("succeeded", 1)]
    if status == "queued":
        assert open_tasks(sql) == [("todo",)]
        assert sql("SELECT expires_at FROM leases") == [(None,)]
    else:
        assert times == 1, "the second signal waits for nothing"
    assert list((tmp_path / "files" / "scratch").iterdir()) == []
    assert sql("SELECT * FROM procrastinate_workers") == []


async def test_a_worker_with_nothing_to_do_stops_at_once(worker, sql):
    with worker() as process:
        until(lambda: sql("SELECT * FROM procrastinate_workers") != [])
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_S) == 0
    assert sql("SELECT * FROM procrastinate_workers") == []


async def test_what_waits_but_not_in_the_queue_is_put_into_it(accepted, worker, sql):
    """As when the database went away between taking a task up and claiming."""
    sql("DELETE FROM procrastinate_jobs RETURNING 1")
    with worker():
        until(lambda: status_of(sql) == "running")
