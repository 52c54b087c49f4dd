"""The typed columns of a synced row: what lists show, filter and sort by."""

from typing import Any
from uuid import UUID

from contract.problems import Problem
from contract.syncing.rows import DELETED_AT, Row
from desktop.models.row_texts import dumps, tags_text
from reel.catalogue import get_preset

USUAL_PLATFORM, USUAL_PRESET, USUAL_ROLE = "tiktok", "explainer", "picture"
MIDDLE = [0.5, 0.5]


def draft_columns(row: Row) -> dict[str, Any]:
    """Of a draft, but for its texts."""
    preset = _text(row, "preset") or USUAL_PRESET
    variants = row.value("variants")
    return {
        "title": _text(row, "title"),
        "platform": _text(row, "platform") or USUAL_PLATFORM,
        "preset": preset,
        "language": _text(row, "language"),
        "voice": _text(row, "voice"),
        "variants": variants if isinstance(variants, int) else variants_of(preset),
        "tags": tags_text(row.tags),
        "deleted_at": _text(row, DELETED_AT),
    }


def placement_columns(row: Row) -> dict[str, Any]:
    """Of a placement."""
    scene, trim = row.value("scene"), row.value("trim_ms")
    return {
        "draft_id": id_in(row.value("draft_id")),
        "media": _text(row, "media"),
        "order": _text(row, "order") or "",
        "scene": scene if isinstance(scene, int) else None,
        "role": _text(row, "role") or USUAL_ROLE,
        "focus": dumps(row.value("focus") or MIDDLE),
        "trim_ms": dumps(trim) if trim is not None else None,
        "deleted_at": _text(row, DELETED_AT),
    }


def variants_of(preset: str) -> int:
    """How many a preset makes; one that came after this program makes one."""
    try:
        return get_preset(preset).variants
    except Problem:
        return 1


def id_in(value: Any) -> UUID | None:
    """The id that a field holds."""
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _text(row: Row, name: str) -> str | None:
    value = row.value(name)
    return value if isinstance(value, str) else None
