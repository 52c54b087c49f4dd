"""What a person sees of a wish before it is answered: a generation that waits, an item."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from contract.assets import AssetAnswer
from contract.ids import variant_id_of
from contract.syncing.rows import DELETED_AT, Put, Row, Written
from desktop.models import asset_rows, sync_state, synced
from desktop.models.row_texts import loads, tags_in, text_of
from desktop.models.session import Session
from desktop.models.tables import ASSETS, DRAFTS, GENERATIONS, VARIANTS

# What stands in an answer and is good for minutes only.
_URLS = frozenset(name for name in AssetAnswer.model_fields if name.endswith("_url"))
_EDITED = frozenset({"title", "tags", "deleted_at"})


def show_generation(session: Session, generation_id: UUID, draft_id: UUID, variants: int) -> None:
    """The generation as it will be when it is accepted, marked provisional; one that is agreed
    stays as it is."""
    row = {
        "id": generation_id,
        "draft_id": draft_id,
        "status": "queued",
        "progress_pct": 0,
        "created_at": synced.moment_text(session.now_ms()),
        "is_provisional": True,
    }
    made = session.execute(upsert(GENERATIONS).values(row).on_conflict_do_nothing())
    if made.rowcount:
        waiting = {"generation_id": generation_id, "status": "waiting", "is_saved": False}
        rows = [
            {"id": variant_id_of(generation_id, index), "index": index, **waiting}
            for index in range(variants)
        ]
        session.execute(insert(VARIANTS), rows)
    session.tell("generation", generation_id)
    session.tell("draft", draft_id)


def show_asset(
    session: Session,
    asset_id: UUID,
    variant_id: UUID,
    *,
    title: str | None,
    tags: tuple[str, ...] | None,
) -> None:
    """The item as it will be when it is saved, marked provisional; one that is there stays as
    it is, out of the trash."""
    session.execute(update(VARIANTS).where(VARIANTS.c.id == variant_id).values(is_saved=True))
    variant = session.execute(select(VARIANTS).where(VARIANTS.c.id == variant_id)).one()
    session.tell("generation", variant.generation_id)
    if session.execute(select(ASSETS.c.place).where(ASSETS.c.id == asset_id)).first() is not None:
        session.execute(
            update(ASSETS).where(ASSETS.c.id == asset_id).values(deleted_at=None, lost_at_ms=None)
        )
        asset_rows.index_anew(session, [asset_id])
        return
    draft = _draft_of(session, variant.generation_id)
    facts = {
        "variant_id": str(variant_id),
        "generation_id": str(variant.generation_id),
        "title": title or variant.title,
        "topic": draft.topic if draft else "",
        "platform": draft.platform if draft else "",
        "preset": draft.preset if draft else "",
        "duration_ms": variant.duration_ms,
        "created_at": synced.moment_text(session.now_ms()),
    }
    device = sync_state.device_of(session)
    own = tags if tags is not None else tags_in(draft.tags) if draft else ()
    row = Row("asset", asset_id, {}, tuple(Put(tag, 0, device) for tag in own))
    columns = {**asset_rows.columns_of(row, facts), "base": None, "shown": text_of(row)}
    asset_rows.put(session, [{**columns, "is_provisional": True}])


def undo(
    session: Session, generation_id: UUID | None, asset_id: UUID | None, *, is_save: bool
) -> None:
    """What was shown of a wish is not any more; what the server has agreed to stays."""
    if is_save:
        assert asset_id is not None
        _undo_asset(session, asset_id)
    elif generation_id is not None:
        _undo_generation(session, generation_id)


def agree(
    session: Session, kind: str, generation_id: UUID | None, answer: Mapping[str, Any]
) -> None:
    """What was provisional is agreed, as the answer words it."""
    if kind in ("create", "regenerate") and generation_id is not None:
        agreed = UUID(str(answer["generation_id"]))
        mine = GENERATIONS.c.id == generation_id
        session.execute(update(GENERATIONS).where(mine).values(is_provisional=False, id=agreed))
        if agreed != generation_id:
            session.execute(delete(VARIANTS).where(VARIANTS.c.generation_id == generation_id))
        session.tell("generation", generation_id, agreed)
    elif kind == "save":
        _agree_asset(session, AssetAnswer.model_validate(answer))


def show_again(
    session: Session,
    kind: str,
    generation_id: UUID | None,
    draft_id: UUID | None,
    body: Mapping[str, Any],
) -> None:
    """A wish that is sent again shows what it did at first."""
    if kind in ("create", "regenerate") and generation_id is not None and draft_id is not None:
        show_generation(session, generation_id, draft_id, int(body.get("variants") or 1))


def _agree_asset(session: Session, answer: AssetAnswer) -> None:
    told = answer.model_dump(mode="json", exclude=set(_URLS))
    session.execute(
        update(VARIANTS).where(VARIANTS.c.id == answer.variant_id).values(is_saved=True)
    )
    asked = select(ASSETS).where(ASSETS.c.id == answer.id)
    known = session.execute(asked).one_or_none()
    if known is not None and not known.is_provisional:
        return
    topic = known.topic if known is not None else ""
    facts = {**{n: v for n, v in told.items() if n not in _EDITED}, "topic": topic}
    memory = sync_state.load(session)
    written = {name: Written(told[name], memory.hlc, memory.device) for name in ("title",)}
    puts = tuple(Put(tag, 0, memory.device) for tag in answer.tags)
    # Who wrote what when comes with the next pull; until then this is what is shown.
    row = Row("asset", answer.id, {**written, DELETED_AT: Written(None, "", memory.device)}, puts)
    columns = {**asset_rows.columns_of(row, facts), "base": None, "shown": text_of(row)}
    asset_rows.put(session, [columns])
    session.tell("generation", answer.generation_id)


def _undo_generation(session: Session, generation_id: UUID) -> None:
    mine = GENERATIONS.c.id == generation_id, GENERATIONS.c.is_provisional
    gone = session.execute(delete(GENERATIONS).where(*mine).returning(GENERATIONS.c.draft_id))
    draft_id = gone.scalar_one_or_none()
    if draft_id is not None:
        session.execute(delete(VARIANTS).where(VARIANTS.c.generation_id == generation_id))
        session.tell("draft", draft_id)
    session.tell("generation", generation_id)


def _undo_asset(session: Session, asset_id: UUID) -> None:
    asked = select(ASSETS).where(ASSETS.c.id == asset_id)
    row = session.execute(asked).one_or_none()
    if row is None:
        return
    session.tell("generation", row.generation_id)
    if row.is_provisional:
        unsaved = update(VARIANTS).where(VARIANTS.c.id == row.variant_id)
        session.execute(unsaved.values(is_saved=False))
        asset_rows.remove(session, [asset_id])
    elif row.base is not None:
        # It was there before, perhaps in the trash: it is again what its row says.
        held = synced.find(session, "asset", asset_id)
        assert held is not None
        asset_rows.put_edited(session, held.shown, loads(row.facts))


def _draft_of(session: Session, generation_id: UUID) -> Any:
    asked = select(DRAFTS).join(GENERATIONS, GENERATIONS.c.draft_id == DRAFTS.c.id)
    return session.execute(asked.where(GENERATIONS.c.id == generation_id)).one_or_none()
