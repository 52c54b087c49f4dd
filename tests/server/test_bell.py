"""The bell: several rings become one, and nobody who rings ever waits or fails."""

import asyncio
import json
from uuid import uuid4

import psycopg
import pytest

from server.bell import CHANNEL, MOST_WAITING, NotifyBell

pytestmark = pytest.mark.anyio

PATIENCE_S = 30


async def hints_until(
    connection: psycopg.AsyncConnection, last: dict[str, object]
) -> list[dict[str, object]]:
    """What was rung, up to and with this hint."""
    heard = []
    async with asyncio.timeout(PATIENCE_S):
        async for notice in connection.notifies():
            heard.append(json.loads(notice.payload))
            if heard[-1] == last:
                break
    return heard


async def test_rings_of_a_moment_become_one_with_the_highest_number(database_url: str) -> None:
    owner, bell = uuid4(), NotifyBell(database_url)
    async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as listening:
        await listening.execute(f"LISTEN {CHANNEL}")
        for seq in (*range(1, 500), 3):
            bell.ring(owner, seq)
        heard = await hints_until(listening, {"owner": str(owner), "seq": 499})
    await bell.close()
    assert len(heard) == 1


async def test_of_a_reel_the_last_bar_is_told_and_of_others_theirs(database_url: str) -> None:
    owner, bell = uuid4(), NotifyBell(database_url)
    async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as listening:
        await listening.execute(f"LISTEN {CHANNEL}")
        bell.tell(owner, {"generation_id": "a", "progress_pct": 1})
        bell.tell(owner, {"generation_id": "b", "progress_pct": 5})
        bell.tell(owner, {"generation_id": "a", "progress_pct": 2})
        last = {"owner": str(owner), "progress": {"generation_id": "a", "progress_pct": 2}}
        heard = await hints_until(listening, last)
    await bell.close()
    assert [hint["progress"] for hint in heard] == [
        {"generation_id": "b", "progress_pct": 5},
        {"generation_id": "a", "progress_pct": 2},
    ]


async def test_what_was_rung_while_the_connection_was_lost_is_rung_on_a_new_one(
    database_url: str,
) -> None:
    owner, bell = uuid4(), NotifyBell(database_url)
    async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as listening:
        await listening.execute(f"LISTEN {CHANNEL}")
        bell.ring(owner, 1)
        await hints_until(listening, {"owner": str(owner), "seq": 1})
        await listening.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        bell.ring(owner, 2)
        heard = await hints_until(listening, {"owner": str(owner), "seq": 2})
    await bell.close()
    assert heard[-1]["seq"] == 2


async def test_ringing_without_a_database_raises_nothing_and_stays_small() -> None:
    bell = NotifyBell("postgresql:///nothing?host=/nowhere")
    for seq in range(MOST_WAITING + 10):
        bell.ring(uuid4(), seq)
    assert len(bell._heads) == MOST_WAITING
    await asyncio.sleep(0)
    await bell.close()


def test_ringing_without_a_loop_raises_nothing() -> None:
    NotifyBell("postgresql:///nothing?host=/nowhere").ring(uuid4(), 1)
