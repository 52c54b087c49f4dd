"""Promises of cursors: they lead on exactly, and nowhere else."""

from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.problems import Code, Problem
from server.cursors import Place, read_cursor, read_place, write_cursor, write_place

SECRET = "a secret of tests, long enough to be one"
SCOPE = ("drafts", "0b5c1c2e-6f0e-5d0c-9a52-6b8f2f1d7a10", "False")
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
MOMENTS = st.datetimes(timezones=st.just(UTC))


def refused(secret: str, scope: tuple[str, ...], cursor: str) -> bool:
    try:
        read_cursor(secret, scope, cursor)
    except Problem as problem:
        return problem.code is Code.INVALID_CURSOR
    return False


@given(st.lists(TEXTS), st.lists(TEXTS))
def test_a_cursor_leads_to_where_it_was_written(scope, place):
    cursor = write_cursor(SECRET, scope, place)
    assert read_cursor(SECRET, scope, cursor) == tuple(place)
    assert set(cursor) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(MOMENTS, st.uuids())
def test_a_place_is_exact_to_the_microsecond(moment, id):
    place = Place(moment, id)
    assert read_place(SECRET, SCOPE, write_place(SECRET, SCOPE, place)) == place


def test_the_first_page_and_the_last_have_no_cursor():
    assert read_place(SECRET, SCOPE, None) is None
    assert write_place(SECRET, SCOPE, None) is None


@given(st.lists(TEXTS), st.lists(TEXTS))
def test_a_cursor_of_another_list_owner_or_filter_is_refused(one, other):
    cursor = write_cursor(SECRET, one, ("x",))
    assert refused(SECRET, tuple(other), cursor) is (one != other)


def test_a_cursor_of_another_server_is_refused():
    cursor = write_cursor(SECRET, SCOPE, ("x",))
    assert refused(SECRET + "!", SCOPE, cursor)


@given(st.integers(0, 10_000))
def test_a_cursor_that_was_tampered_with_is_refused(bit):
    cursor = write_cursor(
        SECRET, SCOPE, Place(datetime(2026, 1, 1, tzinfo=UTC), UUID(int=0)).as_texts()
    )
    at = bit % len(cursor)
    changed = cursor[:at] + ("A" if cursor[at] != "A" else "B") + cursor[at + 1 :]
    # The last letter carries bits that are of no byte; whoever changes those changes nothing.
    assert refused(SECRET, SCOPE, changed) or (
        at == len(cursor) - 1
        and read_cursor(SECRET, SCOPE, changed) == read_cursor(SECRET, SCOPE, cursor)
    )


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "?", "é", "a" * 5, "=" * 8, "\0", "\ud800", urlsafe_b64encode(bytes(40)).decode()],
)
def test_what_was_never_a_cursor_is_refused(cursor):
    assert refused(SECRET, SCOPE, cursor)


@given(TEXTS)
def test_no_text_is_more_than_refused(text):
    assert refused(SECRET, SCOPE, text)
