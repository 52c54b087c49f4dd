"""Wishes: create, regenerate, save, cancel, as pressed; kept until they are answered.

At the click, in one transaction: the key, the full body as it was on screen, the price that was
shown, and the rows that a person sees at once (a generation, an asset), marked provisional. Their
ids follow from the owner's id and the key, so the server's answer names the same ones. Before a
sign-in the owner is this store's own id; moving into an account derives them anew.
"""

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from contract.problems import Problem
from desktop.models.session import Session

Kind = Literal["create", "regenerate", "save", "cancel"]
# `sent` when it may have arrived: nobody knows until it is answered.
State = Literal["waiting", "sent", "answered", "refused"]


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


@dataclass(frozen=True)
class Ready:
    """A wish that can be sent: where to, what, under which key (None for a cancel)."""

    wish: Wish
    path: str
    body: dict[str, Any] | None
    key: str | None


def create(session: Session, draft_id: UUID, *, variants: int | None = None) -> Wish:
    """Generate was pressed: the draft as it is now, frozen.

    Raises: Problem NOT_FOUND, and what cannot be made, as reel.estimating.price says it.
    """
    raise NotImplementedError


def regenerate(
    session: Session,
    draft_id: UUID,
    *,
    preset: str | None = None,
    variants: int | None = None,
    variant_id: UUID | None = None,
    scene: int | None = None,
) -> Wish:
    """The draft once more, or one scene of one variant of it.

    Raises: Problem NOT_FOUND, SCENE_UNKNOWN, FIELD_INVALID, and what cannot be made.
    """
    raise NotImplementedError


def save(
    session: Session,
    variant_id: UUID,
    *,
    title: str | None = None,
    tags: tuple[str, ...] | None = None,
) -> Wish:
    """Save was pressed: the item stands in the library at once, provisional; the meter moves
    unless this variant was saved before. What already is saved writes no second wish.

    Raises: Problem NOT_FOUND, VARIANT_NOT_READY, FIELD_INVALID.
    """
    raise NotImplementedError


def cancel(session: Session, generation_id: UUID) -> Wish | None:
    """Cancel was pressed. A wish that was never sent is taken back, with all that it showed, and
    None returned; else the server is asked to cancel the generation.

    Raises: Problem NOT_FOUND, ALREADY_ENDED.
    """
    raise NotImplementedError


def retry(session: Session, wish_id: UUID) -> Wish:
    """A refused wish once more, under a new key, as it was then.

    Raises: Problem NOT_FOUND.
    """
    raise NotImplementedError


def dismiss(session: Session, wish_id: UUID) -> None:
    """A refused wish was read and is shown no more.

    Raises: Problem NOT_FOUND.
    """
    raise NotImplementedError


def next_ready(session: Session, *, skip: frozenset[UUID] = frozenset()) -> Ready | None:
    """The oldest wish whose edits are all acknowledged and whose files the server holds; a
    cancel only once what it cancels was answered. None when there is none."""
    raise NotImplementedError


def mark_sent(session: Session, wish_id: UUID) -> None:
    """From now on it may have arrived, and is not taken back any more. Call it before sending."""
    raise NotImplementedError


def mark_unsent(session: Session, wish_id: UUID) -> None:
    """It surely did not arrive (nobody was reached, or 429/503): it may be taken back again."""
    raise NotImplementedError


def list_open(session: Session) -> tuple[Wish, ...]:
    """Waiting, sent and refused ones, in the order they were pressed."""
    raise NotImplementedError


def get(session: Session, wish_id: UUID) -> Wish:
    """A wish, however it stands.

    Raises: Problem NOT_FOUND.
    """
    raise NotImplementedError


def take_in_answer(session: Session, wish_id: UUID, answer: dict[str, Any] | Problem) -> None:
    """What became of a wish: the answer's body swaps the provisional rows for agreed ones, a
    refusal undoes them and says why. A second time changes nothing."""
    raise NotImplementedError


def send_again_unknown(session: Session) -> int:
    """After a resync with a server of another past: answered wishes whose generation or asset
    the server does not know are sent again under their own key. Return how many."""
    raise NotImplementedError
