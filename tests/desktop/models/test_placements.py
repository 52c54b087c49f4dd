"""Promises of placements: an order that only the moved one leaves, and files that come first."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, update
from told_changes import LIMITS

from contract.drafts import MOST_PLACEMENTS, Focus, Trim
from contract.problems import Code, Problem
from desktop.models import drafts, orders, outbox, placements
from desktop.models.session import Session
from desktop.models.storage import Storage
from desktop.models.tables import MEDIA


def sha(number: int) -> str:
    return f"{number:064x}"


def media_of(storage: Storage, draft_id: UUID) -> list[int]:
    return [int(one.media, 16) for one in storage.call(placements.list_of, draft_id)]


def bring(session: Session, sha256: str) -> None:
    """A file that was added here and is not on the server yet."""
    row = {"sha256": sha256, "name": "a.jpg", "size_bytes": 1, "is_held": False, "added_at_ms": 1}
    session.execute(insert(MEDIA).values(row))


def test_added_last_behind_another_moved_removed_and_back(storage: Storage) -> None:
    draft = storage.call(drafts.new)
    one, two, three = (storage.call(placements.add, draft.id, sha(n)) for n in (1, 2, 3))
    storage.call(placements.add, draft.id, sha(4), after=UUID(one.id))
    assert media_of(storage, draft.id) == [1, 4, 2, 3]
    storage.call(placements.move, UUID(three.id), after=None)
    assert media_of(storage, draft.id) == [3, 1, 4, 2]
    storage.call(placements.move, UUID(three.id), after=UUID(two.id))
    assert media_of(storage, draft.id) == [1, 4, 2, 3]
    storage.call(placements.remove, UUID(two.id))
    assert media_of(storage, draft.id) == [1, 4, 3]
    storage.call(placements.restore, UUID(two.id))
    assert media_of(storage, draft.id) == [1, 4, 2, 3]


def test_a_move_writes_the_moved_one_alone(storage: Storage) -> None:
    draft = storage.call(drafts.new)
    made = [storage.call(placements.add, draft.id, sha(n)) for n in range(1, 6)]
    before = storage.call(outbox.count_waiting).ops
    storage.call(placements.move, UUID(made[4].id), after=UUID(made[0].id))
    assert storage.call(outbox.count_waiting).ops == before + 1
    assert media_of(storage, draft.id) == [1, 5, 2, 3, 4]


def test_always_moved_to_the_same_place_orders_stay_short_and_right(storage: Storage) -> None:
    draft = storage.call(drafts.new)
    made = [storage.call(placements.add, draft.id, sha(n)) for n in range(1, 4)]

    def move_on(session: Session) -> None:
        for turn in range(450):
            moved = made[1] if turn % 2 else made[2]
            placements.move(session, UUID(moved.id), after=UUID(made[0].id))

    storage.call(move_on)
    assert media_of(storage, draft.id) == [1, 2, 3]
    found = storage.call(placements.list_of, draft.id)
    assert max(len(one.order) for one in found) <= 64


def test_what_is_edited_is_told_and_checked(storage: Storage) -> None:
    draft = storage.call(drafts.new)
    made = storage.call(placements.add, draft.id, sha(1))
    told = {"role": "clip", "scene": 2, "focus": Focus(0.2, 0.3), "trim_ms": Trim(100, 900)}
    edited = storage.call(placements.edit, UUID(made.id), **told)
    assert (edited.role, edited.scene, edited.focus, edited.trim_ms) == tuple(told.values())
    before = storage.call(outbox.count_waiting).ops
    storage.call(placements.edit, UUID(made.id), **told)
    assert storage.call(outbox.count_waiting).ops == before
    with pytest.raises(Problem) as found:
        storage.call(placements.edit, UUID(made.id), **{**told, "focus": Focus(2.0, 0.3)})
    assert found.value.code is Code.FIELD_INVALID


def test_a_draft_uses_so_many_files_and_no_more(storage: Storage) -> None:
    draft = storage.call(drafts.new)

    def fill(session: Session) -> None:
        for number in range(MOST_PLACEMENTS):
            placements.add(session, draft.id, sha(number))

    storage.call(fill)
    with pytest.raises(Problem) as found:
        storage.call(placements.add, draft.id, sha(1))
    assert found.value.code is Code.MEDIA_TOO_MANY


def test_no_file_no_draft_no_placement(storage: Storage) -> None:
    draft = storage.call(drafts.new)
    with pytest.raises(Problem) as found:
        storage.call(placements.add, uuid4(), sha(1))
    assert found.value.code is Code.NOT_FOUND
    with pytest.raises(Problem) as found:
        storage.call(placements.add, draft.id, "no sha256")
    assert found.value.code is Code.FIELD_INVALID


def test_an_op_that_mentions_a_file_waits_for_it_and_others_do_not(storage: Storage) -> None:
    draft = storage.call(drafts.new)
    storage.call(bring, sha(1))
    waits = storage.call(placements.add, draft.id, sha(1))
    storage.call(
        placements.edit,
        UUID(waits.id),
        role="clip",
        scene=None,
        focus=Focus(0.5, 0.5),
        trim_ms=None,
    )
    goes = storage.call(placements.add, draft.id, sha(2))
    storage.call(drafts.edit, draft.id, {"title": "later"})
    batch = storage.call(outbox.next_batch, LIMITS)
    assert {op.id for op in batch} == {draft.id, UUID(goes.id)}
    assert [op.n for op in batch] == list(range(1, len(batch) + 1)), "and leaves no gap"
    waiting = storage.call(outbox.list_waiting)
    assert {one.waits_for_media for one in waiting if one.of_id == UUID(waits.id)} >= {sha(1)}
    assert storage.call(outbox.count_waiting).files == 1
    storage.call(outbox.remove, [op.n for op in batch])

    storage.call(lambda session: session.execute(update(MEDIA).values(is_held=True)))
    after = storage.call(outbox.next_batch, LIMITS)
    assert {op.id for op in after} == {UUID(waits.id)}
    assert [op.n for op in after] == [len(batch) + 1, len(batch) + 2]


def texts() -> st.SearchStrategy[str]:
    return st.text(alphabet=orders.DIGITS, min_size=1, max_size=6).filter(
        lambda text: not text.endswith("0")
    )


@given(texts(), texts())
def test_between_two_orders_there_is_always_another(one: str, other: str) -> None:
    low, high = sorted({one, other})[0], sorted({one, other})[-1]
    if low != high:
        assert low < orders.between(low, high) < high
    assert orders.between(None, low) < low
    assert orders.between(high, None) > high


@given(st.lists(st.integers(min_value=0, max_value=1000), max_size=60))
def test_put_in_anywhere_all_stand_where_they_were_put(places: list[int]) -> None:
    standing: list[str] = []
    for place in places:
        at = place % (len(standing) + 1)
        low = standing[at - 1] if at else None
        high = standing[at] if at < len(standing) else None
        standing.insert(at, orders.between(low, high))
    assert standing == sorted(standing)
    assert len(set(standing)) == len(standing)


@given(st.text(max_size=5), st.text(max_size=5))
def test_orders_of_other_rules_are_no_reason_to_fail(one: str, other: str) -> None:
    assert orders.between(one, other)
    assert orders.between(one, None)
    assert orders.between(None, other)
