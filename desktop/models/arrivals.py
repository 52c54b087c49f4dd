"""What comes from the server: pages and snapshots, each page one transaction with its cursor.

One at a time: the engine takes in what it asked for before it asks again. A page is made ready in
slices, between which a person's own edits come in, and written in one stretch: were it written
in several, a device could hold rows that neither its cursor nor its mark vouches for, and would
not notice that a restored server has lost them.
"""

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update

from contract.syncing.memory import Next, after_page, after_snapshot
from contract.syncing.pull import (
    Change,
    PullAnswer,
    SnapshotAnswer,
    Told,
    deletions_of,
    needs_asking,
)
from contract.syncing.resync import may_say_less
from contract.syncing.rows import DELETED_AT
from desktop.models import (
    answered_wishes,
    arrived_drafts,
    arrived_library,
    more_known,
    outbox,
    overwritten,
    snapshots,
    sync_state,
    synced,
)
from desktop.models.acknowledgements import take_in_acks
from desktop.models.arrived_drafts import Prepared, Stood
from desktop.models.resyncing import fork, put_whole_state
from desktop.models.session import Session
from desktop.models.tables import ASSETS, DRAFTS, HELD_DELETIONS, PLACEMENTS, SYNC_STATE

__all__ = [
    "GENTLE_CHANGES",
    "HeldBack",
    "confirm_deletions",
    "drafts_to_read_anew",
    "fork",
    "held_deletions",
    "put_whole_state",
    "refuse_deletions",
    "take_in_acks",
    "take_in_page",
    "take_in_snapshot",
]

# Asked for while a person is at work, a page takes the storage thread some 5 ms; at the first
# sync larger ones (contract's USUAL_CHANGES) are quicker over all.
GENTLE_CHANGES = 50
# Made ready without a look at anything else: a millisecond or two.
ROWS_A_SLICE = 25

_TABLES = {"draft": DRAFTS, "placement": PLACEMENTS, "asset": ASSETS}
_PREPARE: Mapping[str, Callable[[Change, Stood | None], Prepared]] = {
    "draft": arrived_drafts.prepare_draft,
    "placement": arrived_drafts.prepare_placement,
    "asset": arrived_library.prepare_asset,
}


@dataclass(frozen=True)
class HeldBack:
    """A page that would delete so much that a person is asked first: nothing of it was taken
    in. `of` names the kind, `deleted` of `held` rows would go."""

    of: str
    deleted: int
    held: int


@dataclass(frozen=True)
class _Page:
    """A page made ready: what stood here of its rows, and what they become."""

    changes: Sequence[Change]
    stood: Mapping[str, Mapping[UUID, Stood]]
    prepared: Mapping[str, Sequence[Prepared]]

    def before(self, change: Change) -> Stood | None:
        """The row of a change as it stood here."""
        return self.stood[change.of].get(change.id)


def take_in_page(session: Session, page: PullAnswer) -> Generator[None, None, Next | HeldBack]:
    """Take a page in: `await storage.run_long(arrivals.take_in_page, page)`.

    Rows, texts, cursor and mark are written as one transaction, the last one.

    Raises: Problem TEXT_DAMAGED; nothing is taken in then.
    """
    ready = yield from _make_ready(session, page.changes)
    held_back = _ask_first(session, ready)
    if held_back is not None:
        return held_back
    _write(session, ready, is_past_horizon=False)
    following = after_page(sync_state.load(session), page)
    sync_state.save(session, following.memory)
    if not page.more:
        answered_wishes.look_for_unread(session)
        _end_sync(session)
    return following


def take_in_snapshot(
    session: Session, page: SnapshotAnswer
) -> Generator[None, None, Next | HeldBack]:
    """Take a page of a snapshot in, as `take_in_page`. With the last one, what this device held
    and the snapshot did not name lies in our own trash, unless an edit of it waits: then all of
    it is sent again.

    Raises: Problem TEXT_DAMAGED; nothing is taken in then.
    """
    ready = yield from _make_ready(session, page.changes)
    held_back = _ask_first(session, ready)
    if held_back is not None:
        return held_back
    memory = sync_state.load(session)
    if memory.snapshot_cursor is None:
        snapshots.begin(session)
    snapshots.note(session, page.changes)
    _write(session, ready, is_past_horizon=memory.resync == "horizon")
    following = after_snapshot(memory, page)
    sync_state.save(session, following.memory)
    if page.next_cursor is None:
        snapshots.end(session)
        # What it could not heal is found again by whoever opens it, not asked for again at once.
        session.documents.unreadable.clear()
        _end_sync(session)
    return following


def confirm_deletions(session: Session) -> None:
    """A person said yes: what was held back is taken in when it comes again, and so is
    whatever else this sync deletes."""
    session.execute(update(SYNC_STATE).values(may_delete=True))
    session.execute(delete(HELD_DELETIONS))
    session.tell("sync")


def refuse_deletions(session: Session) -> None:
    """A person said no: what was to be deleted is restored, for all devices; the page that
    comes again then tells so."""
    for row in session.execute(select(HELD_DELETIONS)).all():
        held = synced.find(session, row.of, row.of_id)
        if held is not None:
            at = sync_state.stamp(session)
            outbox.add_set(session, row.of, row.of_id, at.hlc, {DELETED_AT: None})
    session.execute(delete(HELD_DELETIONS))
    session.execute(update(SYNC_STATE).values(may_delete=True))
    session.tell("sync")


