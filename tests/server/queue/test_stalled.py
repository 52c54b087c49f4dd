"""Tasks of workers that are gone come back; tasks that are over are forgotten in time."""

from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest

from server.database import transaction
from server.queue.stalled import prune, revive
from server.queue.tasks import MAKING_QUEUE, ProcrastinateQueue

pytestmark = pytest.mark.anyio

SILENT_S = 30.0


@pytest.fixture
def sql(database_url):
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield lambda statement, *values: connection.execute(statement, values)


@pytest.fixture
async def taken(engine, sql):
    """A generation that a worker took up, and the worker's id."""
    generation_id = uuid4()
    async with transaction(engine) as session:
        await ProcrastinateQueue().enqueue(session, generation_id, 7)
    (worker_id,) = sql("SELECT worker_id FROM procrastinate_register_worker_v1()").fetchone()
    sql("SELECT id FROM procrastinate_fetch_job_v2(%s, %s)", [MAKING_QUEUE], worker_id)
    return generation_id, worker_id


def tasks(sql):
    return sql(
        "SELECT args ->> 'generation_id', priority, status::text FROM procrastinate_jobs"
    ).fetchall()


async def revive_all(engine):
    async with transaction(engine) as session:
        return await revive(session, ProcrastinateQueue(), SILENT_S)


async def test_a_worker_that_speaks_keeps_its_task(engine, sql, taken):
    assert await revive_all(engine) == ()
    assert tasks(sql) == [(str(taken[0]), 7, "doing")]


@pytest.mark.parametrize(
    "goes",
    [
        "UPDATE procrastinate_workers SET last_heartbeat = clock_timestamp() - interval '31 s'",
        "DELETE FROM procrastinate_workers",
    ],
    ids=["silent", "pruned"],
)
async def test_the_task_of_one_that_is_gone_waits_again_as_urgent_as_before(
    engine, sql, taken, goes
):
    sql(goes)
    assert await revive_all(engine) == (taken[0],)
    assert tasks(sql) == [(str(taken[0]), 7, "todo")]
    assert await revive_all(engine) == ()


async def test_one_that_waits_already_is_not_doubled(engine, sql, taken):
    async with transaction(engine) as session:
        await ProcrastinateQueue().enqueue(session, taken[0], 7)
    sql("DELETE FROM procrastinate_workers")
    await revive_all(engine)
    assert tasks(sql) == [(str(taken[0]), 7, "todo")]


async def test_upkeep_that_died_is_not_put_back(engine, sql):
    sql(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status)"
        " VALUES ('upkeep', 'reap', 'doing')"
    )
    assert await revive_all(engine) == ()
    assert tasks(sql) == []


async def test_two_who_revive_at_once_do_it_once(engine, sql, taken):
    sql("DELETE FROM procrastinate_workers")
    async with transaction(engine) as one, transaction(engine) as other:
        assert await revive(one, ProcrastinateQueue(), SILENT_S) == (taken[0],)
        assert await revive(other, ProcrastinateQueue(), SILENT_S) == ()
    assert tasks(sql) == [(str(taken[0]), 7, "todo")]


async def test_only_what_is_over_for_long_is_forgotten(engine, sql, taken):
    sql("SELECT procrastinate_finish_job_v1(id, 'failed', false) FROM procrastinate_jobs")
    async with transaction(engine) as session:
        await ProcrastinateQueue().enqueue(session, taken[0], 7)
    async with transaction(engine) as session:
        await prune(session, timedelta(hours=1))
    assert len(tasks(sql)) == 2
    sql("UPDATE procrastinate_events SET at = at - interval '2 hours'")
    async with transaction(engine) as session:
        await prune(session, timedelta(hours=1))
    assert tasks(sql) == [(str(taken[0]), 7, "todo")]
