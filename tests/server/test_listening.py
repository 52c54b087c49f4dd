"""Listening: mailboxes stay small, nonsense is passed over, and nobody waits for ever."""

import json
from contextlib import ExitStack
from uuid import uuid4

import pytest

from contract.problems import Code, Problem
from server import listening
from server.api.events import HEARTBEAT_S
from server.listening import (
    MOST_BARS,
    MOST_OF_AN_OWNER,
    PLACE_FREE_AFTER_S,
    Listening,
    Mailbox,
)

pytestmark = pytest.mark.anyio

NOWHERE = "postgresql:///nothing?host=/nowhere"


async def test_a_mailbox_keeps_the_highest_number_and_the_newest_bar_of_each_reel() -> None:
    mailbox = Mailbox()
    for seq in (3, 9, 4):
        mailbox.put_seq(seq)
    for pct in range(50):
        mailbox.put_bar({"generation_id": "a", "progress_pct": pct})
    await mailbox.wait()
    assert mailbox.take() == (9, [{"generation_id": "a", "progress_pct": 49}])
    assert mailbox.take() == (None, [])


async def test_a_mailbox_nobody_empties_stays_small() -> None:
    mailbox = Mailbox()
    for number in range(1000):
        mailbox.put_bar({"generation_id": str(number)})
    bars = mailbox.take()[1]
    assert [bar["generation_id"] for bar in bars] == [str(n) for n in range(1000)][-MOST_BARS:]


async def test_a_hint_reaches_every_mailbox_of_its_owner_and_no_other() -> None:
    heard, owner = Listening(NOWHERE), uuid4()
    with heard.hear(owner) as one, heard.hear(owner) as two, heard.hear(uuid4()) as other:
        heard._hand_on(json.dumps({"owner": str(owner), "seq": 7}))
        assert one.take()[0] == two.take()[0] == 7
        assert other.take()[0] is None
    assert heard.count == 0


@pytest.mark.parametrize(
    "payload",
    ["", "[", "[]", "null", "{}", '{"owner": 1}', '{"owner": "x", "seq": 1}', '{"seq": "y"}'],
)
async def test_nonsense_on_the_channel_is_passed_over(payload: str) -> None:
    heard, owner = Listening(NOWHERE), uuid4()
    with heard.hear(owner) as mailbox:
        heard._hand_on(payload)
        heard._hand_on(json.dumps({"owner": str(owner), "seq": "y"}))
        assert mailbox.take() == (None, [])


async def test_more_than_a_process_can_serve_are_asked_to_come_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listening, "MOST_LISTENERS", 1)
    heard = Listening(NOWHERE)
    with heard.hear(uuid4()):
        with pytest.raises(Problem) as refused, heard.hear(uuid4()):
            pass
        assert refused.value.code is Code.SERVER_BUSY
        assert heard.count == 1


async def test_one_owner_cannot_take_everybody_s_places() -> None:
    heard, owner, other = Listening(NOWHERE), uuid4(), uuid4()
    with ExitStack() as opened:
        for _ in range(MOST_OF_AN_OWNER):
            opened.enter_context(heard.hear(owner))
        with pytest.raises(Problem) as refused, heard.hear(owner):
            pass
        assert refused.value.code is Code.STREAMS_TOO_MANY
        assert refused.value.retry_after_s == PLACE_FREE_AFTER_S > 2 * HEARTBEAT_S
        with heard.hear(other):
            assert heard.count == MOST_OF_AN_OWNER + 1
    with heard.hear(owner):
        assert heard.count == 1


async def test_closing_wakes_those_who_wait_and_those_who_come() -> None:
    heard = Listening(NOWHERE)
    with heard.hear(uuid4()) as waiting:
        heard.close()
        await waiting.wait()
        with heard.hear(uuid4()) as late:
            await late.wait()
            assert waiting.is_closed
            assert late.is_closed
