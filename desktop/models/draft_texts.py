"""The long texts of drafts: raw updates in causal order, opened when somebody edits them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from uuid import UUID

from sqlalchemy import bindparam, delete, func, insert, select

from contract.problems import Code, Problem
from contract.text import LONGEST_DOCUMENT_BYTES, LONGEST_UPDATE_BYTES, Document, merged
from desktop.models import outbox
from desktop.models.session import Session
from desktop.models.tables import DRAFT_UPDATES

# Some minutes of typing; opening a draft reads no more than this many and what is unsent.
MOST_LOOSE = 64
# Merged it is a good deal shorter: it is looked at closely only from here on.
SUSPECT_BYTES = LONGEST_DOCUMENT_BYTES // 2
# Then once for so many new bytes: a long document takes 100 ms to be merged.
LOOKED_AT_EVERY_BYTES = 2**16


_INSERT = insert(DRAFT_UPDATES)
_SIZE = select(func.sum(func.length(DRAFT_UPDATES.c.update))).where(
    DRAFT_UPDATES.c.draft_id == bindparam("draft")
)


@dataclass(frozen=True)
class _Loose:
    """A raw update as it is stored."""

    id: int
    position: int | None
    update: bytes


def open_document(session: Session, draft_id: UUID) -> Document:
    """The draft's texts, ready to be edited; what many small updates said is one by then.

    Raises: Problem TEXT_GAP, TEXT_DAMAGED.
    """

    def updates() -> Iterable[bytes]:
        loose = _read(session, draft_id)
        if len(loose) > MOST_LOOSE:
            loose = _compact(session, draft_id, loose)
        return [one.update for one in loose]

    try:
        return session.documents.open(draft_id, updates)
    except Problem:
        # Not what was written: it is asked for anew, whole.
        session.documents.unreadable.add(draft_id)
        raise


def add_own(session: Session, draft_id: UUID, updates: Sequence[bytes]) -> None:
    """What a person wrote here: stored, and put into the outbox.

    Raises: Problem TEXT_TOO_LONG when the document grows beyond what a server holds.
    """
    for update in updates:
        position = outbox.add_text(session, draft_id, update)
        _add(session, draft_id, update, position)
    _refuse_too_long(session, draft_id, sum(map(len, updates)))


def add_foreign(session: Session, draft_id: UUID, update: bytes, *, is_whole: bool) -> None:
    """What came from elsewhere is stored, and part of the document if that is open. `is_whole`
    when it is all that the server has: then nothing else of the server's need be readable."""
    if is_whole and draft_id in session.documents.unreadable:
        theirs = DRAFT_UPDATES.c.draft_id == draft_id, DRAFT_UPDATES.c.position.is_(None)
        session.execute(delete(DRAFT_UPDATES).where(*theirs))
        session.documents.unreadable.discard(draft_id)
    is_open = session.documents.find(draft_id)
    if is_open is not None:
        try:
            is_open.take_in(update)
        except Problem:
            session.documents.close(draft_id)
    _add(session, draft_id, update, None)


def replace(session: Session, draft_id: UUID, whole: bytes, position: int) -> None:
    """All of it is this one update, which waits in the outbox."""
    remove(session, draft_id)
    _add(session, draft_id, whole, position)


def whole_of(session: Session, draft_id: UUID) -> bytes | None:
    """All that is held of a draft's texts, as one update; None when nothing was ever written."""
    updates = [one.update for one in _read(session, draft_id)]
    return merged(updates) if updates else None


def acknowledged_of(session: Session, draft_id: UUID) -> list[bytes]:
    """What the server has acknowledged of a draft's texts, raw, in order."""
    mine = DRAFT_UPDATES.c.draft_id == draft_id, DRAFT_UPDATES.c.position.is_(None)
    asked = select(DRAFT_UPDATES.c.update).where(*mine).order_by(DRAFT_UPDATES.c.id)
    return list(session.execute(asked).scalars())


def find_acknowledged(session: Session, draft_id: UUID) -> bytes | None:
    """The same as one update; None when there is nothing, or nothing that can be read: then only
    somebody else has these words."""
    updates = acknowledged_of(session, draft_id)
    try:
        return merged(updates) if updates else None
    except Problem:
        session.documents.unreadable.add(draft_id)
        return None


