"""An operator sees every task that has not succeeded, and puts one that failed back."""

from uuid import UUID

import psycopg
import pytest
from server_client import make_parts
from server_reels import finish, take_up, wish
from server_users import make_user

from contract.problems import Code, Problem
from server.database import transaction
from server.queue.overview import list_tasks, retry
from server.queue.tasks import ProcrastinateQueue

pytestmark = pytest.mark.anyio


@pytest.fixture
def sql(database_url):
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield lambda statement, *values: connection.execute(statement, values)


@pytest.fixture
def parts(engine, tmp_path):
    return make_parts(engine, tmp_path, queue=ProcrastinateQueue())


@pytest.fixture
async def generation_id(engine, parts) -> UUID:
    """A generation that waits in the queue."""
    async with transaction(engine) as session:
        owner_id = await make_user(session)
    await wish(parts, owner_id, "key")
    async with transaction(engine) as session:
        (task,) = await list_tasks(session)
    assert task.generation_id is not None
    return UUID(task.generation_id)


async def seen(engine):
    async with transaction(engine) as session:
        return await list_tasks(session)


async def put_back(engine, task_id: int) -> None:
    async with transaction(engine) as session:
        await retry(session, ProcrastinateQueue(), task_id)


async def refused(engine, task_id: int) -> Problem:
    with pytest.raises(Problem) as caught:
        await put_back(engine, task_id)
    return caught.value


async def test_what_waits_is_seen_and_putting_it_back_changes_nothing(engine, generation_id):
    (task,) = await seen(engine)
    assert (task.status, task.name, task.attempts) == ("todo", "make_variants", 0)
    assert task.since is not None
    await put_back(engine, task.id)
    assert await seen(engine) == [task]


async def test_what_failed_waits_again_as_a_task_of_the_same_generation(engine, generation_id, sql):
    (task,) = await seen(engine)
    sql("UPDATE procrastinate_jobs SET status = 'failed'")
    await put_back(engine, task.id)
    again, failed = await seen(engine)
    assert (again.status, failed.status) == ("todo", "failed")
    assert again.generation_id == failed.generation_id == str(generation_id)


async def test_what_is_being_done_is_left_to_its_worker(engine, generation_id, sql):
    sql("UPDATE procrastinate_jobs SET status = 'doing'")
    (task,) = await seen(engine)
    assert (await refused(engine, task.id)).code is Code.SERVER_BUSY


async def test_a_generation_that_has_ended_stays_ended(engine, parts, generation_id, sql):
    sql("UPDATE procrastinate_jobs SET status = 'failed'")
    fence = await take_up(parts, generation_id)
    await finish(parts, generation_id, fence, [5000, 5000, 5000])
    (task,) = await seen(engine)
    problem = await refused(engine, task.id)
    assert problem.code is Code.ALREADY_ENDED
    assert "succeeded" in problem.says
    assert len(await seen(engine)) == 1


async def test_a_task_that_there_is_not_is_said(engine):
    assert (await refused(engine, 2**40)).code is Code.TASK_UNKNOWN
