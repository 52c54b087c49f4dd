"""An account with much in it: 10,000 drafts and 10,000 items, as years of work leave them."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg

from bench.populated import WORDS, Person
from contract.clocks import hlc_of
from contract.search import search_text
from contract.syncing.push import chained, line_of
from contract.text import seed

DRAFTS = ASSETS = 10_000
FIRST_MS = 1_760_000_000_000
_WRITER = UUID(int=77)
_START_HASH = bytes(32)


def fill_account(url: str, owner: Person, drafts: int = DRAFTS, assets: int = ASSETS) -> None:
    """Put drafts and items into an account whose log is empty; the same ones every time."""
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        # What `populate` wrote has words, and no update that made them.
        for draft_id, topic, script in cursor.execute(_OWN, [owner.id]).fetchall():
            cursor.execute(_TEXT, [draft_id, 0, seed(1, topic, script)])
        cursor.executemany(_DRAFT, [_draft(owner, number) for number in range(drafts)])
        cursor.executemany(_TEXT, [_text(number) for number in range(drafts)])
        cursor.executemany(_VARIANT, [_variant(owner, number) for number in range(assets)])
        cursor.executemany(_ASSET, [_asset(owner, number) for number in range(assets)])
        rows = [("draft", _draft_id(number)) for number in range(drafts)]
        rows += [("asset", _asset_id(number)) for number in range(assets)]
        lines = list(_log(owner, rows))
        cursor.executemany(_LINE, lines)
        cursor.execute(_COUNTER, [owner.id, len(lines), lines[-1][-1]])
        connection.execute("analyze")


def topic_of(number: int) -> str:
    """A draft's first line."""
    return f"Why is the {WORDS[number % 10]} {WORDS[number // 10 % 10]}?"


def script_of(number: int) -> str:
    """Some 70 words, as half a minute of video has."""
    lines = (
        f"The {WORDS[(number + line) % 10]} holds the {WORDS[(number // 7 + line) % 10]}, and"
        f" nobody has asked it {number} times what it wants. Look up tonight, at line {line}."
        for line in range(4)
    )
    return "\n\n".join(lines)


def _draft_id(number: int) -> UUID:
    return UUID(int=(1 << 96) + number)


def _asset_id(number: int) -> UUID:
    return UUID(int=(2 << 96) + number)


def _variant_id(number: int) -> UUID:
    return UUID(int=(3 << 96) + number)


def _fields(number: int, **values: object) -> str:
    hlc = hlc_of(FIRST_MS + number, 0)
    written = {name: {"v": v, "hlc": hlc, "device": str(_WRITER)} for name, v in values.items()}
    return json.dumps(written)


def _draft(owner: Person, number: int) -> Sequence[object]:
    choices = {"title": None, "platform": "tiktok", "preset": "explainer", "variants": 3}
    fields = _fields(number, **choices, language=None, voice=None)
    return (_draft_id(number), owner.id, topic_of(number), script_of(number), fields)


def _text(number: int) -> Sequence[object]:
    update = seed(number + 1, topic_of(number), script_of(number))
    return (_draft_id(number), number + 1, update)


def _variant(owner: Person, number: int) -> Sequence[object]:
    return (_variant_id(number), owner.generation_id, owner.id, 100 + number)


def _asset(owner: Person, number: int) -> Sequence[object]:
    title = f"{WORDS[number % 10]} {WORDS[number // 10 % 10]} {number}"
    tags = [WORDS[number % 7], WORDS[7 + number % 3]]
    return (
        _asset_id(number),
        owner.id,
        _variant_id(number),
        owner.generation_id,
        title,
        topic_of(number),
        tags,
        search_text(title, topic_of(number), tuple(tags)),
        _fields(number, title=title),
        json.dumps([[tag, number + 1, str(_WRITER)] for tag in tags]),
        datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=number),
    )


def _log(owner: Person, rows: Sequence[tuple[str, UUID]]) -> Iterator[Sequence[object]]:
    last = _START_HASH
    for seq, (of, of_id) in enumerate(rows, start=1):
        digest = line_of(of, of_id, seq)
        last = chained(last, digest)
        yield owner.id, seq, of, of_id, digest, last


_OWN = "select id, topic, script from drafts where owner_id = %s"
_DRAFT = (
    "insert into drafts (id, owner_id, topic, script, platform, preset, variants, tags, fields, "
    "revision) values (%s, %s, %s, %s, 'tiktok', 'explainer', 3, '{}', %s, 1)"
)
_TEXT = 'insert into draft_texts (draft_id, revision, seq, "update") values (%s, 1, %s, %s)'
_VARIANT = (
    "insert into variants (id, generation_id, owner_id, index, status) "
    "values (%s, %s, %s, %s, 'ready')"
)
_ASSET = (
    "insert into assets (id, owner_id, variant_id, generation_id, title, topic, platform, preset, "
    "tags, format, duration_ms, size_bytes, search_text, fields, tag_puts, revision, created_at) "
    "values (%s, %s, %s, %s, %s, %s, 'tiktok', 'explainer', %s, 'mp4', 30000, 9000000, %s, %s, %s, "
    "1, %s)"
)
_LINE = (
    'insert into changes (owner_id, seq, "of", of_id, digest, hash) values (%s, %s, %s, %s, %s, %s)'
)
_COUNTER = (
    "insert into owner_counters (owner_id, seq, hash) values (%s, %s, %s) "
    "on conflict (owner_id) do update set seq = excluded.seq, hash = excluded.hash"
)
