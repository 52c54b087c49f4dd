"""Placements: which files a draft uses, where, and in which order."""

from uuid import UUID

from contract.drafts import Focus, Placement, PlacementRole, Trim
from desktop.models.session import Session

CENTRE = Focus(0.5, 0.5)


def add(
    session: Session,
    draft_id: UUID,
    media: str,
    *,
    role: PlacementRole = "picture",
    scene: int | None = None,
    focus: Focus = CENTRE,
    trim_ms: Trim | None = None,
    after: UUID | None = None,
) -> Placement:
    """The draft uses this file, behind the placement `after`, or last of all.

    Raises: Problem NOT_FOUND, MEDIA_TOO_MANY, FIELD_INVALID.
    """
    raise NotImplementedError


def edit(
    session: Session,
    placement_id: UUID,
    *,
    role: PlacementRole,
    scene: int | None,
    focus: Focus,
    trim_ms: Trim | None,
) -> Placement:
    """The placement says this from now on; what already does writes nothing.

    Raises: Problem NOT_FOUND, FIELD_INVALID.
    """
    raise NotImplementedError


def move(session: Session, placement_id: UUID, *, after: UUID | None) -> Placement:
    """The placement stands right behind another one of its draft, or first of all. Nothing else
    moves.

    Raises: Problem NOT_FOUND.
    """
    raise NotImplementedError


def remove(session: Session, placement_id: UUID) -> None:
    """The draft does not use it any more; `restore` takes that back.

    Raises: Problem NOT_FOUND.
    """
    raise NotImplementedError


def restore(session: Session, placement_id: UUID) -> Placement:
    """The draft uses it again.

    Raises: Problem NOT_FOUND.
    """
    raise NotImplementedError


def list_of(session: Session, draft_id: UUID) -> tuple[Placement, ...]:
    """A draft's placements in their order (compared as bytes, ties by id)."""
    raise NotImplementedError
