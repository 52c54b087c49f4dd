"""Promises of a pull, a resync and a digest."""

import base64
import hashlib
import random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.clocks import hlc_of
from contract.problems import Code, Problem
from contract.syncing.digests import fact_json, fold, row_digest, synced_json
from contract.syncing.ops import SetOp, TagsOp, TextOp, is_resend
from contract.syncing.pull import (
    Change,
    WrittenAnswer,
    arrived,
    deletions_of,
    needs_asking,
    update_in,
)
from contract.syncing.push import apply
from contract.syncing.resync import renumbered, text_op, whole_state, whole_text
from contract.syncing.rows import Row, shown, with_fields, with_tags
from contract.text import Texts, seed, texts_of

ROW_ID, HERE, THERE, SERVER = (UUID(int=n) for n in (1, 2, 3, 4))
NOW_MS = 1_795_500_000_000


def a_row():
    row, _ = with_fields(Row("draft", ROW_ID), {"title": "t", "mood": 1}, hlc_of(5, 0), HERE)
    row, _ = with_fields(row, {"platform": "reels"}, hlc_of(6, 0), THERE)
    return with_tags(row, ["b", "a"], [], 0, 3, THERE)


def a_change(row, seq=9, **others):
    fields = {
        name: WrittenAnswer(v=one.v, hlc=one.hlc, device=one.device)
        for name, one in row.fields.items()
    }
    return Change(seq=seq, of=row.of, id=row.id, fields=fields, tags=row.tags, **others)


def test_what_arrives_is_the_servers_row():
    row = arrived(a_change(a_row()))
    assert row.fields == a_row().fields
    assert row.tags == ("a", "b")
    assert {put.seq for put in row.puts} == {9}


def test_a_removal_that_waits_goes_on_hiding_a_tag_when_something_else_of_the_row_arrives():
    base = arrived(a_change(a_row(), seq=9))
    waiting = TagsOp(n=1, of="draft", id=ROW_ID, remove=("a",), seen=10)
    again = arrived(a_change(a_row(), seq=20), base)
    assert shown(again, [waiting], HERE).tags == ("b",)


def test_an_update_is_read_only_whole():
    update = seed(5, "", "words")
    told = {
        "update": base64.b64encode(update).decode(),
        "sha256": hashlib.sha256(update).hexdigest(),
    }
    assert update_in(a_change(a_row(), **told)) == update
    assert update_in(a_change(a_row())) is None
    with pytest.raises(Problem) as refused:
        update_in(a_change(a_row(), **{**told, "sha256": "0" * 64}))
    assert refused.value.code == Code.TEXT_DAMAGED


def test_deletions_are_those_that_empty_a_list_here():
    deleted, _ = with_fields(a_row(), {"deleted_at": "2026-11-22T14:05:00Z"}, hlc_of(9, 0), HERE)
    gone = Change(seq=3, of="asset", id=THERE, is_gone=True)
    fact = Change(seq=4, of="generation", id=THERE, row={})
    changes = [a_change(a_row()), a_change(deleted), gone, fact]
    assert deletions_of(changes, lambda of, row_id: False) == (changes[1], gone)
    assert deletions_of(changes, lambda of, row_id: of == "draft") == (gone,)


@pytest.mark.parametrize(
    ("deleted", "held", "asked"),
    [(4, 4, False), (5, 25, False), (5, 24, True), (20, 1_000, False), (21, 10_000, True)],
)
def test_many_deletions_are_asked_about(deleted, held, asked):
    assert needs_asking(deleted, held) is asked


def heal(rows, wholes, server):
    """A server that takes in all that a device holds."""
    for op in whole_state(rows, wholes, 1):
        key = (op.of, op.id)
        done = apply(op, server.get(key), device=HERE, seq=op.n, now_ms=NOW_MS, server_id=SERVER)
        server[key] = done.held
    return server


def test_a_server_that_lost_everything_is_healed_by_what_a_device_holds():
    deleted, _ = with_fields(a_row(), {"deleted_at": "2026-11-22T14:05:00Z"}, hlc_of(9, 0), HERE)
    whole = seed(5, "topic", "words")
    server = heal([deleted], {ROW_ID: whole}, {})
    held = server["draft", ROW_ID]
    assert held.row.fields == deleted.fields
    assert held.row.tags == deleted.tags
    assert texts_of(held.whole) == Texts("topic", "words")
    again = heal([deleted], {ROW_ID: whole}, dict(server))["draft", ROW_ID]
    assert again.row.fields == held.row.fields
    assert texts_of(again.whole) == texts_of(held.whole)


@given(st.permutations([0, 1, 2]))
def test_devices_heal_a_server_to_the_same_row_in_any_order(order):
    old = a_row()
    newer, _ = with_fields(old, {"title": "n"}, hlc_of(20, 0), THERE)
    gone, _ = with_fields(old, {"deleted_at": "2026-11-22T14:05:00Z"}, hlc_of(15, 0), HERE)
    server: dict = {}
    for who in order:
        heal([(old, newer, gone)[who]], {}, server)
    row = server["draft", ROW_ID].row
    assert (row.value("title"), row.is_deleted) == ("n", True)


def test_what_is_sent_again_is_known_as_such_and_numbered_from_where_it_should():
    ops = list(whole_state([a_row()], {ROW_ID: seed(5, "", "x")}, 14))
    assert [op.n for op in ops] == list(range(14, 14 + len(ops)))
    assert [type(op) for op in ops] == [SetOp, SetOp, TagsOp, TextOp]
    assert all(is_resend(op) for op in ops)
    assert not is_resend(text_op(1, ROW_ID, b""))
    assert [op.n for op in renumbered(ops, 3)] == list(range(3, 3 + len(ops)))


def test_a_whole_text_is_told_as_whole():
    assert whole_text(3, ROW_ID, b"\x00\x00").whole


def test_a_digest_says_whether_two_sides_hold_the_same_in_whatever_order():
    facts = [row_digest(fact_json("usage", UUID(int=n), {"used": n})) for n in range(9)]
    shuffled = list(facts)
    random.Random(3).shuffle(shuffled)
    assert fold(facts) == fold(shuffled)
    assert fold(facts).count == 9
    assert fold(facts[1:]) != fold(facts)
    assert fold([]).xor == "0" * 64


@pytest.mark.parametrize("name", ["fields", "tags", "texts"])
def test_a_digest_is_over_everything_that_a_person_sees(name):
    one = synced_json(a_row(), Texts("topic", "script"))
    other = {**one, name: None}
    assert name in one
    assert row_digest(one) != row_digest(other)


def test_a_digest_does_not_know_who_put_a_tag_on_or_when():
    row = arrived(a_change(a_row()))
    assert row_digest(synced_json(row)) == row_digest(synced_json(a_row()))
