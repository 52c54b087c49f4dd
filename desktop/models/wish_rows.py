"""Wishes as they are stored: values of their rows, and how they change."""

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import insert, select, update

from desktop.models import outbox
from desktop.models.absence import nothing_here
from desktop.models.row_texts import loads
from desktop.models.session import Session
from desktop.models.tables import WISHES

Kind = Literal["create", "regenerate", "save", "cancel"]
# `sent` when it may have arrived: nobody knows until it is answered. `done` when what an answered
# one made was read. `withdrawn` when it was taken back, or read about after a refusal, or when
# what it made is gone.
State = Literal["waiting", "sent", "answered", "done", "refused", "withdrawn"]


@dataclass(frozen=True)
class Wish:
    """A wish and how it stands; `body` is sent word for word, with `key` as Idempotency-Key.

    `generation_id` is the one that it makes (create, regenerate), ends (cancel) or saves from;
    `problem` {code, says, remedy} why it was refused. `price_ms` and `exports` are what the meter
    shows of it until the server's does.
    """

    id: UUID
    kind: Kind
    key: str
    body: dict[str, Any]
    draft_id: UUID | None
    generation_id: UUID | None
    asset_id: UUID | None
    price_ms: int
    exports: int
    state: State
    problem: dict[str, Any] | None
    at_ms: int


OPEN: tuple[State, ...] = ("waiting", "sent")
ANSWERED: tuple[State, ...] = ("answered", "done")
IS_OPEN = WISHES.c.state.in_(OPEN)
MAKES = WISHES.c.kind.in_(("create", "regenerate"))
ASKED = select(WISHES)


def get(session: Session, wish_id: UUID) -> Wish:
    """A wish, however it stands.

    Raises: Problem NOT_FOUND.
    """
    found = find(session, WISHES.c.id == wish_id)
    if found is None:
        raise nothing_here("wish")
    return found


def find(session: Session, *conditions: Any) -> Wish | None:
    """The latest wish of which all of this is true, or None."""
    asked = ASKED.where(*conditions).order_by(WISHES.c.place.desc()).limit(1)
    row = session.execute(asked).one_or_none()
    return None if row is None else wish_of(row)


def was_answered(session: Session, wish_id: UUID) -> bool:
    """Whether this one was answered before it was asked again."""
    asked = select(WISHES.c.answered_at_ms).where(WISHES.c.id == wish_id)
    return session.execute(asked).scalar() is not None


def add(session: Session, *, kind: Kind, key: str, body: str, **others: Any) -> UUID:
    """A wish that was pressed just now; return its id."""
    wish_id = session.new_id()
    row = {
        "id": wish_id,
        "kind": kind,
        "key": key,
        "body": body,
        "after_position": outbox.last_position(session),
        "price_ms": 0,
        "exports": 0,
        "is_counted": True,
        "state": "waiting",
        "at_ms": session.now_ms(),
        **others,
    }
    session.execute(insert(WISHES).values(row))
    _tell(session, wish_id)
    return wish_id


def change(session: Session, wish_id: UUID, **values: Any) -> None:
    """The wish stands like this from now on."""
    session.execute(update(WISHES).where(WISHES.c.id == wish_id).values(values))
    _tell(session, wish_id)


def _tell(session: Session, wish_id: UUID) -> None:
    session.tell("wish", wish_id)
    session.tell("usage")


def wish_of(row: Any) -> Wish:
    """The wish of a row."""
    return Wish(
        id=row.id,
        kind=row.kind,
        key=row.key,
        body=loads(row.body),
        draft_id=row.draft_id,
        generation_id=row.generation_id,
        asset_id=row.asset_id,
        price_ms=row.price_ms,
        exports=row.exports,
        state=row.state,
        problem=loads(row.problem) if row.problem else None,
        at_ms=row.at_ms,
    )
