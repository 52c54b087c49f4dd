"""Accounts, drafts, what is made of them, what it uses up; the server's clock.

Written out by hand and never changed: it says what the first databases were like, whatever
`server/tables` says today.
"""

import sqlalchemy as sa
from alembic import op

from server.migrations.columns import (
    big_numbers,
    check,
    counted,
    digests,
    documents,
    lists,
    moments,
    moments_of_writing,
    numbers,
    part_of,
    points_to,
    primary,
    texts,
    unique,
    uuids,
)

revision = "0001"
down_revision = None

# Tests move the clock by replacing this function: every connection, pooled or not, sees it at
# once, and in earnest there is nothing to switch on and nothing to pay: the call is inlined.
CLOCK = """
CREATE FUNCTION reelyard_now() RETURNS timestamptz LANGUAGE sql VOLATILE
AS 'SELECT clock_timestamp()'
"""

# A server without the contrib modules, or a user without the right: search works all the same.
TRIGRAMS = """
DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX ix_assets_search_text ON assets USING gin (search_text gin_trgm_ops);
EXCEPTION
    WHEN feature_not_supported OR undefined_file OR undefined_object
      OR insufficient_privilege OR invalid_parameter_value THEN
        RAISE NOTICE 'Search goes without pg_trgm: %', SQLERRM;
END $$
"""


def upgrade() -> None:
    """Make all tables, from those that others point to onwards."""
    op.execute(CLOCK)
    _make_users()
    _make_tokens()
    _make_log()
    _make_drafts()
    _make_generations()
    _make_variants()
    _make_assets()
    _make_plans()
    _make_usage()
    op.execute(TRIGRAMS)


def downgrade() -> None:
    """Drop all tables with their rows; pg_trgm stays, it may have been there before."""
    for table in (
        *("leases", "usage_periods", "usage_ledger", "boosts", "subscriptions"),
        *("assets", "variant_files", "blobs", "variants", "generations", "drafts"),
        *("idempotency_keys", "changes", "owner_counters", "server_facts"),
        *("sign_in_failures", "api_keys", "refresh_tokens", "access_tokens", "sessions"),
        *("devices", "users"),
    ):
        op.drop_table(table)
    op.execute("DROP FUNCTION reelyard_now()")


def _make_users() -> None:
    op.create_table(
        "users",
        *uuids("id"),
        *texts("email", "email_folded"),
        *texts("password_hash", nullable=True),
        *moments("verified_at", nullable=True),
        *moments_of_writing("created_at"),
        primary("users", "id"),
        unique("users", "email_folded"),
    )
    op.create_table(
        "devices",
        *uuids("user_id", "id"),
        *texts("name"),
        *moments_of_writing("created_at", "last_seen_at"),
        primary("devices", "user_id", "id"),
        part_of("devices", "user_id", "users.id"),
    )
    op.create_table(
        "sessions",
        *uuids("id", "user_id"),
        *uuids("device_id", nullable=True),
        *moments_of_writing("created_at"),
        *moments("revoked_at", nullable=True),
        *texts("revoked_because", nullable=True),
        primary("sessions", "id"),
        part_of("sessions", "user_id", "users.id"),
    )
    _index("sessions", "user_id")


def _make_tokens() -> None:
    op.create_table(
        "access_tokens",
        *digests("hash"),
        *uuids("session_id"),
        *moments("expires_at"),
        primary("access_tokens", "hash"),
        part_of("access_tokens", "session_id", "sessions.id"),
    )
    _index("access_tokens", "session_id")
    _index("access_tokens", "expires_at")
    op.create_table(
        "refresh_tokens",
        *digests("hash"),
        *uuids("session_id"),
        *numbers("turn"),
        *moments("rotated_at", nullable=True),
        *moments("expires_at"),
        primary("refresh_tokens", "hash"),
        part_of("refresh_tokens", "session_id", "sessions.id"),
        unique("refresh_tokens", "session_id", "turn"),
    )
    _index("refresh_tokens", "expires_at")
    op.create_table(
        "api_keys",
        *uuids("id", "user_id"),
        *texts("name", "prefix"),
        *digests("hash"),
        *moments_of_writing("created_at"),
        *moments("last_used_at", "revoked_at", nullable=True),
        primary("api_keys", "id"),
        part_of("api_keys", "user_id", "users.id"),
        unique("api_keys", "hash"),
    )
    _index("api_keys", "user_id")
    op.create_table(
        "sign_in_failures",
        counted("id"),
        *texts("subject"),
        *moments_of_writing("failed_at"),
        primary("sign_in_failures", "id"),
    )
    _index("sign_in_failures", "subject", "failed_at")