def held_deletions(session: Session) -> tuple[tuple[str, UUID], ...]:
    """What the page that was held back would delete: kinds and ids."""
    return tuple((row.of, row.of_id) for row in session.execute(select(HELD_DELETIONS)))


def drafts_to_read_anew(session: Session) -> tuple[UUID, ...]:
    """Drafts whose stored texts turned out not to fit together: the next snapshot brings the
    server's whole ones."""
    return tuple(session.documents.unreadable)


def _make_ready(session: Session, changes: Sequence[Change]) -> Generator[None, None, _Page]:
    of_kind: dict[str, list[Change]] = {of: [] for of in _TABLES}
    for change in changes:
        if change.of in of_kind:
            of_kind[change.of].append(change)
    stood = {of: arrived_drafts.stood(session, table, of_kind[of]) for of, table in _TABLES.items()}
    yield
    prepared: dict[str, list[Prepared]] = {of: [] for of in _TABLES}
    for of, some in of_kind.items():
        for number, change in enumerate(some):
            old = stood[of].get(change.id)
            if not change.is_gone:
                one = _PREPARE[of](change, old)
                if old is not None and may_say_less(change):
                    one = more_known.with_more_texts(session, one)
                    yield
                prepared[of].append(one)
            if number % ROWS_A_SLICE == ROWS_A_SLICE - 1:
                yield
    yield
    # What a person wrote meanwhile is part of what stood.
    again = {
        of: arrived_drafts.stood(session, table, of_kind[of]) if stood[of] else {}
        for of, table in _TABLES.items()
    }
    return _Page(changes, again, prepared)


def _write(session: Session, page: _Page, *, is_past_horizon: bool) -> None:
    """All rows of a page; the meter last, for it knows of all others."""
    now_ms, stood, prepared = session.now_ms(), page.stood, page.prepared
    for one in (one for some in prepared.values() for one in some):
        if (old := page.before(one.change)) is not None:
            more_known.send_more(session, one, old, now_ms, is_past_horizon=is_past_horizon)
    arrived_drafts.write_drafts(session, prepared["draft"], stood["draft"], now_ms)
    arrived_drafts.write_placements(session, prepared["placement"], stood["placement"], now_ms)
    arrived_library.write_assets(session, prepared["asset"], stood["asset"], now_ms)
    for change in page.changes:
        old = page.before(change) if change.of in _TABLES else None
        if change.is_gone and old is not None:
            more_known.miss_gone(session, change, old, now_ms)
    arrived_library.write_media(session, _of(page.changes, "media"), now_ms)
    generations = _of(page.changes, "generation")
    arrived_library.write_generations(session, generations)
    gone = [one.id for one in generations if one.is_gone]
    arrived_library.remove_generations(session, gone)
    answered_wishes.end_those_of(
        session, [*gone, *(one.id for one in _of(page.changes, "asset") if one.is_gone)]
    )
    for change in _of(page.changes, "usage"):
        if change.row is not None:
            arrived_library.write_usage(session, change.id, change.row, now_ms)


def _ask_first(session: Session, page: _Page) -> HeldBack | None:
    """Whether this page, with what its sync deleted before, deletes so much that it must wait."""

    def is_deleted_here(of: Told, of_id: UUID) -> bool:
        old = page.stood[of].get(of_id)
        return old is None or old.deleted_at is not None

    deletions = deletions_of(page.changes, is_deleted_here)
    if not deletions:
        return None
    asked = select(SYNC_STATE.c.deletions, SYNC_STATE.c.may_delete)
    so_far, may_delete = session.execute(asked).one()
    deleted = so_far + len(deletions)
    held = _count_shown(session) + so_far
    if may_delete or not needs_asking(deleted, held):
        session.execute(update(SYNC_STATE).values(deletions=deleted))
        return None
    _hold_back(session, page, deletions)
    kinds = {change.of for change in deletions}
    return HeldBack(kinds.pop() if len(kinds) == 1 else "row", deleted, held)


def _hold_back(session: Session, page: _Page, deletions: Iterable[Change]) -> None:
    """Remember what is asked about. What a person then does is later than these deletions."""
    now_ms = session.now_ms()
    session.execute(delete(HELD_DELETIONS))
    rows = [{"of": one.of, "of_id": one.id, "at_ms": now_ms} for one in deletions]
    session.execute(insert(HELD_DELETIONS), rows)
    memory = sync_state.load(session)
    seen = PullAnswer(changes=tuple(page.changes), next=None, more=True)
    sync_state.save(session, after_page(memory, seen).memory)


def _count_shown(session: Session) -> int:
    """How many drafts and items this device shows outside of the trash."""
    counts = (
        session.execute(
            select(func.count()).select_from(table).where(table.c.deleted_at.is_(None))
        ).scalar_one()
        for table in (DRAFTS, ASSETS)
    )
    return sum(counts)


def _end_sync(session: Session) -> None:
    """The next sync may delete as much again without being asked."""
    session.execute(update(SYNC_STATE).values(deletions=0, may_delete=False))
    session.execute(delete(HELD_DELETIONS))
    overwritten.sweep(session)


def _of(changes: Iterable[Change], of: Told) -> tuple[Change, ...]:
    return tuple(change for change in changes if change.of == of)
