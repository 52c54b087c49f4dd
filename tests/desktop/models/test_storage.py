"""Promises of the one thread: all or nothing, news after the commit, nobody waits for long work."""

import asyncio
import threading
from collections.abc import Generator
from uuid import uuid4

import pytest

from contract.drafts import NewDraftBody
from contract.problems import Code, Problem
from desktop.models import drafts, sync_state
from desktop.models.news import Changed
from desktop.models.session import Session
from desktop.models.storage import Storage


def test_a_call_that_raises_leaves_nothing_behind_and_tells_nothing(storage: Storage) -> None:
    told: list[tuple[Changed, ...]] = []
    storage.subscribe(told.append)

    def half(session: Session) -> None:
        drafts.new(session)
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        storage.call(half)
    assert storage.call(drafts.count) == 0
    assert told == []


def test_a_text_that_was_rolled_back_is_not_in_the_open_document_either(storage: Storage) -> None:
    draft = storage.call(drafts.new, NewDraftBody(script="one"))
    storage.call(drafts.edit_text, draft.id, "script", "one two")

    def half(session: Session) -> None:
        drafts.edit_text(session, draft.id, "script", "lost")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        storage.call(half)
    storage.call(drafts.edit_text, draft.id, "topic", "a topic")
    assert storage.call(drafts.get, draft.id).script == "one two"
    assert storage.call(drafts.edit_text, draft.id, "script", "one two three").script == (
        "one two three"
    )


def test_news_say_what_changed_before_the_answer_comes(storage: Storage) -> None:
    told: list[tuple[Changed, ...]] = []
    end = storage.subscribe(told.append)
    draft = storage.call(drafts.new)
    assert Changed("draft", frozenset({draft.id})) in told[0]
    assert Changed("outbox") in told[0]
    storage.call(drafts.get, draft.id)
    storage.call(drafts.edit, draft.id, {"title": None})
    assert len(told) == 1, "what changes nothing is no news"
    end()
    storage.call(drafts.edit, draft.id, {"title": "A title"})
    assert len(told) == 1


def test_a_listener_that_fails_undoes_nothing_and_is_heard_of(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[object] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: heard.append(args.exc_value))

    def broken(_news: tuple[Changed, ...]) -> None:
        raise RuntimeError("a listener's bug")

    storage.subscribe(broken)
    draft = storage.call(drafts.new)
    assert storage.call(drafts.find, draft.id) is not None
    assert [str(error) for error in heard] == ["a listener's bug"]


@pytest.mark.anyio
async def test_while_long_work_goes_on_others_come_in_between(storage: Storage) -> None:
    order: list[str] = []

    def long(_session: Session) -> Generator[None, None, str]:
        order.append("part 0")
        # Asked for while a part is at work, and so before the next part can be.
        storage.submit(short)
        yield
        order.append("part 1")
        return "done"

    def short(_session: Session) -> None:
        order.append("short")

    assert await storage.run_long(long) == "done"
    assert order == ["part 0", "short", "part 1"]


def test_stretches_of_long_work_stand_when_a_later_one_fails(storage: Storage) -> None:
    def long(session: Session) -> Generator[None, None, None]:
        drafts.new(session)
        yield
        drafts.new(session)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        storage.call_long(long)
    assert storage.call(drafts.count) == 1


@pytest.mark.anyio
async def test_what_is_cancelled_before_its_turn_does_not_happen(storage: Storage) -> None:
    may_go_on = threading.Event()
    blocking = asyncio.create_task(storage.run(lambda _session: may_go_on.wait()))
    await asyncio.sleep(0)
    edit = asyncio.create_task(storage.run(drafts.new))
    await asyncio.sleep(0)
    edit.cancel()
    with pytest.raises(asyncio.CancelledError):
        await edit
    may_go_on.set()
    await blocking
    assert await storage.run(drafts.count) == 0


def test_all_work_happens_on_one_thread(storage: Storage) -> None:
    names = {storage.call(lambda _session: threading.current_thread().name) for _ in range(3)}
    assert len(names) == 1
    assert threading.current_thread().name not in names


def test_a_device_keeps_its_name_and_never_writes_earlier_than_it_did(open_store) -> None:
    storage = open_store("again")
    device = storage.call(sync_state.load).device
    before = storage.call(sync_state.stamp).hlc
    storage.close()
    storage = open_store("again")
    assert storage.call(sync_state.load).device == device
    assert storage.call(sync_state.stamp).hlc > before


def test_an_unknown_row_is_a_problem_with_words(storage: Storage) -> None:
    with pytest.raises(Problem) as found:
        storage.call(drafts.get, uuid4())
    assert found.value.code is Code.NOT_FOUND
    assert found.value.says
    assert found.value.remedy