def _make_log() -> None:
    op.create_table(
        "server_facts",
        *numbers("id"),
        *uuids("server_id", "epoch"),
        primary("server_facts", "id"),
        check("server_facts", "one_row", "id = 1"),
    )
    op.create_table(
        "owner_counters",
        *uuids("owner_id"),
        *big_numbers("seq"),
        *digests("hash"),
        primary("owner_counters", "owner_id"),
        part_of("owner_counters", "owner_id", "users.id"),
    )
    op.create_table(
        "changes",
        *uuids("owner_id"),
        *big_numbers("seq"),
        *texts("of", "of_id"),
        *documents("row"),
        *digests("hash"),
        *moments_of_writing("created_at"),
        primary("changes", "owner_id", "seq"),
        part_of("changes", "owner_id", "users.id"),
    )
    op.create_table(
        "idempotency_keys",
        *uuids("owner_id"),
        *texts("route", "key"),
        *digests("fingerprint"),
        *numbers("status"),
        *documents("headers"),
        *texts("body"),
        *moments_of_writing("created_at"),
        primary("idempotency_keys", "owner_id", "route", "key"),
        part_of("idempotency_keys", "owner_id", "users.id"),
    )
    _index("idempotency_keys", "created_at")


def _make_drafts() -> None:
    op.create_table(
        "drafts",
        *uuids("id", "owner_id"),
        *texts("topic", "script", "platform", "preset"),
        *texts("title", "language", "voice", nullable=True),
        *numbers("variants", "revision"),
        *lists("tags"),
        *documents("placements"),
        *moments_of_writing("created_at", "updated_at"),
        *moments("deleted_at", nullable=True),
        primary("drafts", "id"),
        part_of("drafts", "owner_id", "users.id"),
    )
    _index("drafts", "owner_id", "updated_at", "id")


def _make_generations() -> None:
    op.create_table(
        "generations",
        *uuids("id", "owner_id", "draft_id"),
        *texts("status", "period"),
        *texts("stage", nullable=True),
        *numbers("progress_pct", "priority", "fence", "claims"),
        *big_numbers("seed", "reserved_ms"),
        *documents("frozen"),
        *documents("error", "remake", nullable=True),
        *moments_of_writing("created_at"),
        *moments("started_at", "ended_at", "cooldown_until", nullable=True),
        primary("generations", "id"),
        part_of("generations", "owner_id", "users.id"),
        points_to("generations", "draft_id", "drafts.id"),
        check(
            "generations",
            "status",
            "status in ('queued', 'running', 'succeeded', 'failed', 'cancelled')",
        ),
        check(
            "generations",
            "progress",
            "progress_pct between 0 and 100 and (progress_pct = 100) = (status = 'succeeded')",
        ),
        check("generations", "stage", "(stage is not null) = (status = 'running')"),
    )
    _index("generations", "owner_id", "created_at")
    _index("generations", "draft_id", "created_at")
    op.create_index(
        "ix_generations_waiting",
        "generations",
        ["status", "priority"],
        postgresql_where=sa.text("status in ('queued', 'running')"),
    )


