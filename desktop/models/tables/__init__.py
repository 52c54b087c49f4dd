"""The tables of one (server, user)."""

from desktop.models.tables.drafts import DRAFT_UPDATES, DRAFTS, OVERWRITTEN, PLACEMENTS
from desktop.models.tables.files import MEDIA, VARIANT_FILES
from desktop.models.tables.library import ASSETS, ASSETS_FOUND, GENERATIONS, USAGE, VARIANTS
from desktop.models.tables.metadata import METADATA
from desktop.models.tables.outbox import DEAD_LETTERS, OUTBOX, WISHES
from desktop.models.tables.sync import (
    HELD_DELETIONS,
    MOVED_IN,
    PROFILE,
    SNAPSHOT_ROWS,
    SYNC_STATE,
)

__all__ = [
    "ASSETS",
    "ASSETS_FOUND",
    "DEAD_LETTERS",
    "DRAFTS",
    "DRAFT_UPDATES",
    "GENERATIONS",
    "HELD_DELETIONS",
    "MEDIA",
    "METADATA",
    "MOVED_IN",
    "OUTBOX",
    "OVERWRITTEN",
    "PLACEMENTS",
    "PROFILE",
    "SNAPSHOT_ROWS",
    "SYNC_STATE",
    "USAGE",
    "VARIANTS",
    "VARIANT_FILES",
    "WISHES",
]
