"""Promises of a device's memory: what each answer makes of it, and what comes next."""

from dataclasses import replace
from uuid import UUID

import pytest

from contract.clocks import hlc_of, parts_of
from contract.problems import Code, Problem
from contract.syncing.hello import HelloAnswer, Place, SyncLimits, refuse_other_past
from contract.syncing.memory import (
    Memory,
    after_conflict,
    after_hello,
    after_page,
    after_push,
    after_pushing,
    after_snapshot,
    forked,
    hello_of,
    repacked,
    resent,
    ticked,
)
from contract.syncing.pull import Change, PullAnswer, SnapshotAnswer, WrittenAnswer
from contract.syncing.push import Ack, OpProblem, PushAnswer

DEVICE, SERVER, EPOCH, OTHER = (UUID(int=n) for n in (1, 2, 3, 4))
NOW_MS = 1_795_500_000_000


def at(seq):
    return Place(seq=seq, h=f"{seq:064x}")


KNOWN = Memory(DEVICE, SERVER, EPOCH, cursor=at(40), mark=at(38), last_n=12, acked_n=12)


def greeting(last_n=12, **others):
    told = {"server": SERVER, "epoch": EPOCH, "schema": 1, "head": 57, "last_n": last_n}
    limits = SyncLimits(ops=256, bytes=2**20, update_bytes=2**18)
    return HelloAnswer.model_validate({**told, "now_ms": NOW_MS, "limits": limits, **others})


def step(memory, answer=None):
    return after_hello(memory, answer or greeting(), clock_ms=NOW_MS).step


def test_a_greeting_says_where_the_device_stands():
    body = hello_of(KNOWN)
    assert (body.cursor, body.mark, body.spoken) == (at(40), at(38), (1, 1))
    assert '"schema":[1,1]' in body.model_dump_json(by_alias=True)


def test_a_device_that_is_known_goes_on_pushing_and_knows_its_offset():
    after = after_hello(KNOWN, greeting(), clock_ms=NOW_MS - 120)
    assert (after.step, after.memory.offset_ms) == ("push", -120)


def test_a_clock_that_was_ahead_is_forgotten_at_the_next_greeting():
    ahead = replace(KNOWN, hlc=hlc_of(NOW_MS + 10**9, 0))
    after = after_hello(ahead, greeting(), clock_ms=NOW_MS + 10**9).memory
    written = ticked(after, NOW_MS + 10**9 + 5)
    assert parts_of(written.hlc)[0] <= NOW_MS + 60_000


def test_another_server_at_the_same_address_gets_nothing():
    with pytest.raises(Problem) as refused:
        after_hello(KNOWN, greeting(server=OTHER), clock_ms=NOW_MS)
    assert refused.value.code == Code.OTHER_SERVER


def test_a_server_that_knows_more_of_a_device_than_itself_makes_it_take_another_name():
    assert step(KNOWN, greeting(last_n=13)) == "fork"
    after = forked(KNOWN, OTHER, waiting=3)
    assert (after.device, after.last_n, after.acked_n, after.cursor) == (OTHER, 3, 0, at(40))


def test_a_server_that_forgot_what_it_acknowledged_is_told_everything():
    after = after_hello(KNOWN, greeting(last_n=11), clock_ms=NOW_MS)
    assert after.step == "resend"
    assert (after.memory.resync, after.memory.cursor, after.memory.mark) == ("history", None, None)


def test_a_server_that_forgot_acks_was_put_back_even_if_it_only_says_horizon():
    away = after_conflict(KNOWN, Code.RESYNC, "horizon").memory
    assert after_hello(away, greeting(), clock_ms=NOW_MS).memory.resync == "horizon"
    forgot = after_hello(away, greeting(last_n=3), clock_ms=NOW_MS)
    assert (forgot.step, forgot.memory.resync) == ("resend", "history")


def test_another_epoch_is_another_past():
    assert step(KNOWN, greeting(epoch=OTHER)) == "resend"


def test_a_resync_that_was_broken_off_goes_on_where_it_was():
    begun = after_conflict(KNOWN, Code.RESYNC, "history").memory
    assert step(begun) == step(begun, greeting(last_n=3)) == "resend"
    stored = resent(begun, last_n=3, in_outbox=20)
    assert (stored.last_n, stored.acked_n) == (23, 3)
    assert step(stored, greeting(last_n=3)) == "push"
    assert after_pushing(stored).step == "snapshot"


