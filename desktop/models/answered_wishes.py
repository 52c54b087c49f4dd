"""Answered wishes: done once what they made was read, else asked again under their own keys."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from contract.syncing.wishes import is_undone
from desktop.models import provisional, wish_rows
from desktop.models.row_texts import loads
from desktop.models.session import Session
from desktop.models.tables import ASSETS, GENERATIONS, WISHES

_IS_ANSWERED = WISHES.c.state == "answered"


def look_for_unread(session: Session) -> int:
    """All was read, after all of these were answered: what they made must be here. Return how
    many are asked again."""
    answered = session.execute(wish_rows.ASKED.where(_IS_ANSWERED).order_by(WISHES.c.place)).all()
    undone = [row for row in answered if _is_undone(session, row)]
    for row in answered:
        if row not in undone:
            wish_rows.change(session, row.id, state="done")
    for row in undone:
        wish_rows.change(session, row.id, state="waiting", is_counted=True)
        body = loads(row.body) or {}
        unread = GENERATIONS.c.id == row.generation_id, GENERATIONS.c.row.is_(None)
        session.execute(update(GENERATIONS).where(*unread).values(is_provisional=True))
        provisional.show_again(session, row.kind, row.generation_id, row.draft_id, body)
    return len(undone)


def end_those_of(session: Session, ids: Sequence[UUID]) -> None:
    """These generations or items are gone for good: who made them is not asked again."""
    about = WISHES.c.asset_id.in_(ids) | (WISHES.c.generation_id.in_(ids) & wish_rows.MAKES)
    asked = select(WISHES.c.id).where(about, WISHES.c.state.in_(wish_rows.ANSWERED))
    for wish_id in session.execute(asked).scalars().all():
        wish_rows.change(session, wish_id, state="withdrawn")


def _is_undone(session: Session, row: Any) -> bool:
    if row.kind == "save":
        base = select(ASSETS.c.base).where(ASSETS.c.id == row.asset_id)
        is_there = session.execute(base).scalar() is not None
        return is_undone(row.kind, is_there=is_there, status=None)
    asked = select(GENERATIONS.c.row, GENERATIONS.c.status).where(
        GENERATIONS.c.id == row.generation_id
    )
    made = session.execute(asked).one_or_none()
    is_there = made is not None and made.row is not None
    return is_undone(row.kind, is_there=is_there, status=made.status if made else None)
