"""Whose store this is: the owner from whose id the ids of wishes follow."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update

from desktop.models.session import Session
from desktop.models.tables import PROFILE


@dataclass(frozen=True)
class Profile:
    """Whose store this is. `server_url` and `email` are None before a sign-in; `owner_id` is
    then the store's own."""

    store_id: UUID
    owner_id: UUID
    server_url: str | None
    email: str | None


def describe(session: Session) -> Profile:
    """Whose store this is."""
    row = session.execute(select(PROFILE)).one()
    return Profile(row.store_id, row.owner_id, row.server_url, row.email)


def owner_of(session: Session) -> UUID:
    """The id that the server knows this owner by; the store's own before a sign-in."""
    owner_id: UUID = session.execute(select(PROFILE.c.owner_id)).scalar_one()
    return owner_id


def belong_to(session: Session, owner_id: UUID, server_url: str, email: str | None) -> None:
    """The store is this owner's. Called again, only the address may be another."""
    told = {"owner_id": owner_id, "server_url": server_url, "email": email}
    session.execute(update(PROFILE).values(told))


def rename_store(session: Session, store_id: UUID) -> None:
    """What the store holds from now on is not what it held before."""
    session.execute(update(PROFILE).values(store_id=store_id))
