"""The thread that waits for the network: nothing of it is left behind."""

import asyncio
import threading

import pytest

from desktop.talk import Talk


@pytest.fixture
def talk():
    talk = Talk()
    yield talk
    talk.close()


async def whose_thread() -> str:
    return threading.current_thread().name


def test_work_is_done_there_and_its_answer_comes_back(talk):
    assert talk.submit(whose_thread()).result() == "talk"


def test_what_blocks_keeps_nobody_waiting(talk):
    is_free = threading.Event()
    blocked = talk.aside(is_free.wait)
    assert talk.submit(whose_thread()).result() == "talk"
    is_free.set()
    assert blocked.result() is True


def test_what_still_runs_at_the_end_is_let_go_and_may_tidy_up(talk):
    has_begun, tidied = threading.Event(), []

    async def for_ever() -> None:
        try:
            has_begun.set()
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            tidied.append("up")

    running = talk.submit(for_ever())
    has_begun.wait()
    talk.close()
    assert tidied == ["up"]
    assert running.cancelled()
    assert not [one for one in threading.enumerate() if one.name == "talk"]


def test_ended_twice_it_ends_once(talk):
    talk.close()
    talk.close()
