"""What a store of pictures and tests is filled with, row by row: as a server tells it, with real
small files. Whole states are filled by `filled_stores`."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Literal, get_args
from uuid import UUID

import small_files
from creators_words import WORDS
from told_changes import ToldServer

from contract.generations import GenerationAnswer
from contract.ids import asset_id_of, generation_id_of, variant_id_of
from contract.syncing.push import Held as HeldRow
from contract.syncing.rows import DELETED_AT, Put, Row, Written
from contract.usage import HistoryAnswer, MonthAnswer
from desktop.models import cache, generations, media
from desktop.models.sources import Sources
from desktop.models.storage import Storage
from desktop.sync.status import Status

State = Literal["empty", "busy", "offline", "refused", "full"]
STATES: tuple[State, ...] = get_args(State)
SERVER_URL = "https://reels.example.com"
EMAIL = "ana@example.com"
OWNER_ID = UUID("5e1f0000-0000-4000-8000-00000000a11a")
# A Wednesday in the middle of a month; in pictures it is always the same moment.
NOW = datetime(2026, 11, 18, 14, 6, tzinfo=UTC)
RESETS_AT = "2026-12-01T00:00:00Z"
_MS = timedelta(milliseconds=1)


@dataclass
class Clock:
    """A clock that stands wherever it was put, a millisecond further each time it is read."""

    now: datetime = NOW
    chance: Random = field(default_factory=lambda: Random(7))

    def now_ms(self) -> int:
        """The moment, in ms since 1970."""
        self.now += _MS
        return ms_of(self.now)

    def sources(self) -> Sources:
        """Moments, ids and chance of a store, the same every time."""
        return Sources(
            self.now_ms,
            lambda: UUID(int=self.chance.getrandbits(128), version=4),
            lambda: self.chance.getrandbits(52) | 1,
        )


@dataclass
class Filled:
    """A store, what is in it by name, and what a view would be told beside it."""

    state: State
    storage: Storage
    clock: Clock
    server: ToldServer = field(default_factory=lambda: ToldServer(id=UUID(int=99)))
    drafts: dict[str, UUID] = field(default_factory=dict)
    generations: dict[str, UUID] = field(default_factory=dict)
    variants: dict[str, tuple[UUID, ...]] = field(default_factory=dict)
    assets: list[UUID] = field(default_factory=list)
    wishes: dict[str, UUID] = field(default_factory=dict)
    status: Status = field(default_factory=Status)

    owner_id = OWNER_ID
    email = EMAIL

    @property
    def history(self) -> HistoryAnswer:
        """The months before, as the server tells them; this one first."""
        return history_of(self.state)


DIFFERENCES = ("As written", "Opens with the question, warmer colours", "Faster, larger numerals")
_KINDS = ("video", "proxy", "cover", "captions", "vtt", "text", "receipt")


def ms_of(moment: datetime) -> int:
    """A moment in ms since 1970."""
    return int(moment.timestamp() * 1000)


def history_of(state: State) -> HistoryAnswer:
    """Six months of a creator, or of somebody who has just come."""
    used = [(9.4, 6), (17.2, 9), (12.8, 7), (19.6, 10), (6.1, 3), (3.3, 2)]
    if state == "empty":
        used = [(0.0, 0)] * 6
    if state == "refused":
        used[0] = (19.2, 8)
    months = [f"2026{11 - back:02}" for back in range(6)]
    told = zip(months, used, strict=True)
    return HistoryAnswer(
        months=tuple(
            MonthAnswer(period=month, exports_used=exports, minutes_used=minutes)
            for month, (minutes, exports) in told
        )
    )


def put_file(filled: Filled, variant_id: UUID, kind: str, content: bytes) -> Path:
    """A file of a variant stands in the store's cache, whole; where it is, absolute."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = filled.storage.folder / cache.path_of(sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    filled.storage.call(cache.want, variant_id, kind)
    filled.storage.call(cache.note_whole, variant_id, kind, sha256, len(content))
    return path


