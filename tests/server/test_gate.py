"""Promises of the gate: everybody has a few places, and a crowd waits in its own line."""

import asyncio
from uuid import UUID, uuid4

import pytest

from server.gate import CROWD, PLACES, Gate

pytestmark = pytest.mark.anyio

NEVER_S = 3600.0


class Visitors:
    """Requests that stay inside until they are let go."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self.inside: list[asyncio.Event] = []
        self.tasks: list[asyncio.Task[None]] = []

    async def come(self, user_id: UUID, count: int) -> None:
        self.tasks += [asyncio.create_task(self._visit(user_id)) for _ in range(count)]
        await settle()

    async def _visit(self, user_id: UUID) -> None:
        async with self._gate.through(user_id):
            leave = asyncio.Event()
            self.inside.append(leave)
            await leave.wait()
            self.inside.remove(leave)

    async def let_one_go(self) -> None:
        self.inside[0].set()
        await settle()

    async def send_away(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


async def settle() -> None:
    """Everything that can happen without time passing has happened."""
    for _ in range(10):
        await asyncio.sleep(0)


@pytest.fixture
async def visitors():
    made = Visitors(Gate(least_pause_s=NEVER_S))
    yield made
    await made.send_away()


async def test_a_user_has_a_few_places_and_takes_none_of_anothers(visitors):
    await visitors.come(uuid4(), PLACES + 1)
    assert len(visitors.inside) == PLACES
    await visitors.come(uuid4(), 1)
    assert len(visitors.inside) == PLACES + 1


async def test_who_leaves_makes_room_for_the_next(visitors):
    await visitors.come(uuid4(), PLACES + 1)
    await visitors.let_one_go()
    assert len(visitors.inside) == PLACES


async def test_the_places_of_a_crowd_pause_and_those_of_others_do_not(visitors):
    await visitors.come(uuid4(), CROWD)
    await visitors.let_one_go()
    assert len(visitors.inside) == PLACES - 1
    await visitors.come(uuid4(), PLACES + 1)
    assert len(visitors.inside) == 2 * PLACES - 1


async def test_a_crowd_comes_in_one_after_the_other_all_the_same():
    gate, came = Gate(least_pause_s=0.0), []

    async def visit(number: int) -> None:
        async with gate.through(UUID(int=1)):
            await asyncio.sleep(0)
            came.append(number)

    async with asyncio.TaskGroup() as group:
        for number in range(5 * CROWD):
            group.create_task(visit(number))
    assert came == list(range(5 * CROWD))


async def test_who_gives_up_in_line_keeps_nobodys_place(visitors):
    user_id = uuid4()
    await visitors.come(user_id, PLACES + 1)
    visitors.tasks[-1].cancel()
    await settle()
    await visitors.let_one_go()
    await visitors.come(user_id, 2)
    assert len(visitors.inside) == PLACES


async def test_nothing_is_kept_of_those_who_left(visitors):
    await visitors.come(uuid4(), PLACES)
    await visitors.send_away()
    assert visitors._gate._lines == {}
