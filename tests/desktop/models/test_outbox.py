"""Promises of the outbox: contiguous numbers, the same words again, gone only by its own ack."""

from told_changes import LIMITS, ToldServer, push_all

from contract.drafts import NewDraftBody
from contract.syncing.push import fingerprint_of
from desktop.models import arrivals, drafts, outbox, sync_state
from desktop.models.session import Session
from desktop.models.storage import Storage


def fill(storage: Storage, count: int) -> list[object]:
    return [storage.call(drafts.new, NewDraftBody(title=f"{n}")).id for n in range(count)]


def test_a_batch_is_numbered_from_one_without_gaps_and_comes_again_word_for_word(
    open_store,
) -> None:
    storage = open_store("again")
    fill(storage, 3)
    first = storage.call(outbox.next_batch, LIMITS.model_copy(update={"ops": 2}))
    assert [op.n for op in first] == [1, 2]
    storage.call(drafts.new, NewDraftBody(title="made while it was on its way"))
    storage.close()
    storage = open_store("again")
    again = storage.call(outbox.next_batch, LIMITS)
    assert [fingerprint_of(op) for op in again[:2]] == [fingerprint_of(op) for op in first]
    assert [op.n for op in again] == [1, 2, 3, 4]


def test_a_batch_stays_within_the_limits_and_is_never_empty_for_size(storage: Storage) -> None:
    draft = storage.call(drafts.new)
    storage.call(drafts.edit_text, draft.id, "script", "word " * 10_000)
    storage.call(drafts.edit_text, draft.id, "topic", "word " * 10_000)
    small = LIMITS.model_copy(update={"bytes": 1000})
    sizes = []
    while batch := storage.call(outbox.next_batch, small):
        sizes.append(len(batch))
        storage.call(outbox.remove, [op.n for op in batch])
    assert sum(sizes) > 3
    assert min(sizes) == 1


def test_an_op_leaves_only_by_its_own_ack(storage: Storage, server: ToldServer) -> None:
    fill(storage, 3)
    batch = storage.call(outbox.next_batch, LIMITS)
    answer = server.push(storage.call(sync_state.load).device, batch)
    half = answer.model_copy(update={"acks": answer.acks[1:]})
    storage.call(arrivals.take_in_acks, batch, half)
    left = storage.call(outbox.next_batch, LIMITS)
    assert [op.n for op in left] == [batch[0].n]


def test_numbers_go_on_after_what_was_acknowledged(storage: Storage, server: ToldServer) -> None:
    fill(storage, 2)
    push_all(storage, server)
    fill(storage, 1)
    batch = storage.call(outbox.next_batch, LIMITS)
    assert [op.n for op in batch] == [3]
    assert storage.call(sync_state.load).last_n == 3


def test_a_fork_takes_a_new_name_and_numbers_from_one(storage: Storage) -> None:
    fill(storage, 3)
    storage.call(outbox.next_batch, LIMITS)
    before = storage.call(sync_state.load)
    device = storage.call(arrivals.fork)
    after = storage.call(sync_state.load)
    assert device == after.device != before.device
    assert (after.mark, after.cursor) == (None, before.cursor)
    assert [op.n for op in storage.call(outbox.next_batch, LIMITS)] == [1, 2, 3]


def test_what_waits_is_told_in_order(storage: Storage) -> None:
    made = fill(storage, 2)
    storage.call(drafts.edit, made[0], {"title": "again"})
    waiting = storage.call(outbox.list_waiting)
    assert [one.of_id for one in waiting] == [made[0], made[1], made[0]]
    assert waiting[2].names == ("title",)
    assert not waiting[0].is_sent
    told = storage.call(outbox.count_waiting)
    assert (told.ops, told.wishes, told.files) == (3, 0, 0)
    assert told.since_ms == waiting[0].at_ms


def test_what_is_re_sent_whole_goes_before_what_a_person_did(storage: Storage) -> None:
    made = fill(storage, 1)

    def put(session: Session) -> None:
        (op,) = outbox.pending(session, made[0])
        outbox.add_whole(session, [op.model_copy(update={"by": made[0]})])
        outbox.add_whole(
            session, [op.model_copy(update={"by": made[0], "hlc": "9" * 13 + "-0000"})]
        )

    storage.call(put)
    batch = storage.call(outbox.next_batch, LIMITS)
    assert [getattr(op, "by", None) for op in batch] == [made[0], made[0], None]
    assert [op.n for op in batch] == [1, 2, 3]
    storage.call(outbox.forget_whole)
    assert storage.call(outbox.count_waiting).ops == 1