def tell_generation(filled: Filled, name: str, draft: str, **more: Any) -> UUID:
    """The server tells a generation of a draft; of its `variants` so many are `ready`, `saved`."""
    count, ready = more.pop("variants", 3), more.pop("ready", 0)
    moment = more.pop("created_at", filled.clock.now)
    generation_id = generation_id_of(OWNER_ID, "create", name)
    rows = [
        _variant_row(generation_id, index, WORDS[draft].topic, index < ready)
        for index in range(count)
    ]
    for row in rows[: more.pop("saved", 0)]:
        row["saved"] = True
    row = {
        "id": str(generation_id),
        "draft_id": str(filled.drafts[draft]),
        "status": "succeeded" if ready else "queued",
        "error": None,
        "cooldown_until": None,
        "created_at": text_of(moment),
        "variants": rows,
        **more,
    }
    filled.server.tell("generation", generation_id, row)
    filled.generations[name] = generation_id
    filled.variants[name] = tuple(UUID(one["id"]) for one in rows)
    return generation_id


def tell_progress(filled: Filled, name: str, **more: Any) -> None:
    """A poll answered how far a generation is."""
    standing = filled.storage.call(generations.get, filled.generations[name])
    urls = dict.fromkeys(f"{kind}_url" for kind in _KINDS)
    variants = [
        {**one.__dict__, "saved": one.is_saved, **urls} for one in standing.variants
    ]  # fmt: skip
    for one in variants:
        one.pop("is_saved")
    for index, changed in more.pop("of_variants", {}).items():
        variants[index] |= changed
    answer = {
        "id": standing.id,
        "draft_id": standing.draft_id,
        "status": "running",
        "stage": "drawing",
        "progress_pct": 0,
        "queue_position": None,
        "error": None,
        "cooldown_until": None,
        "created_at": standing.created_at,
        "variants": variants,
        **more,
    }
    told = GenerationAnswer.model_validate(answer)
    filled.storage.call(generations.take_in_progress, told)


def tell_asset(filled: Filled, variant_id: UUID, generation_id: UUID, **facts: Any) -> UUID:
    """The server tells an item of the library: `title`, `tags`, `created_at`, `deleted_at` ..."""
    asset_id = asset_id_of(OWNER_ID, variant_id)
    stamp = ("", UUID(int=1))
    fields = {
        "title": Written(facts.pop("title", None), *stamp),
        DELETED_AT: Written(facts.pop("deleted_at", None), *stamp),
    }
    puts = tuple(Put(tag, 1, UUID(int=1)) for tag in facts.pop("tags", ()))
    row = Row("asset", asset_id, fields, puts)
    told = {
        "variant_id": str(variant_id),
        "generation_id": str(generation_id),
        "format": "mp4",
        "duration_ms": small_files.VIDEO_MS,
        "size_bytes": 9_400_000,
        **facts,
    }
    filled.server.tell("asset", asset_id, told)
    filled.server.rows["asset", asset_id] = HeldRow(row)
    filled.assets.append(asset_id)
    return asset_id


def bring(filled: Filled, name: str, content: bytes) -> str:
    """A creator's file of this name stands in the store; its sha256."""
    source = filled.storage.folder / "brought" / name
    source.parent.mkdir(exist_ok=True)
    source.write_bytes(content)
    brought = media.bring(filled.storage.folder, source)
    return filled.storage.call(media.add, brought).sha256


def _variant_row(generation_id: UUID, index: int, topic: str, is_ready: bool) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": str(variant_id_of(generation_id, index)),
        "index": index,
        "status": "ready" if is_ready else "waiting",
        "saved": False,
    }
    if is_ready:
        row |= {
            "title": plain(topic),
            "differs_by": DIFFERENCES[index],
            "duration_ms": small_files.VIDEO_MS,
            "width": 1080,
            "height": 1920,
        }
    return row


def plain(topic: str) -> str:
    return topic.replace("*", "")


def text_of(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
