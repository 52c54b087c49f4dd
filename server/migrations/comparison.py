"""What to look at when a database is compared with our tables."""

# Only where pg_trgm is; so it cannot be part of the tables that are everywhere.
TRIGRAM_INDEX = "ix_assets_search_text"
# Over a function, which tables cannot name before a migration has made it.
LETTERS_INDEX = "ix_assets_letters"
QUEUE = "procrastinate_"


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether something found in a database has to stand in `server.tables`, too."""
    if kind == "table":
        return not (name or "").startswith(QUEUE)
    return not (kind == "index" and name in (TRIGRAM_INDEX, LETTERS_INDEX))
