"""Rows as the making of reels leaves them, each in one insert, for tests of what reads them."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from contract.drafts import DraftAnswer, NewDraftBody
from contract.ids import variant_id_of
from server import drafts
from server.blobs import Blobs
from server.tables import Blob, Generation, Variant, VariantFile

PROGRESS_OF = {"succeeded": 100}
STAGE_OF = {"running": "drawing"}
# Small, but each another, and none of one block of anything.
FILES = {
    "video": b"video " * 50_001,
    "proxy": b"proxy " * 999,
    "cover": b"cover",
    "captions": b"1\n00:00:00,000 --> 00:00:01,000\nWhy?\n",
    "vtt": b"WEBVTT\n",
    "text": "Warum? ☀".encode(),
    "receipt": b"{}",
}


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


async def make_draft(session: AsyncSession, owner_id: UUID, **fields: Any) -> DraftAnswer:
    body = NewDraftBody(**{"topic": "Why is the sky blue?", "script": "Air.", **fields})
    return await drafts.insert(session, owner_id, uuid4(), body)


async def make_generation(
    session: AsyncSession,
    owner_id: UUID,
    draft: DraftAnswer,
    *,
    status: str = "succeeded",
    variants: Mapping[int, str] | None = None,
    **fields: Any,
) -> UUID:
    """A generation as it stands in this status; `variants` are index to status."""
    generation_id = uuid4()
    frozen = draft.model_dump(mode="json", exclude={"id", "revision", "updated_at", "deleted_at"})
    values = {
        "id": generation_id,
        "owner_id": owner_id,
        "draft_id": draft.id,
        "status": status,
        "stage": STAGE_OF.get(status),
        "progress_pct": PROGRESS_OF.get(status, 0),
        "frozen": frozen,
        "seed": 1,
        "period": "202611",
        "reserved_ms": 30_000,
        "priority": 0,
        "fence": 0,
        "claims": 0,
        **fields,
    }
    await session.execute(insert(Generation).values(values))
    for index, its_status in (variants or {}).items():
        await make_variant(session, owner_id, generation_id, index, its_status)
    return generation_id


async def make_variant(
    session: AsyncSession, owner_id: UUID, generation_id: UUID, index: int, status: str
) -> UUID:
    variant_id = variant_id_of(generation_id, index)
    facts: dict[str, Any] = {}
    if status == "ready":
        facts = {
            "title": f"Why? {index}",
            "differs_by": "the words of its hook",
            "duration_ms": 30_000 + index,
            "width": 1080,
            "height": 1920,
        }
    await session.execute(
        insert(Variant).values(
            id=variant_id,
            owner_id=owner_id,
            generation_id=generation_id,
            index=index,
            status=status,
            **facts,
        )
    )
    if status == "ready":
        await add_files(session, variant_id, FILES)
    return variant_id


async def add_files(session: AsyncSession, variant_id: UUID, files: Mapping[str, bytes]) -> None:
    """Rows of files, without their bytes."""
    for kind, content in files.items():
        sha256 = sha256_of(content)
        blob = upsert(Blob).values(sha256=sha256, size_bytes=len(content))
        await session.execute(blob.on_conflict_do_nothing())
        await session.execute(
            insert(VariantFile).values(variant_id=variant_id, kind=kind, sha256=sha256)
        )


async def store_files(blobs: Blobs, folder: Path) -> None:
    """The bytes of `FILES`."""
    for kind, content in FILES.items():
        path = folder / kind
        path.write_bytes(content)
        await blobs.put(path)


async def make_ready(session: AsyncSession, owner_id: UUID, **draft_fields: Any) -> UUID:
    """A finished generation with one ready variant; the variant's id."""
    draft = await make_draft(session, owner_id, **draft_fields)
    generation_id = await make_generation(session, owner_id, draft, variants={0: "ready"})
    return variant_id_of(generation_id, 0)