@pytest.mark.parametrize(
    ("code", "reason", "then"),
    [
        (Code.RESYNC, "history", ("hello", "history")),
        (Code.RESYNC, "horizon", ("hello", "horizon")),
        (Code.RESYNC, None, ("hello", "history")),
        (Code.GAP, None, ("hello", "history")),
        (Code.DEVICE_FORK, None, ("fork", "none")),
    ],
)
def test_a_conflict_says_what_to_do(code, reason, then):
    after = after_conflict(KNOWN, code, reason)
    assert (after.step, after.memory.resync) == then
    assert (after.memory.cursor is None) == (then[1] != "none")


def test_a_conflict_of_something_else_is_not_of_sync():
    assert after_conflict(KNOWN, Code.KEY_REUSED) is None


def test_the_mark_moves_with_acks_and_the_cursor_with_pages():
    taken = Ack(n=15, status="applied", seq=60, h=at(60).h)
    answer = PushAnswer(acks=(taken,), last_n=15, mark=at(60), offset_ms=None)
    after = after_push(replace(KNOWN, last_n=20), answer).memory
    assert (after.mark, after.acked_n, after.cursor) == (at(60), 15, at(40))
    assert repacked(after, 2).last_n == 17
    written = WrittenAnswer(v=1, hlc=hlc_of(NOW_MS + 7, 0), device=OTHER)
    change = Change(seq=50, of="draft", id=OTHER, fields={"mood": written}, tags=())
    page = after_page(after, PullAnswer(changes=(change,), next=at(50), more=True))
    assert (page.step, page.memory.cursor, page.memory.mark) == ("pull", at(50), at(60))
    assert page.memory.hlc == hlc_of(NOW_MS + 7, 0)
    last = after_page(page.memory, PullAnswer(changes=(), next=at(50), more=False))
    assert last.step == "rest"


def test_where_all_was_refused_no_mark_of_an_earlier_push_is_taken():
    problem = OpProblem(code=Code.NOT_FOUND, says="", remedy="")
    refused = Ack(n=15, status="rejected", problem=problem)
    answer = PushAnswer(acks=(refused,), last_n=15, mark=at(3), offset_ms=None)
    after = after_push(replace(KNOWN, mark=None, last_n=20), answer).memory
    assert (after.mark, after.acked_n) == (None, 15)


def test_rows_that_are_newer_than_their_page_raise_the_mark():
    page = PullAnswer(changes=(), next=at(50), more=True, as_of=at(90))
    after = after_page(KNOWN, page).memory
    assert (after.cursor, after.mark) == (at(50), at(90))
    taken = Ack(n=12, status="applied", seq=60, h=at(60).h)
    pushed = PushAnswer(acks=(taken,), last_n=12, mark=at(60), offset_ms=None)
    assert after_push(after, pushed).memory.mark == at(90)
    first = SnapshotAnswer(changes=(), at=at(70), next_cursor="x", as_of=at(75))
    assert after_snapshot(Memory(DEVICE), first).memory.mark == at(75)


def test_a_snapshot_is_read_to_its_end_and_then_pulled_from_where_it_was_taken():
    fresh = Memory(DEVICE)
    assert after_pushing(fresh).step == "snapshot"
    first = after_snapshot(fresh, SnapshotAnswer(changes=(), at=at(70), next_cursor="x"))
    assert (first.step, first.memory.cursor, first.memory.presented) == ("snapshot", None, at(70))
    last = after_snapshot(first.memory, SnapshotAnswer(changes=(), at=at(75), next_cursor=None))
    assert (last.step, last.memory.cursor, last.memory.resync) == ("pull", at(70), "none")


def past(cursor, mark, *, head=57, kept_from=10, other=()):
    known = {seq: f"{seq:064x}" for seq in range(kept_from, head + 1) if seq not in other}
    try:
        refuse_other_past(cursor, mark, head=head, kept_from=kept_from, hash_at=known)
    except Problem as problem:
        return problem.facts["reason"]
    return "same"


@pytest.mark.parametrize(
    ("cursor", "mark", "reason"),
    [
        (None, None, "same"),
        (at(40), at(38), "same"),
        (at(40), at(3), "same"),
        (at(3), None, "horizon"),
        (at(3), at(5), "horizon"),
        (None, at(5), "horizon"),
        (None, at(38), "same"),
        (at(3), at(58), "history"),
        (at(3), Place(seq=40, h="f" * 64), "history"),
        (at(58), None, "history"),
        (at(40), at(58), "history"),
        (Place(seq=40, h="f" * 64), None, "history"),
        (at(40), Place(seq=41, h="f" * 64), "history"),
    ],
)
def test_both_places_must_lie_in_the_servers_past(cursor, mark, reason):
    assert past(cursor, mark) == reason


def test_the_beginning_lies_in_every_past():
    assert past(at(0), None, head=0, kept_from=0) == "same"
