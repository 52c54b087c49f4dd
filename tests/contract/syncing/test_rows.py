"""Promises of rows: the last writer wins, an add wins, what comes after a deletion restores."""

from itertools import permutations
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from contract.clocks import hlc_of
from contract.syncing.ops import SetOp, TagsOp
from contract.syncing.rows import (
    Row,
    knows_more,
    next_hlc,
    restored,
    shown,
    with_fields,
    with_set,
    with_tags,
)

ROW_ID, HERE, THERE, SERVER = (UUID(int=n) for n in (1, 2, 3, 4))
ROW = Row("draft", ROW_ID)
WRITES = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 3), st.sampled_from([HERE, THERE])),
    max_size=5,
    unique_by=lambda one: (one[1], one[2]),
)


def a_set(ms, fields, by=None):
    return SetOp(n=1, of="draft", id=ROW_ID, hlc=hlc_of(ms, 0), fields=fields, by=by)


@given(WRITES)
def test_writes_of_two_devices_end_the_same_in_any_order(writes):
    ends = set()
    for order in permutations(writes):
        row = ROW
        for name, ms, device in order:
            row, _ = with_fields(row, {name: f"{ms} {device}"}, hlc_of(ms, 0), device)
        ends.add(tuple(sorted((name, one.v) for name, one in row.fields.items())))
    assert len(ends) == 1


def test_what_lost_is_told_whichever_it_was():
    row, lost = with_fields(ROW, {"title": "new"}, hlc_of(2, 0), HERE)
    assert lost == ()
    row, lost = with_fields(row, {"title": "old"}, hlc_of(1, 0), THERE)
    assert row.value("title") == "new"
    assert [one.written.v for one in lost] == ["old"]
    row, lost = with_fields(row, {"title": "newest"}, hlc_of(3, 0), THERE)
    assert [one.written.v for one in lost] == ["new"]


def test_at_the_same_moment_the_higher_device_wins():
    row, _ = with_fields(ROW, {"title": "there"}, hlc_of(1, 0), THERE)
    row, _ = with_fields(row, {"title": "here"}, hlc_of(1, 0), HERE)
    assert row.value("title") == "there"


def test_a_device_that_writes_twice_is_right_the_second_time_whatever_its_clock_did():
    row, _ = with_set(ROW, a_set(900, {"title": "one"}), HERE, hlc_of(60, 0))
    row, _ = with_set(row, a_set(901, {"title": "two"}), HERE, hlc_of(60, 0))
    row, _ = with_set(row, a_set(5, {"title": "three"}), HERE)
    assert row.value("title") == "three"


def test_what_is_only_sent_again_changes_nothing_and_restores_nothing():
    row, _ = with_fields(ROW, {"title": "one"}, hlc_of(7, 0), THERE)
    row, _ = with_fields(row, {"deleted_at": "2026-11-24T00:00:00Z"}, hlc_of(6, 0), HERE)
    assert row.is_deleted
    again, lost = with_set(row, a_set(7, {"title": "one"}, by=THERE), HERE)
    assert (again, lost) == (row, ())


def test_an_edit_after_a_deletion_restores_and_an_older_one_does_not():
    deleted, _ = with_fields(ROW, {"deleted_at": "2026-11-24T00:00:00Z"}, hlc_of(5, 0), HERE)
    older, _ = with_fields(deleted, {"title": "x"}, hlc_of(4, 0), THERE)
    later, _ = with_fields(deleted, {"title": "x"}, hlc_of(6, 0), THERE)
    assert older.is_deleted
    assert not later.is_deleted
    assert not restored(deleted, hlc_of(1, 0), SERVER).is_deleted


def test_what_the_server_writes_for_a_client_without_a_clock_wins_over_a_clock_ahead():
    row, _ = with_fields(ROW, {"title": "ahead"}, hlc_of(60_000, 0), HERE)
    row, _ = with_fields(row, {"title": "plain"}, next_hlc(row, 5), SERVER)
    assert row.value("title") == "plain"
    assert next_hlc(ROW, 5) == hlc_of(5, 0)


def test_an_add_that_was_not_seen_survives_a_removal():
    row = with_tags(ROW, ["a"], [], 0, 10, HERE)
    row = with_tags(row, ["a"], [], 0, 20, THERE)
    assert with_tags(row, [], ["a"], 15, 30, SERVER).tags == ("a",)
    assert with_tags(row, [], ["a"], 20, 30, SERVER).tags == ()
    # Their own put goes whatever they have seen.
    assert with_tags(row, [], ["a"], 10, 30, THERE).tags == ()


def test_a_tag_that_is_put_on_twice_stands_once_and_is_taken_off_at_once():
    row = with_tags(with_tags(ROW, ["a"], [], 0, 10, HERE), ["a", "a"], [], 0, 20, HERE)
    assert [put.seq for put in row.puts] == [20]
    assert with_tags(row, [], ["a"], 20, 30, THERE).tags == ()


def test_a_device_shows_the_servers_row_with_what_waits_over_it():
    base = with_tags(
        with_fields(ROW, {"title": "s"}, hlc_of(9, 0), SERVER)[0], ["a"], [], 0, 3, SERVER
    )
    waiting = [
        a_set(10, {"title": "mine"}),
        TagsOp(n=2, of="draft", id=ROW_ID, add=("b",), remove=("a",), seen=5),
    ]
    row = shown(base, waiting, HERE)
    assert (row.value("title"), row.tags) == ("mine", ("b",))


def test_a_row_knows_more_when_one_of_its_fields_is_later():
    old, _ = with_fields(ROW, {"title": "old", "voice": "v"}, hlc_of(5, 0), HERE)
    new, _ = with_fields(old, {"title": "new"}, hlc_of(6, 0), THERE)
    assert knows_more(new, old)
    assert not knows_more(old, new)
    assert not knows_more(old, old)
    assert knows_more(old, ROW)
