"""Taking tasks up: all of them, a few at a time, whatever happens to the database."""

import asyncio
from contextlib import asynccontextmanager
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from structlog.testing import CapturingLogger

from server.database import transaction
from server.queue import taking
from server.queue.taking import Taking, Upkeep
from server.queue.tasks import ProcrastinateQueue

pytestmark = pytest.mark.anyio

# A connection pool gives up after 30; this must outlast it.
PATIENCE_S = 120
OFTEN = "* * * * * *"


@asynccontextmanager
async def running(database_url, make, upkeep=(), at_once=1):
    taking = Taking(database_url, make, upkeep, at_once=at_once, silent_s=2.0)
    task = asyncio.create_task(taking.run())
    try:
        yield taking
    finally:
        taking.stop()
        await asyncio.wait_for(task, PATIENCE_S)


async def enqueue(engine, *generation_ids):
    async with transaction(engine) as session:
        for generation_id in generation_ids:
            await ProcrastinateQueue().enqueue(session, generation_id, 0)


def tasks(database_url):
    with psycopg.connect(database_url) as connection:
        return connection.execute(
            "SELECT status::text FROM procrastinate_jobs WHERE task_name = 'make_variants'"
        ).fetchall()


async def until_nothing_is_noted(database_url):
    async with asyncio.timeout(PATIENCE_S):
        while tasks(database_url):
            await asyncio.sleep(0.01)


class Made(asyncio.Queue):
    """What was taken up, in order."""

    async def wait_for(self, many):
        return [await asyncio.wait_for(self.get(), PATIENCE_S) for _ in range(many)]


async def test_what_waits_and_what_comes_is_taken_up_and_leaves_no_row(engine, database_url):
    made, early, late = Made(), uuid4(), uuid4()
    await enqueue(engine, early)
    async with running(database_url, made.put):
        assert await made.wait_for(1) == [early]
        await enqueue(engine, late)
        assert await made.wait_for(1) == [late]
    assert tasks(database_url) == []


async def test_no_more_are_made_at_once_than_asked(engine, database_url):
    begun, go_on = Made(), asyncio.Event()

    async def make(generation_id):
        await begun.put(generation_id)
        await go_on.wait()

    first, second, third = uuid4(), uuid4(), uuid4()
    await enqueue(engine, first, second, third)
    async with running(database_url, make, at_once=2):
        assert await begun.wait_for(2) == [first, second]
        assert begun.empty()
        assert sorted(tasks(database_url)) == [("doing",), ("doing",), ("todo",)]
        go_on.set()
        assert await begun.wait_for(1) == [third]


async def test_stopping_takes_nothing_new_and_ends_what_was_begun(engine, database_url):
    begun, go_on, ended = Made(), asyncio.Event(), Made()

    async def make(generation_id):
        await begun.put(generation_id)
        await go_on.wait()
        await ended.put(generation_id)

    first, second = uuid4(), uuid4()
    await enqueue(engine, first, second)
    async with running(database_url, make) as taking:
        await begun.wait_for(1)
        taking.stop()
        go_on.set()
    assert await ended.wait_for(1) == [first]
    assert tasks(database_url) == [("todo",)]


async def test_a_task_that_fails_stays_to_be_read_and_the_next_one_is_taken(engine, database_url):
    made, bad, good = Made(), uuid4(), uuid4()

    async def make(generation_id):
        if generation_id == bad:
            raise ZeroDivisionError
        await made.put(generation_id)

    await enqueue(engine, bad, good)
    async with running(database_url, make):
        assert await made.wait_for(1) == [good]
    assert tasks(database_url) == [("failed",)]


async def test_upkeep_comes_by_the_clock_while_something_is_being_made(engine, database_url):
    begun, go_on, kept = Made(), asyncio.Event(), Made()

    async def make(generation_id):
        await begun.put(generation_id)
        await go_on.wait()

    async def keep():
        await kept.put("kept")

    await enqueue(engine, uuid4())
    async with running(database_url, make, [Upkeep("keep", OFTEN, keep)]):
        await begun.wait_for(1)
        assert await kept.wait_for(2) == ["kept", "kept"]
        go_on.set()


async def test_a_database_that_is_not_there_yet_is_waited_for(
    engine, postgres, database_url, monkeypatch
):
    """Its name is wrong until it is made right."""
    made, generation_id, heard = Made(), uuid4(), CapturingLogger()
    # In place of the module's own, whatever another test has set up for loggers.
    monkeypatch.setattr(taking, "log", heard)
    await enqueue(engine, generation_id)
    await engine.dispose()
    name = conninfo_to_dict(database_url)["dbname"]
    with psycopg.connect(postgres, autocommit=True) as connection:
        rename(connection, name, f"{name}_later")
        async with running(database_url, made.put):
            async with asyncio.timeout(PATIENCE_S):
                while not heard.calls:
                    await asyncio.sleep(0.01)
            assert heard.calls[0].args == ("taking up interrupted",)
            rename(connection, f"{name}_later", name)
            assert await made.wait_for(1) == [generation_id]


def rename(connection, name, other):
    statement = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    connection.execute(statement.format(sql.Identifier(name), sql.Identifier(other)))


async def test_who_stops_while_the_database_is_away_is_not_kept(tmp_path):
    async with running(f"postgresql:///none?host={tmp_path}", Made().put):
        pass


async def test_work_that_is_called_off_counts_as_no_failure(engine, database_url):
    begun = Made()

    async def make(generation_id):
        await begun.put(generation_id)
        raise asyncio.CancelledError

    await enqueue(engine, uuid4())
    async with running(database_url, make):
        await begun.wait_for(1)
    assert tasks(database_url) == [("aborted",)]


async def test_a_database_that_cuts_every_line_is_waited_for(engine, database_url):
    made, before, after = Made(), uuid4(), uuid4()
    await enqueue(engine, before)
    async with running(database_url, made.put):
        await made.wait_for(1)
        await until_nothing_is_noted(database_url)
        with psycopg.connect(database_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        await engine.dispose()
        await enqueue(engine, after)
        assert await made.wait_for(1) == [after]