def _make_variants() -> None:
    op.create_table(
        "variants",
        *uuids("id", "generation_id", "owner_id"),
        *numbers("index"),
        *texts("status"),
        *texts("title", "differs_by", nullable=True),
        *big_numbers("duration_ms", nullable=True),
        *numbers("width", "height", nullable=True),
        *moments("ready_at", "files_gone_at", nullable=True),
        primary("variants", "id"),
        part_of("variants", "generation_id", "generations.id"),
        part_of("variants", "owner_id", "users.id"),
        unique("variants", "generation_id", "index"),
        check("variants", "status", "status in ('waiting', 'drawing', 'ready', 'failed')"),
    )
    op.create_table(
        "blobs",
        *texts("sha256"),
        *big_numbers("size_bytes"),
        *moments_of_writing("stored_at"),
        primary("blobs", "sha256"),
    )
    _index("blobs", "stored_at")
    op.create_table(
        "variant_files",
        *uuids("variant_id"),
        *texts("kind", "sha256"),
        primary("variant_files", "variant_id", "kind"),
        part_of("variant_files", "variant_id", "variants.id"),
        points_to("variant_files", "sha256", "blobs.sha256"),
    )
    _index("variant_files", "sha256")


def _make_assets() -> None:
    op.create_table(
        "assets",
        *uuids("id", "owner_id", "variant_id", "generation_id"),
        *texts("title", "topic", "platform", "preset", "format", "search_text"),
        *lists("tags"),
        *big_numbers("duration_ms", "size_bytes"),
        *numbers("revision"),
        *moments_of_writing("created_at", "updated_at"),
        *moments("deleted_at", nullable=True),
        primary("assets", "id"),
        part_of("assets", "owner_id", "users.id"),
        points_to("assets", "variant_id", "variants.id"),
        points_to("assets", "generation_id", "generations.id"),
        unique("assets", "owner_id", "variant_id"),
    )
    _index("assets", "owner_id", "created_at", "id")
    _index("assets", "variant_id")
    op.create_index("ix_assets_tags", "assets", ["tags"], postgresql_using="gin")


def _make_plans() -> None:
    op.create_table(
        "subscriptions",
        *uuids("user_id"),
        *texts("plan"),
        *moments("expires_at", nullable=True),
        *moments_of_writing("created_at"),
        primary("subscriptions", "user_id"),
        part_of("subscriptions", "user_id", "users.id"),
    )
    op.create_table(
        "boosts",
        *uuids("id", "user_id"),
        *moments("expires_at"),
        *moments_of_writing("created_at"),
        primary("boosts", "id"),
        part_of("boosts", "user_id", "users.id"),
    )
    _index("boosts", "user_id", "expires_at")


def _make_usage() -> None:
    op.create_table(
        "usage_ledger",
        counted("id"),
        *uuids("owner_id"),
        *texts("kind", "period"),
        *big_numbers("ms"),
        *numbers("exports"),
        *uuids("generation_id", "variant_id", nullable=True),
        *moments_of_writing("created_at"),
        primary("usage_ledger", "id"),
        part_of("usage_ledger", "owner_id", "users.id"),
        check("usage_ledger", "kind", "kind in ('reserve', 'settle', 'release', 'export')"),
        check("usage_ledger", "amounts", "ms >= 0 and exports >= 0"),
    )
    _index("usage_ledger", "owner_id", "id")
    _once("reserve", "kind = 'reserve'", "generation_id")
    _once("end", "kind in ('settle', 'release')", "generation_id")
    _once("export", "kind = 'export'", "owner_id", "variant_id")
    op.create_table(
        "usage_periods",
        *uuids("owner_id"),
        *texts("period"),
        *numbers("exports_used"),
        *big_numbers("used_ms", "reserved_ms"),
        primary("usage_periods", "owner_id", "period"),
        part_of("usage_periods", "owner_id", "users.id"),
        check(
            "usage_periods", "amounts", "exports_used >= 0 and used_ms >= 0 and reserved_ms >= 0"
        ),
    )
    op.create_table(
        "leases",
        *uuids("generation_id", "owner_id"),
        *moments("expires_at", nullable=True),
        primary("leases", "generation_id"),
        part_of("leases", "generation_id", "generations.id"),
        part_of("leases", "owner_id", "users.id"),
    )
    _index("leases", "owner_id")
    _index("leases", "expires_at")


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _once(name: str, condition: str, *columns: str) -> None:
    """Refuse a second entry of this kind."""
    op.create_index(
        f"uq_usage_ledger_{name}",
        "usage_ledger",
        list(columns),
        unique=True,
        postgresql_where=sa.text(condition),
    )
