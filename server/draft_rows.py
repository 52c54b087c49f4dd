"""The rows of drafts: what their columns show of what devices and plain clients wrote."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from contract.drafts import NewDraftBody
from contract.problems import Problem
from contract.syncing.rows import Row
from contract.text import Texts
from reel import catalogue
from server import rows
from server.ready import Ready

FIELDS = ("title", "platform", "preset", "language", "voice", "variants")
# What a draft is of which nobody ever wrote these.
NEW = NewDraftBody()
_STORE = Ready(
    text(
        """
    INSERT INTO drafts (id, owner_id, revision, topic, script, title, platform, preset, language,
                        voice, variants, tags, fields, tag_puts, updated_at, deleted_at, trashed_at)
    SELECT id, :owner, revision, topic, script, title, platform, preset, language, voice, variants,
           ARRAY(SELECT jsonb_array_elements_text(tags)), fields, tag_puts, reelyard_now(),
           deleted_at, CASE WHEN deleted_at IS NOT NULL THEN reelyard_now() END
      FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS one (
             id uuid, revision int, topic text, script text, title text, platform text,
             preset text, language text, voice text, variants int, tags jsonb, fields jsonb,
             tag_puts jsonb, deleted_at timestamptz)
    ON CONFLICT (id) DO UPDATE
       SET revision = excluded.revision, topic = excluded.topic, script = excluded.script,
           title = excluded.title, platform = excluded.platform, preset = excluded.preset,
           language = excluded.language, voice = excluded.voice, variants = excluded.variants,
           tags = excluded.tags, fields = excluded.fields, tag_puts = excluded.tag_puts,
           updated_at = excluded.updated_at, deleted_at = excluded.deleted_at, gone_at = NULL,
           trashed_at = CASE WHEN excluded.deleted_at IS NOT NULL
                             THEN coalesce(drafts.trashed_at, reelyard_now()) END
     WHERE drafts.owner_id = excluded.owner_id
    """
    )
)


@dataclass(frozen=True)
class Stored:
    """A draft as its table holds it."""

    row: Row
    texts: Texts
    revision: int


async def store(session: AsyncSession, owner_id: UUID, stored: Sequence[Stored]) -> None:
    """Write these as they are, new or not; their rows, if there are any, are locked."""
    if stored:
        written = [_columns_of(one) for one in stored]
        await _STORE.ask(session, owner=owner_id, rows=json.dumps(written))


def stored_of(row: Any) -> Stored:
    """A row of the table as a value."""
    return Stored(
        rows.row_of("draft", row.id, row.fields, row.tag_puts),
        Texts(row.topic, row.script),
        row.revision,
    )


def _columns_of(stored: Stored) -> dict[str, Any]:
    """A draft as its columns show it; of fields that nobody wrote, what a new draft has."""
    row = stored.row
    preset = rows.text_field(row, "preset") or NEW.preset
    variants = row.value("variants")
    deleted_at = rows.deleted_at_of(row)
    return {
        "id": str(row.id),
        "revision": stored.revision,
        "topic": stored.texts.topic,
        "script": stored.texts.script,
        "title": rows.text_field(row, "title"),
        "platform": rows.text_field(row, "platform") or NEW.platform,
        "preset": preset,
        "language": rows.text_field(row, "language"),
        "voice": rows.text_field(row, "voice"),
        "variants": int(variants) if isinstance(variants, int | float) else variants_of(preset),
        "tags": list(row.tags),
        "fields": rows.fields_of(row),
        "tag_puts": rows.puts_of(row),
        "deleted_at": None if deleted_at is None else deleted_at.isoformat(),
    }


def variants_of(preset: str) -> int:
    """How many a preset makes; one that came after this program, as many as a usual one."""
    try:
        return catalogue.get_preset(preset).variants
    except Problem:
        return catalogue.get_preset(NEW.preset).variants
