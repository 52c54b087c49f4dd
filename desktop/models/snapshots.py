"""A snapshot compared with what is held: what it does not name, the server does not have."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, delete, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from contract.syncing.pull import Change
from contract.syncing.rows import RowOf
from desktop.models import arrived_library, more_known
from desktop.models.session import Session
from desktop.models.synced import TABLES
from desktop.models.tables import GENERATIONS, MEDIA, SNAPSHOT_ROWS, VARIANT_FILES, VARIANTS


def begin(session: Session) -> None:
    """Nothing was named yet."""
    session.execute(delete(SNAPSHOT_ROWS))


def note(session: Session, changes: Sequence[Change]) -> None:
    """These were named; one that is gone was not."""
    named = [{"of": one.of, "of_id": one.id} for one in changes if not one.is_gone]
    if named:
        session.execute(upsert(SNAPSHOT_ROWS).on_conflict_do_nothing(), named)


def end(session: Session) -> None:
    """What was not named lies in our own trash, or goes to the server again if something of it
    waits. Files that the server turns out not to hold are uploaded again."""
    for of in TABLES:
        _compare(session, of)
    media = MEDIA.c.id.is_not(None) & MEDIA.c.id.not_in(_named("media"))
    session.execute(update(MEDIA).where(media).values(is_held=False, row=None))
    _forget_generations(session)
    session.execute(delete(SNAPSHOT_ROWS))


def _compare(session: Session, of: RowOf) -> None:
    table = TABLES[of]
    asked = select(table.c.id).where(table.c.base.is_not(None), table.c.id.not_in(_named(of)))
    missing = session.execute(asked).scalars().all()
    if missing:
        more_known.miss(session, of, missing, session.now_ms())


def _forget_generations(session: Session) -> None:
    """Those that the server does not know, unless a video of theirs is kept here."""
    kept = (
        select(VARIANTS.c.generation_id)
        .join(VARIANT_FILES, VARIANT_FILES.c.variant_id == VARIANTS.c.id)
        .where(VARIANT_FILES.c.is_whole)
    )
    asked = select(GENERATIONS.c.id).where(
        GENERATIONS.c.is_provisional.is_(False),
        GENERATIONS.c.id.not_in(_named("generation")),
        GENERATIONS.c.id.not_in(kept),
    )
    unknown = session.execute(asked).scalars().all()
    if unknown:
        arrived_library.remove_generations(session, unknown)


def _named(of: str) -> Select[UUID]:
    return select(SNAPSHOT_ROWS.c.of_id).where(SNAPSHOT_ROWS.c.of == of)
