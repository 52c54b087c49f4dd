"""Promises of wishes: after their edits, once each, and none holds up another."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

import httpx
import psycopg
import pytest
from faulty_transport import Crash, Fault
from synced_devices import Device, House

from contract.drafts import NewDraftBody
from contract.problems import Code, Problem
from desktop.models import drafts, generations, wishes
from desktop.models.wishes import Wish

pytestmark = pytest.mark.anyio

SCRIPT = "Air scatters blue light five times more than red.\n\nSo look up."


def pressed(device: Device) -> Wish:
    """Generate was pressed on a new draft."""
    body = NewDraftBody(topic="Why is the sky blue?", script=SCRIPT)
    draft_id = device.storage.call(drafts.new, body).id
    return device.storage.call(wishes.create, draft_id)


def state_of(device: Device, wish: Wish) -> str:
    return device.storage.call(wishes.get, wish.id).state


def accepted(house: House) -> list[UUID]:
    """The generations that the server has made of wishes."""
    with psycopg.connect(house.url) as connection:
        asked = "SELECT id FROM generations WHERE owner_id = %s"
        return [id for (id,) in connection.execute(asked, [house.owner_id])]


@dataclass
class Desk(httpx.AsyncBaseTransport):
    """Answers wishes in place of the server as the test says; all else arrives."""

    house: House
    answer: Callable[[httpx.Request], httpx.Response | None]
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/create":
            key = request.headers["Idempotency-Key"].strip('"')
            self.asked.append((key, json.loads(request.content)["topic"]))
            told = self.answer(request)
            if told is not None:
                return told
        return await self.house.transport.handle_async_request(request)


def refusal(status: int, code: str, **headers: str) -> httpx.Response:
    content = {"code": code, "detail": "No.", "remedy": "Later.", "retryable": status == 429}
    return httpx.Response(status, headers=headers, json=content)


async def test_a_wish_goes_after_its_edits_and_becomes_the_generation_it_was_shown_as(
    house, device
):
    ours = device()
    wish = pressed(ours)
    assert ours.storage.call(generations.get, wish.generation_id).is_provisional
    await ours.sync()
    paths = [path for _, path in ours.network.requests]
    assert paths.index("/v1/sync/push") < paths.index("/v1/create")
    assert state_of(ours, wish) == "done"
    assert accepted(house) == [wish.generation_id]
    assert not ours.storage.call(generations.get, wish.generation_id).is_provisional


@pytest.mark.parametrize("fault", ["answer-lost", "twice", "half", "crash-after", "500", "html"])
async def test_whatever_the_network_does_to_a_wish_it_is_carried_out_once(
    house, device, fault: Fault
):
    ours = device()
    wish = pressed(ours)
    ours.network.plan = lambda request: fault if request.url.path == "/v1/create" else "none"
    try:
        await ours.sync()
    except (Problem, Crash):
        await ours.restart()
    ours.network.plan = lambda request: "none"
    ours.clock.now_ms += 120_000
    await ours.sync()
    assert state_of(ours, wish) == "done"
    assert accepted(house) == [wish.generation_id]


async def test_a_refused_wish_says_why_and_holds_up_neither_edits_nor_others(house, device):
    ours = device()
    first = pressed(ours)
    desk = Desk(house, lambda request: refusal(403, "quota-exceeded"))
    ours.network.server = desk
    second = pressed(ours)
    draft_id = ours.write("an edit after it")
    await ours.sync()
    assert state_of(ours, first) == state_of(ours, second) == "refused"
    problem = ours.storage.call(wishes.get, first.id).problem
    assert problem is not None
    assert problem["code"] == Code.QUOTA_EXCEEDED
    assert ours.unsent() == 0
    assert not ours.read(draft_id).has_unsent
    await ours.sync()
    assert len(desk.asked) == 2


async def test_a_limit_that_time_cures_is_waited_for_while_others_go(house, device):
    ours = device()
    first, second = pressed(ours), pressed(ours)

    def answer(request: httpx.Request) -> httpx.Response | None:
        is_first = request.headers["Idempotency-Key"].strip('"') == first.key
        return refusal(429, "burst-limit", **{"Retry-After": "600"}) if is_first else None

    ours.network.server = desk = Desk(house, answer)
    status = await ours.sync()
    assert (state_of(ours, first), state_of(ours, second)) == ("waiting", "done")
    (held,) = status.held
    assert (held.wish_id, held.why.code) == (first.id, Code.BURST_LIMIT)
    await ours.sync()
    assert len(desk.asked) == 2
    ours.clock.now_ms += 601_000
    await ours.sync()
    assert [key for key, _ in desk.asked] == [first.key, second.key, first.key]


async def test_who_waits_for_a_place_is_sent_once_something_ended(house, device):
    ours, theirs = device(), device()
    wish = pressed(ours)
    busy = True

    def answer(request: httpx.Request) -> httpx.Response | None:
        is_refused = busy
        return refusal(429, "concurrency-limit", **{"Retry-After": "3600"}) if is_refused else None

    ours.network.server = Desk(house, answer)
    await ours.sync()
    assert state_of(ours, wish) == "waiting"
    busy = False
    await ours.sync()
    assert state_of(ours, wish) == "waiting"
    theirs.write("something new for this owner")
    await theirs.sync()
    await ours.sync()
    assert state_of(ours, wish) == "answered"


async def test_a_wish_that_waits_for_a_limit_can_be_taken_back(house, device):
    ours = device()
    wish = pressed(ours)
    desk = Desk(house, lambda request: refusal(429, "burst-limit", **{"Retry-After": "60"}))
    ours.network.server = desk
    await ours.sync()
    assert wish.generation_id is not None
    assert ours.storage.call(wishes.cancel, wish.generation_id) is None
    ours.clock.now_ms += 61_000
    await ours.sync()
    assert len(desk.asked) == 1
    assert accepted(house) == []


async def test_signed_out_a_wish_waits_and_was_not_sent(house, device):
    ours = device()
    wish = pressed(ours)
    ours.network.plan = lambda request: "401" if request.url.path == "/v1/create" else "none"
    with pytest.raises(Problem) as caught:
        await ours.sync()
    assert caught.value.code is Code.NOT_SIGNED_IN
    assert state_of(ours, wish) == "waiting"


async def test_a_restored_server_is_asked_again_under_the_same_key(house, device):
    ours = device()
    await ours.sync()
    copy = await house.back_up()
    wish = pressed(ours)
    await ours.sync()
    await house.restore(copy)
    assert accepted(house) == []
    await ours.sync()
    await ours.sync()
    assert accepted(house) == [wish.generation_id]
    assert state_of(ours, wish) == "done"


async def test_a_cancel_reaches_what_was_accepted(house, device):
    ours = device()
    wish = pressed(ours)
    await ours.sync()
    assert wish.generation_id is not None
    cancel = ours.storage.call(wishes.cancel, wish.generation_id)
    assert cancel is not None
    await ours.sync()
    assert state_of(ours, cancel) == "done"
    assert ours.storage.call(generations.get, wish.generation_id).status == "cancelled"
