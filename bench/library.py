"""The library of 100,000: how soon it is open, how it scrolls and searches, and what it weighs.

Offscreen, each run in a process of its own over one store; the best of five, as all wall-clock
figures. Covers are real JPEGs of the size that the render makes.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from bench.load import percentile
from bench.populated import WORDS
from bench.table import Findings, Row, at_most
from contract.syncing.rows import Put, Written
from contract.syncing.rows import Row as SyncedRow
from desktop.models import asset_rows, cache, profiles
from desktop.models.row_texts import text_of
from desktop.models.session import Session
from desktop.models.storage import Storage
from desktop.models.tables import VARIANT_FILES

ROOT = Path(__file__).parents[1]
ITEMS, A_CHUNK = 100_000, 2_000
RUNS = 5
MOST_OPEN_MS, MOST_FRAME_MS, MOST_SEARCH_MS, MOST_MEMORY_MB = 100.0, 16.0, 50.0, 250.0
# As many pictures as a person tells apart; each stands in the library some 2,000 times.
COVERS = 48
PLATFORMS, TAGS = ("tiktok", "reels", "shorts"), ("howto", "travel", "music", "food", "science")
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
BETWEEN = timedelta(minutes=30)
ENDS_WITHIN_S = 240.0
_WRITER = UUID(int=77)


def measure(folder: Path) -> Findings:
    """Four figures of the window's library."""
    data = folder / "library"
    storage = profiles.open_local(data)
    try:
        _fill(storage)
    finally:
        storage.close()
    return Findings(tuple(_rows(data)), ())


def _rows(data: Path) -> Iterator[Row]:
    runs = [_run(data) for _ in range(RUNS)]
    open_ms = min(run["open_ms"] for run in runs)
    frame_ms = min(percentile(run["frames_ms"], 0.95) for run in runs)
    search_ms = min(percentile(run["searches_ms"], 0.95) for run in runs)
    weights = [run["memory_mb"] for run in runs if run["memory_mb"] is not None]
    yield at_most("library_open", open_ms, "ms", MOST_OPEN_MS)
    yield at_most("library_scroll_p95", frame_ms, "ms", MOST_FRAME_MS)
    yield at_most("library_search_p95", search_ms, "ms", MOST_SEARCH_MS)
    yield at_most("library_memory", max(weights, default=None), "MB", MOST_MEMORY_MB)


def _run(data: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.opened_library", str(data), str(ITEMS)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=ENDS_WITHIN_S,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _fill(storage: Storage) -> None:
    covers = _draw_covers(storage.folder)
    for first in range(0, ITEMS, A_CHUNK):
        storage.call(_put, range(first, first + A_CHUNK), covers)


def _draw_covers(folder: Path) -> list[tuple[str, int]]:
    """Files of the cache, as (sha256, bytes)."""
    drawn = subprocess.run(
        [sys.executable, "-m", "bench.opened_library", "covers", str(folder), str(COVERS)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        timeout=ENDS_WITHIN_S,
        check=True,
    )
    assert drawn.returncode == 0
    files = list[tuple[str, int]]()
    for path in sorted(folder.glob("cover *.jpg")):
        content = path.read_bytes()
        sha256 = hashlib.sha256(content).hexdigest()
        target = folder / cache.path_of(sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)
        files.append((sha256, len(content)))
    return files


def _put(session: Session, numbers: range, covers: list[tuple[str, int]]) -> None:
    asset_rows.put(session, [_item(number) for number in numbers])
    session.execute(insert(VARIANT_FILES), [_cover(number, covers) for number in numbers])


def _item(number: int) -> dict[str, object]:
    words = [WORDS[number // step % len(WORDS)] for step in (1, 10, 100, 1000)]
    topic = f"Why is the {words[0]} {words[1]}? {words[2]} and {words[3]}, {number}"
    facts = {
        "variant_id": str(UUID(int=(3 << 96) + number)),
        "generation_id": str(UUID(int=(4 << 96) + number)),
        "topic": topic,
        "platform": PLATFORMS[number % 3],
        "preset": "explainer",
        "duration_ms": 20_000 + number % 40_000,
        "size_bytes": 9_000_000,
        "created_at": (FIRST + BETWEEN * number).isoformat(),
    }
    fields = {"title": Written(f"{words[0].title()} {number}", "", _WRITER)}
    puts = (Put(TAGS[number % 5], 1, _WRITER),)
    row = SyncedRow("asset", UUID(int=(2 << 96) + number), fields, puts)
    return {**asset_rows.columns_of(row, facts), "base": text_of(row), "shown": None}


def _cover(number: int, covers: list[tuple[str, int]]) -> dict[str, object]:
    sha256, size = covers[number * 7 % len(covers)]
    return {
        "variant_id": UUID(int=(3 << 96) + number),
        "kind": "cover",
        "sha256": sha256,
        "size_bytes": size,
        "path": str(cache.path_of(sha256)),
        "is_whole": True,
        "is_pinned": False,
        "used_at_ms": number,
    }
