"""The queue: in the transaction of its cause, once each, the more urgent first."""

from uuid import uuid4

import psycopg
import pytest

from server.database import transaction
from server.queue.tasks import MAKING_QUEUE, ProcrastinateQueue

pytestmark = pytest.mark.anyio

FREE_S, PRO_S = 0, 900


@pytest.fixture
def queue():
    return ProcrastinateQueue()


def waiting(database_url):
    with psycopg.connect(database_url) as connection:
        return connection.execute(
            "SELECT args ->> 'generation_id', priority FROM procrastinate_jobs"
            " WHERE status = 'todo' ORDER BY id"
        ).fetchall()


def take(database_url):
    """What a worker would be given next."""
    with psycopg.connect(database_url) as connection:
        (taken,) = connection.execute(
            "SELECT args ->> 'generation_id' FROM procrastinate_fetch_job_v2(%s, NULL)",
            ([MAKING_QUEUE],),
        ).fetchone()
    return taken


async def test_what_is_enqueued_is_there_when_its_cause_is(engine, queue, database_url):
    generation_id = uuid4()
    async with transaction(engine) as session:
        await queue.enqueue(session, generation_id, 7)
        assert waiting(database_url) == [], "not before the commit"
    assert waiting(database_url) == [(str(generation_id), 7)]


async def test_nothing_is_enqueued_when_its_cause_comes_to_nothing(engine, queue, database_url):
    async def fail():
        async with transaction(engine) as session:
            await queue.enqueue(session, uuid4(), 7)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert waiting(database_url) == []


async def test_one_that_waits_is_not_queued_twice_and_the_transaction_goes_on(
    engine, queue, database_url
):
    first, second = uuid4(), uuid4()
    async with transaction(engine) as session:
        await queue.enqueue(session, first, 7)
        await queue.enqueue(session, first, 8)
    async with transaction(engine) as session:
        await queue.enqueue(session, first, 9)
        await queue.enqueue(session, second, 9)
    assert waiting(database_url) == [(str(first), 7), (str(second), 9)]


async def test_one_that_is_being_made_can_be_queued_again(engine, queue, database_url):
    generation_id = uuid4()
    async with transaction(engine) as session:
        await queue.enqueue(session, generation_id, 7)
    assert take(database_url) == str(generation_id)
    async with transaction(engine) as session:
        await queue.enqueue(session, generation_id, 7)
    assert waiting(database_url) == [(str(generation_id), 7)]


async def test_cancelling_takes_the_waiting_one_and_nobody_else(engine, queue, database_url):
    made, other, waits = uuid4(), uuid4(), uuid4()
    async with transaction(engine) as session:
        await queue.enqueue(session, made, 9)
    take(database_url)
    async with transaction(engine) as session:
        await queue.enqueue(session, other, 7)
        await queue.enqueue(session, waits, 7)
        await queue.cancel(session, waits)
        await queue.cancel(session, waits)
        await queue.cancel(session, made)
        await queue.cancel(session, uuid4())
    assert waiting(database_url) == [(str(other), 7)]
    with psycopg.connect(database_url) as connection:
        doing = connection.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'"
        ).fetchone()
    assert doing == (1,)


async def test_a_paying_one_goes_first_but_nobody_waits_for_ever(engine, queue, database_url):
    """Priority is the moment of acceptance, with a head start by plan."""

    def priority(accepted_s, head_start_s):
        return -(30_000_000 + accepted_s) + head_start_s

    patient, free, pro, late_pro = uuid4(), uuid4(), uuid4(), uuid4()
    async with transaction(engine) as session:
        await queue.enqueue(session, late_pro, priority(1100, PRO_S))
        await queue.enqueue(session, free, priority(1000, FREE_S))
        await queue.enqueue(session, pro, priority(1001, PRO_S))
        await queue.enqueue(session, patient, priority(0, FREE_S))
    order = [take(database_url) for _ in range(4)]
    assert order == [str(one) for one in (patient, pro, late_pro, free)]
