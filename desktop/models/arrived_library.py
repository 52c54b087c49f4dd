"""Items, generations, files and the meter on their way from the server into their tables."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Table, case, delete, exists, func, insert, update
from sqlalchemy.dialects.sqlite import insert as upsert

from contract.syncing import rows
from contract.syncing.pull import Change, arrived
from desktop.models import asset_rows, outbox, overwritten, sync_state
from desktop.models.arrived_drafts import Prepared, Stood, pending_of
from desktop.models.row_texts import dumps, row_of, text_of
from desktop.models.session import Session
from desktop.models.tables import ASSETS, GENERATIONS, MEDIA, USAGE, VARIANTS, WISHES
from desktop.models.wish_rows import ANSWERED

WHOLE_PCT = 100
_VARIANT = ("status", "title", "differs_by", "duration_ms", "width", "height")


def prepare_asset(change: Change, before: Stood | None) -> Prepared:
    """All that follows from the change alone."""
    known = before is not None and before.base is not None
    base = row_of("asset", change.id, before.base) if known and before else None
    row = arrived(change, base)
    columns = asset_rows.columns_of(row, change.row or {})
    return Prepared(change, row, {**columns, "base": text_of(row), "shown": None}, None)


def write_assets(
    session: Session, prepared: Sequence[Prepared], before: Mapping[UUID, Stood], now_ms: int
) -> None:
    """These items are what the server says, with our own pending edits over it."""
    if not prepared:
        return
    pending = pending_of(session, [one.change.id for one in prepared])
    device, values = sync_state.device_of(session), []
    for one in prepared:
        columns, old = dict(one.columns), before.get(one.change.id)
        if one.change.id in pending:
            row = rows.shown(one.row, outbox.pending(session, one.change.id), device)
            columns |= {**asset_rows.columns_of(row, one.change.row or {}), "shown": text_of(row)}
        elif old is not None:
            overwritten.note(session, row_of("asset", one.row.id, old.base), one.row, now_ms)
        values.append(columns)
    asset_rows.put(session, values)


def write_generations(session: Session, changes: Sequence[Change]) -> None:
    """These generations and their variants are what the server says; how far they are is told
    elsewhere, and kept."""
    told = [change.row for change in changes if change.row is not None]
    if not told:
        return
    session.execute(_UPSERT_GENERATION, [_generation_of(row) for row in told])
    ids = [UUID(row["id"]) for row in told]
    session.execute(delete(VARIANTS).where(VARIANTS.c.generation_id.in_(ids)))
    variants = [_variant_of(row, one) for row in told for one in row.get("variants", ())]
    if variants:
        session.execute(insert(VARIANTS), variants)
    session.tell("generation", *ids)


def remove_generations(session: Session, ids: Sequence[UUID]) -> None:
    """The server knows nothing of these any more."""
    session.execute(delete(VARIANTS).where(VARIANTS.c.generation_id.in_(ids)))
    session.execute(delete(GENERATIONS).where(GENERATIONS.c.id.in_(ids)))
    session.tell("generation", *ids)


def write_media(session: Session, changes: Iterable[Change], now_ms: int) -> None:
    """The server holds all of these files, or, where they are gone, none of them any more."""
    for change in changes:
        if change.row is None:
            gone = update(MEDIA).where(MEDIA.c.id == change.id)
            session.execute(gone.values(is_held=False, row=None))
        else:
            session.execute(_UPSERT_MEDIA, _media_of(change.id, change.row, now_ms))
        session.tell("media", change.id)


def write_usage(session: Session, of_id: UUID | None, row: Mapping[str, Any], now_ms: int) -> None:
    """The meter says this now. Wishes whose outcome it can know of are no longer counted on top:
    those that the server told us about before."""
    values = {"place": 1, "id": of_id, "row": dumps(row), "as_of_ms": now_ms}
    asked = upsert(USAGE).values(values)
    session.execute(asked.on_conflict_do_update(index_elements=["place"], set_=values))
    session.execute(_SETTLED)
    session.tell("usage")


def _generation_of(row: Mapping[str, Any]) -> dict[str, Any]:
    error = row.get("error")
    return {
        "id": UUID(row["id"]),
        "draft_id": UUID(row["draft_id"]),
        "status": row["status"],
        "stage": None,
        "progress_pct": WHOLE_PCT if row["status"] == "succeeded" else 0,
        "queue_position": None,
        "error": dumps(error) if error else None,
        "cooldown_until": row.get("cooldown_until"),
        "created_at": row["created_at"],
        "is_provisional": False,
        "row": dumps(row),
    }


def _variant_of(generation: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": UUID(row["id"]),
        "generation_id": UUID(generation["id"]),
        "index": row["index"],
        **{name: row.get(name) for name in _VARIANT},
        "is_saved": bool(row.get("saved")),
    }


def _media_of(media_id: UUID, row: Mapping[str, Any], now_ms: int) -> dict[str, Any]:
    return {
        "sha256": row["sha256"],
        "id": media_id,
        "name": row["name"],
        "kind": row.get("kind"),
        "size_bytes": row["size_bytes"],
        "is_held": True,
        "row": dumps(row),
        "added_at_ms": now_ms,
    }


def _upsert(table: Table, key: str, names: Sequence[str], **others: Any) -> Any:
    asked = upsert(table)
    excluded = {name: asked.excluded[name] for name in names}
    return asked.on_conflict_do_update(index_elements=[key], set_={**excluded, **others})


_told = upsert(GENERATIONS).excluded
_UPSERT_GENERATION = _upsert(
    GENERATIONS,
    "id",
    ("draft_id", "status", "error", "cooldown_until", "created_at", "is_provisional", "row"),
    # One that goes on is as far as it was.
    progress_pct=func.max(_told.progress_pct, GENERATIONS.c.progress_pct),
    stage=case((_told.status == "running", GENERATIONS.c.stage)),
    queue_position=case((_told.status == "queued", GENERATIONS.c.queue_position)),
)
_UPSERT_MEDIA = _upsert(MEDIA, "sha256", ("id", "name", "kind", "size_bytes", "is_held", "row"))
# Told by the server's log, not only by the answer to the wish: then its meter was told, too.
_known_generation = exists().where(
    GENERATIONS.c.id == WISHES.c.generation_id, GENERATIONS.c.row.is_not(None)
)
_known_asset = exists().where(ASSETS.c.id == WISHES.c.asset_id, ASSETS.c.base.is_not(None))
_SETTLED = (
    update(WISHES)
    .where(
        WISHES.c.is_counted,
        WISHES.c.state.in_(ANSWERED),
        case((WISHES.c.kind == "save", _known_asset), else_=_known_generation),
    )
    .values(is_counted=False)
)
