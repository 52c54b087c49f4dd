"""Files of variants that are kept here: by their content, as many as fit, the unused first to go.

What is pinned stays, and so does what somebody reads just now. Bytes are removed after the
transaction that forgets them: what a crash leaves behind is cleared at the next start.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop.models.session import Session
from desktop.models.tables import VARIANT_FILES

FOLDER = "cache"
# Some 300 reels with their small copies; a laptop's disk has a hundred times that.
MOST_BYTES = 5 * 2**30
PART_ENDING = ".part"


@dataclass(frozen=True)
class CachedFile:
    """A file of a variant; `path`, seen from the store's folder, None until it is whole."""

    variant_id: UUID
    kind: str
    sha256: str | None
    size_bytes: int | None
    path: Path | None
    is_pinned: bool


def path_of(sha256: str) -> Path:
    """Where a file stands once it is whole, seen from the store's folder."""
    return Path(FOLDER) / sha256[:2] / sha256


def part_of(sha256: str) -> Path:
    """Where it stands until then."""
    return Path(FOLDER) / f"{sha256}{PART_ENDING}"


def want(session: Session, variant_id: UUID, kind: str, *, is_pinned: bool = False) -> CachedFile:
    """A file that is to be here: known from now on, and fetched by whoever fetches."""
    values = {
        "variant_id": variant_id,
        "kind": kind,
        "is_whole": False,
        "is_pinned": is_pinned,
        "used_at_ms": session.now_ms(),
    }
    asked = upsert(VARIANT_FILES).values(values)
    keys = [VARIANT_FILES.c.variant_id, VARIANT_FILES.c.kind]
    if is_pinned:
        session.execute(asked.on_conflict_do_update(keys, set_={"is_pinned": True}))
    else:
        session.execute(asked.on_conflict_do_nothing(keys))
    session.tell("file", variant_id)
    return _get(session, variant_id, kind)


def find(session: Session, variant_id: UUID, kind: str) -> CachedFile | None:
    """A file that is here whole; asked for, it counts as used now."""
    used = update(VARIANT_FILES).where(_is(variant_id, kind), VARIANT_FILES.c.is_whole)
    row = session.execute(
        used.values(used_at_ms=session.now_ms()).returning(*VARIANT_FILES.c)
    ).one_or_none()
    return None if row is None else _file_of(row)


def list_whole(
    session: Session, variant_ids: Collection[UUID], kinds: Collection[str]
) -> tuple[CachedFile, ...]:
    """Which of these files are here whole. Looked over, none of them counts as used."""
    asked = select(VARIANT_FILES).where(
        VARIANT_FILES.c.variant_id.in_(variant_ids),
        VARIANT_FILES.c.kind.in_(kinds),
        VARIANT_FILES.c.is_whole,
    )
    return tuple(_file_of(row) for row in session.execute(asked))


def list_wanted(session: Session) -> tuple[CachedFile, ...]:
    """What is to be here and is not: pinned first, then what was asked for last."""
    order = (VARIANT_FILES.c.is_pinned.desc(), VARIANT_FILES.c.used_at_ms.desc())
    asked = select(VARIANT_FILES).where(VARIANT_FILES.c.is_whole.is_(False)).order_by(*order)
    return tuple(_file_of(row) for row in session.execute(asked))


def pin(session: Session, variant_id: UUID, kind: str, *, is_pinned: bool = True) -> None:
    """Keep a file whatever room others need; or no longer."""
    session.execute(update(VARIANT_FILES).where(_is(variant_id, kind)).values(is_pinned=is_pinned))
    session.tell("file", variant_id)


def note_found(
    session: Session, variant_id: UUID, kind: str, sha256: str, size_bytes: int | None
) -> None:
    """Which content it has became known; none of it is here yet."""
    session.execute(
        update(VARIANT_FILES)
        .where(_is(variant_id, kind))
        .values(sha256=sha256, size_bytes=size_bytes, is_whole=False, path=None)
    )