def move(session: Session, moves: Mapping[int, int]) -> None:
    """Ops of own updates stand elsewhere in the outbox from now on."""
    for old, new in moves.items():
        mine = DRAFT_UPDATES.c.position == old
        session.execute(DRAFT_UPDATES.update().where(mine).values(position=new))


def acknowledge(session: Session, positions: Iterable[int]) -> None:
    """These own updates are the server's, too."""
    held = list(positions)
    if held:
        mine = DRAFT_UPDATES.c.position.in_(held)
        session.execute(DRAFT_UPDATES.update().where(mine).values(position=None))


def take_back(session: Session, draft_id: UUID, from_position: int) -> None:
    """Own updates from this op on never were: the text is what the server has, again."""
    refused = DRAFT_UPDATES.c.position >= from_position
    session.execute(delete(DRAFT_UPDATES).where(DRAFT_UPDATES.c.draft_id == draft_id, refused))
    session.documents.close(draft_id)


def remove(session: Session, draft_id: UUID) -> None:
    """Nothing is held of these texts any more."""
    session.execute(delete(DRAFT_UPDATES).where(DRAFT_UPDATES.c.draft_id == draft_id))
    session.documents.close(draft_id)


def _read(session: Session, draft_id: UUID) -> list[_Loose]:
    asked = select(DRAFT_UPDATES).where(DRAFT_UPDATES.c.draft_id == draft_id)
    return [
        _Loose(row.id, row.position, row.update)
        for row in session.execute(asked.order_by(DRAFT_UPDATES.c.id))
    ]


def _compact(session: Session, draft_id: UUID, loose: list[_Loose]) -> list[_Loose]:
    """Many small updates as one, checked by `merged`: all of a draft that never left this device,
    else what the server has acknowledged before anything unsent. Where a gap or damage is found,
    all stays as it came."""
    if all(one.position is not None for one in loose):
        return _compact_unsent(session, draft_id, loose)
    settled = list(takewhile(lambda one: one.position is None, loose))
    if len(settled) <= MOST_LOOSE // 2:
        return loose
    whole = _find_merged(settled)
    if whole is None:
        return loose
    return [_put_together(session, settled, whole, None), *loose[len(settled) :]]


def _compact_unsent(session: Session, draft_id: UUID, loose: list[_Loose]) -> list[_Loose]:
    """The same of updates that wait in the outbox: they become one op, where the first stood."""
    positions = [one.position for one in loose if one.position is not None]
    whole = _find_merged(loose)
    if whole is None or len(whole) > LONGEST_UPDATE_BYTES:
        return loose
    if not outbox.replace_texts(session, draft_id, positions, whole):
        return loose
    return [_put_together(session, loose, whole, positions[0])]


def _put_together(
    session: Session, parts: list[_Loose], whole: bytes, position: int | None
) -> _Loose:
    gone = [one.id for one in parts[1:]]
    session.execute(delete(DRAFT_UPDATES).where(DRAFT_UPDATES.c.id.in_(gone)))
    first = DRAFT_UPDATES.c.id == parts[0].id
    session.execute(DRAFT_UPDATES.update().where(first).values(update=whole, position=position))
    return _Loose(parts[0].id, position, whole)


def _find_merged(parts: list[_Loose]) -> bytes | None:
    try:
        return merged(one.update for one in parts)
    except Problem:
        return None


def _add(session: Session, draft_id: UUID, update: bytes, position: int | None) -> None:
    row = {"draft_id": draft_id, "update": update, "position": position}
    session.execute(_INSERT, row)


def _refuse_too_long(session: Session, draft_id: UUID, added_bytes: int) -> None:
    held: int = session.execute(_SIZE, {"draft": draft_id}).scalar() or 0
    looks, looked = (size // LOOKED_AT_EVERY_BYTES for size in (held, held - added_bytes))
    if held <= SUSPECT_BYTES or looks == looked:
        return
    most = LONGEST_DOCUMENT_BYTES - LOOKED_AT_EVERY_BYTES
    if len(whole_of(session, draft_id) or b"") > most:
        raise Problem(
            Code.TEXT_TOO_LONG,
            "This draft and its history are too long.",
            "Copy the words into a new draft, or split them over several.",
        )
