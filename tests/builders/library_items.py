"""Items of the library as a server tells them, with real small covers where they are wanted."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from told_changes import ToldServer, pull_all

from desktop.models import cache
from desktop.models.storage import Storage

# Who told a store of its first items tells it of the others, too.
_SERVERS: dict[Path, ToldServer] = {}
FIRST = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


def tell_items(server: ToldServer, count: int, **more: Any) -> list[UUID]:
    """`count` items that the server tells of, the oldest first; `title` goes before a number."""
    made = list[UUID]()
    since = len(server.facts)
    for number in range(count):
        asset_id = uuid4()
        server.write("asset", asset_id, title=f"{more.get('title', 'Item')} {number}")
        moment = FIRST + timedelta(seconds=since + number)
        server.facts["asset", asset_id] = {
            "id": str(asset_id),
            "variant_id": str(uuid4()),
            "generation_id": str(uuid4()),
            "topic": "",
            "platform": more.get("platform", "tiktok"),
            "preset": "explainer",
            "duration_ms": 30_000,
            "size_bytes": 1_000,
            "created_at": moment.isoformat(),
        }
        made.append(asset_id)
    return made


def put_items(storage: Storage, count: int, **more: Any) -> list[UUID]:
    """The same, and they are here."""
    server = more.pop("server", None) or _SERVERS.setdefault(storage.folder, ToldServer())
    made = tell_items(server, count, **more)
    pull_all(storage, server)
    return made


def put_file(storage: Storage, variant_id: UUID, kind: str, content: bytes) -> Path:
    """A file of a variant is here, whole; where it stands, absolute."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = storage.folder / cache.path_of(sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    storage.call(cache.want, variant_id, kind)
    storage.call(cache.note_whole, variant_id, kind, sha256, len(content))
    return path