def note_whole(
    session: Session, variant_id: UUID, kind: str, sha256: str, size_bytes: int
) -> CachedFile:
    """Its bytes stand under their name."""
    session.execute(
        update(VARIANT_FILES)
        .where(_is(variant_id, kind))
        .values(
            sha256=sha256,
            size_bytes=size_bytes,
            path=str(path_of(sha256)),
            is_whole=True,
            used_at_ms=session.now_ms(),
        )
    )
    session.tell("file", variant_id)
    return _get(session, variant_id, kind)


def note_gone(session: Session, variant_id: UUID, kind: str) -> None:
    """The server has it no more, or what stood here is not there: forget it."""
    session.execute(delete(VARIANT_FILES).where(_is(variant_id, kind)))
    session.tell("file", variant_id)


def used_bytes(session: Session) -> int:
    """How much room all files take; one content counts once, however many files it is."""
    each = _contents().subquery()
    return int(session.execute(select(func.coalesce(func.sum(each.c.size), 0))).scalar_one())


def make_room(
    session: Session,
    needed_bytes: int,
    *,
    most_bytes: int = MOST_BYTES,
    reading: Collection[str] = (),
) -> tuple[Path, ...]:
    """Forget as many as must go so that this much more fits, those first that were not used for
    longest; return whose bytes are to be removed after the commit, seen from the store's folder.

    Never one that is pinned or whose sha256 is in `reading`: then less goes than asked.
    """
    too_much = used_bytes(session) + needed_bytes - most_bytes
    gone = list[Path]()
    for row in session.execute(_contents()).all():
        if too_much <= 0:
            break
        if row.is_pinned or row.sha256 in reading:
            continue
        is_it = VARIANT_FILES.c.sha256 == row.sha256
        forgotten = session.execute(
            delete(VARIANT_FILES).where(is_it).returning(VARIANT_FILES.c.variant_id)
        )
        session.tell("file", *forgotten.scalars())
        gone.append(path_of(row.sha256))
        too_much -= row.size
    return tuple(gone)


def clear_strays(session: Session, folder: Path) -> tuple[Path, ...]:
    """What stands in the cache and nobody knows, for removal after the commit. Rows whose bytes
    are not there are wanted again. Call it at the start, before anything is fetched."""
    known = {str(path_of(row.sha256)): row for row in session.execute(_contents())}
    for path, row in known.items():
        if not (folder / path).is_file():
            session.execute(
                update(VARIANT_FILES)
                .where(VARIANT_FILES.c.sha256 == row.sha256)
                .values(is_whole=False, path=None)
            )
    coming = select(VARIANT_FILES.c.sha256).where(VARIANT_FILES.c.is_whole.is_(False))
    parts = {str(part_of(sha)) for sha in session.execute(coming).scalars() if sha}
    found = [file for file in (folder / FOLDER).rglob("*") if file.is_file()]
    seen = [file.relative_to(folder) for file in found]
    return tuple(path for path in seen if str(path) not in known.keys() | parts)


def _contents() -> Any:
    """Each content that is whole, the longest unused first; pinned when any of its files is."""
    return (
        select(
            VARIANT_FILES.c.sha256,
            func.max(VARIANT_FILES.c.size_bytes).label("size"),
            func.max(VARIANT_FILES.c.is_pinned).label("is_pinned"),
        )
        .where(VARIANT_FILES.c.is_whole)
        .group_by(VARIANT_FILES.c.sha256)
        .order_by(func.max(VARIANT_FILES.c.used_at_ms), VARIANT_FILES.c.sha256)
    )


def _is(variant_id: UUID, kind: str) -> Any:
    return (VARIANT_FILES.c.variant_id == variant_id) & (VARIANT_FILES.c.kind == kind)


def _get(session: Session, variant_id: UUID, kind: str) -> CachedFile:
    return _file_of(session.execute(select(VARIANT_FILES).where(_is(variant_id, kind))).one())


def _file_of(row: Row[Any]) -> CachedFile:
    return CachedFile(
        variant_id=row.variant_id,
        kind=row.kind,
        sha256=row.sha256,
        size_bytes=row.size_bytes,
        path=Path(row.path) if row.path and row.is_whole else None,
        is_pinned=row.is_pinned,
    )
