"""A database with people in it: accounts with tokens, finished generations, a large library."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import psycopg

from contract.search import search_text
from server.tokens import ACCESS_PREFIX, hash_of

PEOPLE = 50
VARIANTS = 3
LARGE_LIBRARY = 100_000
# Words that titles are made of, so that a search finds some and not all.
WORDS = ("sky", "blue", "sea", "salt", "bread", "clock", "moon", "train", "glass", "letter")


@dataclass(frozen=True)
class Person:
    """Somebody with an account on plan `own`, a token and a finished generation."""

    id: UUID
    token: str
    generation_id: UUID


def populate(url: str) -> tuple[Person, ...]:
    """Put people into a migrated database; the same people every time."""
    with psycopg.connect(url) as connection:
        return tuple(_person(connection, number) for number in range(PEOPLE))


def fill_library(url: str, owner: Person, assets: int = LARGE_LIBRARY) -> None:
    """Give one person a library of so many saved variants."""
    with psycopg.connect(url) as connection:
        connection.execute(_MANY_VARIANTS, [owner.generation_id, owner.id, assets])
        titles = [
            (UUID(int=number), f"{WORDS[number % 10]} {WORDS[number // 10 % 10]} {number}")
            for number in range(assets)
        ]
        with connection.cursor() as cursor:
            cursor.executemany(
                _ASSET,
                [
                    (id, owner.id, id, owner.generation_id, title, search_text(title, "", ()))
                    for id, title in titles
                ],
            )
        connection.execute("analyze")


def _person(connection: "psycopg.Connection[tuple[object, ...]]", number: int) -> Person:
    id, generation_id = UUID(int=number + 1), UUID(int=10_000 + number)
    token = f"{ACCESS_PREFIX}bench-{number}"
    values = {
        "user": id,
        "email": f"bench-{number}@example.org",
        "session": UUID(int=20_000 + number),
        "hash": hash_of(token),
        "draft": UUID(int=30_000 + number),
        "generation": generation_id,
    }
    for statement in _PERSON:
        connection.execute(statement, values)
    for index in range(VARIANTS):
        variant = UUID(int=40_000 + number * VARIANTS + index)
        connection.execute(_VARIANT, {**values, "variant": variant, "index": index})
    return Person(id, token, generation_id)


_PERSON: Sequence[str] = (
    "insert into users (id, email, email_folded) values (%(user)s, %(email)s, %(email)s)",
    "insert into subscriptions (user_id, plan) values (%(user)s, 'own')",
    "insert into sessions (id, user_id) values (%(session)s, %(user)s)",
    "insert into access_tokens (hash, session_id, expires_at) "
    "values (%(hash)s, %(session)s, now() + interval '1 day')",
    "insert into drafts (id, owner_id, topic, script, platform, preset, variants, tags, "
    "revision) values (%(draft)s, %(user)s, 'Why is the sky blue?', "
    "'Air scatters blue light.', 'tiktok', 'explainer', 3, '{}', 1)",
    "insert into generations (id, owner_id, draft_id, status, progress_pct, frozen, seed, period, "
    "reserved_ms, priority, fence, claims) values (%(generation)s, %(user)s, %(draft)s, "
    "'succeeded', 100, '{}', 1, '202601', 0, 0, 1, 1)",
)
_VARIANT = (
    "insert into variants (id, generation_id, owner_id, index, status, title, differs_by, "
    "duration_ms, width, height, ready_at) values (%(variant)s, %(generation)s, %(user)s, "
    "%(index)s, 'ready', 'Why is the sky blue?', 'As written', 30000, 1080, 1920, now())"
)
_MANY_VARIANTS = (
    "insert into variants (id, generation_id, owner_id, index, status) "
    "select lpad(to_hex(n), 32, '0')::uuid, %s, %s, n + 100, 'ready' "
    "from generate_series(0, %s - 1) n on conflict do nothing"
)
_ASSET = (
    "insert into assets (id, owner_id, variant_id, generation_id, title, topic, platform, preset, "
    "tags, format, duration_ms, size_bytes, search_text, revision) values (%s, %s, %s, %s, %s, "
    "'', 'tiktok', 'explainer', '{}', 'mp4', 30000, 1000000, %s, 1)"
)
