"""Many items of the library at once: the same edits as of one, stretch by stretch.

Each verb is a generator (Storage.call_long): what a person does to a thousand items must not keep
whoever types waiting. An item that is gone meanwhile, or that the server has lost, is left out.
"""

from collections.abc import Callable, Generator, Iterable, Sequence
from uuid import UUID

from contract.problems import Code, Problem
from desktop.models import assets, synced
from desktop.models.session import Session

# A stretch of so many takes some milliseconds.
A_STRETCH = 10
# What may become of an item between the look at it and the edit.
_LEFT_OUT = frozenset({Code.NOT_FOUND, Code.TAGS_TOO_MANY})


def delete(session: Session, asset_ids: Sequence[UUID]) -> Generator[None, None, tuple[UUID, ...]]:
    """They lie in the trash; return which."""
    return (yield from _each(asset_ids, lambda one: assets.delete(session, one)))


def restore(session: Session, asset_ids: Sequence[UUID]) -> Generator[None, None, tuple[UUID, ...]]:
    """They are out of the trash; return which."""
    return (yield from _each(asset_ids, lambda one: assets.restore(session, one)))


def tag(
    session: Session, asset_ids: Sequence[UUID], add: Iterable[str], remove: Iterable[str]
) -> Generator[None, None, tuple[UUID, ...]]:
    """They have these tags besides their own, and no longer those; return which. One that has no
    room for another tag is left out.

    Raises: Problem FIELD_INVALID.
    """
    more, less = frozenset(synced.tidied(add)), frozenset(synced.tidied(remove))

    def change(asset_id: UUID) -> None:
        has = frozenset(assets.get(session, asset_id).tags)
        assets.set_tags(session, asset_id, (has | more) - less)

    return (yield from _each(asset_ids, change))


def _each(
    asset_ids: Sequence[UUID], change: Callable[[UUID], object]
) -> Generator[None, None, tuple[UUID, ...]]:
    changed = list[UUID]()
    for number, asset_id in enumerate(asset_ids, start=1):
        try:
            change(asset_id)
        except Problem as problem:
            if problem.code not in _LEFT_OUT:
                raise
        else:
            changed.append(asset_id)
        if number % A_STRETCH == 0:
            yield
    return tuple(changed)
