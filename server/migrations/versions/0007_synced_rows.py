"""Drafts, placements and assets as devices edit them: who wrote what when, texts that merge.

What stands already was written by the server when it was last changed. Placements leave their
drafts for a table of their own; texts get the update that says them; every row gets a line in
its owner's log, so that a new device hears of it.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid5

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from contract.text import seed, tidy
from server.migrations.columns import (
    big_numbers,
    counted,
    documents,
    moments,
    moments_of_writing,
    numbers,
    part_of,
    primary,
    texts,
    uuids,
)

revision = "0007"
down_revision = "0006"

START_HASH = bytes(32)
CLIENT_ID_BITS = 53
MOST_AT_ONCE = 500
HLC = "lpad(floor(extract(epoch FROM updated_at) * 1000)::bigint::text, 13, '0') || '-0000'"
DELETED = "to_char(deleted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
DRAFT_FIELDS = ("title", "platform", "preset", "language", "voice", "variants")
PLACEMENT_FIELDS = ("media", "order", "scene", "role", "focus", "trim_ms")
READ_DRAFTS = sa.text(
    f"""
    SELECT drafts.id, owner_id, topic, script, revision, placements, server_id, {HLC} AS hlc
      FROM drafts, server_facts WHERE drafts.id > :after
     ORDER BY drafts.id LIMIT {MOST_AT_ONCE}
    """
)
# How placements stood in a draft's row.
READ_PLACEMENTS = """
    UPDATE drafts SET placements = coalesce((
      SELECT jsonb_agg(jsonb_build_object(
               'id', coalesce(name, id::text), 'media', media,
               'order', coalesce(fields #> '{order,v}', '""'), 'scene', fields #> '{scene,v}',
               'role', coalesce(fields #> '{role,v}', '"picture"'),
               'focus', coalesce(fields #> '{focus,v}', '[0.5, 0.5]'),
               'trim_ms', fields #> '{trim_ms,v}')
               ORDER BY position NULLS LAST, fields #>> '{order,v}', id)
        FROM placements AS one
       WHERE one.draft_id = drafts.id AND one.owner_id = drafts.owner_id
         AND one.deleted_at IS NULL AND one.media IS NOT NULL), '[]')
"""
UNTOLD = """
    SELECT owner_id, '{of}' AS of, id FROM {table} AS mine
     WHERE NOT EXISTS (SELECT FROM changes WHERE changes.owner_id = mine.owner_id
                          AND changes.of = '{of}' AND changes.of_id = mine.id)
"""
# The server's own writes: what a field says now, and tags as a new row has them.
FUNCTIONS = """
CREATE FUNCTION reelyard_written(fields jsonb) RETURNS jsonb LANGUAGE sql VOLATILE AS $$
  SELECT coalesce(jsonb_object_agg(name, jsonb_build_object(
           'v', value, 'hlc', lpad(ms::text, 13, '0') || '-0000', 'device', server_id)), '{}')
    FROM (SELECT floor(extract(epoch FROM reelyard_now()) * 1000)::bigint AS ms, server_id
            FROM server_facts OFFSET 0) AS writer, jsonb_each(fields) AS field (name, value)
$$;
CREATE FUNCTION reelyard_put(tags text[]) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT coalesce(jsonb_agg(jsonb_build_array(tag, 0, server_id) ORDER BY tag), '[]')
    FROM unnest(tags) AS tag, server_facts
$$
"""
ROWS = {"draft": "drafts", "placement": "placements", "generation": "generations",
        "asset": "assets"}  # fmt: skip


def upgrade() -> None:
    """Make room, fill it from what stands, and tell of every row."""
    op.execute(FUNCTIONS)
    for table in ("drafts", "assets"):
        _add(table, "fields", "{}")
        _add(table, "tag_puts", "[]")
        op.add_column(table, moments("trashed_at", nullable=True)[0])
    op.add_column("drafts", moments("gone_at", nullable=True)[0])
    _stamp("drafts", DRAFT_FIELDS)
    _stamp("assets", ("title",))
    _make_tables()
    _move_placements_and_seed_texts(op.get_bind())
    op.drop_column("drafts", "placements")
    _index_trash("drafts")
    _tell_of_all(op.get_bind())


def downgrade() -> None:
    """Placements go back to their drafts; who wrote what, and how texts came to be, is lost."""
    op.add_column("drafts", documents("placements", nullable=True)[0])
    op.execute(READ_PLACEMENTS)
    op.alter_column("drafts", "placements", nullable=False)
    for table in ("overwritten", "draft_texts", "placements"):
        op.drop_table(table)
    op.drop_index("ix_drafts_trashed_at", "drafts")
    op.drop_column("drafts", "gone_at")
    for table in ("drafts", "assets"):
        for column in ("fields", "tag_puts", "trashed_at"):
            op.drop_column(table, column)
    op.execute("DROP FUNCTION reelyard_put(text[]); DROP FUNCTION reelyard_written(jsonb)")


def _add(table: str, column: str, empty: str) -> None:
    default = sa.text(f"'{empty}'::jsonb")
    op.add_column(table, sa.Column(column, JSONB(), nullable=False, server_default=default))


def _stamp(table: str, names: tuple[str, ...]) -> None:
    """Everything was written by the server, when the row was last changed."""

    def written(value: str) -> str:
        return f"jsonb_build_object('v', {value}, 'hlc', {HLC}, 'device', server_id)"

    pairs = ", ".join(f"'{name}', {written(name)}" for name in names)
    deletion = f"jsonb_build_object('deleted_at', {written(DELETED)})"
    op.execute(
        f"UPDATE {table} SET fields = jsonb_build_object({pairs}) || CASE"
        f" WHEN deleted_at IS NULL THEN '{{}}'::jsonb ELSE {deletion} END,"
        f" tag_puts = reelyard_put(tags), trashed_at = deleted_at FROM server_facts"
    )


def _make_tables() -> None:
    op.create_table(
        "placements",
        *uuids("id", "owner_id"),
        *uuids("draft_id", nullable=True),
        *texts("media", "name", nullable=True),
        *numbers("position", nullable=True),
        *documents("fields"),
        *big_numbers("seq"),
        *moments("deleted_at", "trashed_at", nullable=True),
        primary("placements", "id"),
        part_of("placements", "owner_id", "users.id"),
    )
    op.create_index("ix_placements_draft_id", "placements", ["draft_id"])
    op.create_index("ix_placements_owner_id_id", "placements", ["owner_id", "id"])
    _index_trash("placements")
    op.create_table(
        "draft_texts",
        *uuids("draft_id"),
        *numbers("revision"),
        *big_numbers("seq"),
        sa.Column("update", sa.LargeBinary(), nullable=True),
        primary("draft_texts", "draft_id", "revision"),
        part_of("draft_texts", "draft_id", "drafts.id"),
    )
    op.create_table(
        "overwritten",
        counted("id"),
        *uuids("owner_id"),
        *texts("of"),
        *uuids("of_id"),
        *texts("name"),
        *documents("value"),
        *moments_of_writing("lost_at"),
        primary("overwritten", "id"),
        part_of("overwritten", "owner_id", "users.id"),
    )
    op.create_index("ix_overwritten_owner_id_of_id", "overwritten", ["owner_id", "of_id"])
    op.create_index("ix_overwritten_lost_at", "overwritten", ["lost_at"])


def _index_trash(table: str) -> None:
    op.create_index(
        f"ix_{table}_trashed_at",
        table,
        ["trashed_at"],
        postgresql_where=sa.text("trashed_at IS NOT NULL"),
    )


def _move_placements_and_seed_texts(bind: sa.Connection) -> None:
    drafts, placements = (_table(bind, name) for name in ("draft_texts", "placements"))
    tidied = sa.text("UPDATE drafts SET topic = :topic, script = :script WHERE id = :id")
    after = UUID(int=0)
    while rows := bind.execute(READ_DRAFTS, {"after": after}).all():
        after = rows[-1].id
        bind.execute(drafts.insert(), [_text_of(row) for row in rows])
        moved = [one for row in rows for one in _placements_of(row)]
        if moved:
            bind.execute(placements.insert(), moved)
        for row in rows:
            words = {"topic": tidy(row.topic), "script": tidy(row.script)}
            if words != {"topic": row.topic, "script": row.script}:
                bind.execute(tidied, {"id": row.id, **words})


def _table(bind: sa.Connection, name: str) -> sa.Table:
    return sa.Table(name, sa.MetaData(), autoload_with=bind)


def _text_of(row: Any) -> dict[str, Any]:
    """The first row of a draft's texts: what it says now. It gets its number with its line."""
    words = row.topic or row.script
    update = seed(secrets.randbits(CLIENT_ID_BITS) | 1, row.topic, row.script) if words else None
    return {"draft_id": row.id, "revision": row.revision, "seq": 0, "update": update}


def _placements_of(row: Any) -> Iterator[dict[str, Any]]:
    known = row.placements if isinstance(row.placements, list) else []
    seen: set[UUID] = set()
    for position, one in enumerate(known):
        name = str(one.get("id"))
        id = uuid5(row.id, name)
        while id in seen:
            id = uuid5(id, name)
        seen.add(id)
        values = {"draft_id": str(row.id), **{key: one.get(key) for key in PLACEMENT_FIELDS}}
        yield {
            "id": id,
            "owner_id": row.owner_id,
            "draft_id": row.id,
            "media": one.get("media"),
            "name": name,
            "position": position,
            "fields": {
                key: {"v": value, "hlc": row.hlc, "device": str(row.server_id)}
                for key, value in values.items()
            },
            "seq": 0,
        }


def _tell_of_all(bind: sa.Connection) -> None:
    """Every row has a line, and a draft's texts the number of its last one."""
    untold = " UNION ALL ".join(UNTOLD.format(of=of, table=table) for of, table in ROWS.items())
    found = bind.execute(sa.text(f"{untold} ORDER BY owner_id, of, id")).all()
    by_owner: dict[UUID, list[tuple[str, UUID]]] = {}
    for owner, of, id in found:
        by_owner.setdefault(owner, []).append((of, id))
    for owner, lines in by_owner.items():
        _append(bind, owner, lines)
    bind.execute(
        sa.text(
            "UPDATE draft_texts SET seq = (SELECT max(changes.seq) FROM changes, drafts"
            " WHERE drafts.id = draft_id AND changes.owner_id = drafts.owner_id"
            " AND changes.of = 'draft' AND changes.of_id = draft_id)"
        )
    )


def _append(bind: sa.Connection, owner: UUID, lines: list[tuple[str, UUID]]) -> None:
    make = "INSERT INTO owner_counters (owner_id, seq, hash) VALUES (:owner, 0, :start)"
    bind.execute(sa.text(f"{make} ON CONFLICT DO NOTHING"), {"owner": owner, "start": START_HASH})
    read = sa.text("SELECT seq, hash FROM owner_counters WHERE owner_id = :owner")
    seq, last = bind.execute(read, {"owner": owner}).one()
    rows = []
    for of, id in lines:
        digest = hashlib.sha256(json.dumps([of, str(id), revision]).encode()).digest()
        last = hashlib.sha256(last + digest).digest()
        seq += 1
        rows.append(
            {"owner_id": owner, "seq": seq, "of": of, "of_id": id, "digest": digest, "hash": last}
        )
    bind.execute(_table(bind, "changes").insert(), rows)
    move = sa.text("UPDATE owner_counters SET seq = :seq, hash = :hash WHERE owner_id = :owner")
    bind.execute(move, {"owner": owner, "seq": seq, "hash": last})
