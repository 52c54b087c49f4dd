"""Stores for tests of the local truth: real files, a clock that only moves when it is asked."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from told_changes import ToldServer

from desktop.models.sources import Sources
from desktop.models.storage import Storage

START_MS = 1_795_000_000_000


def make_sources(seed: str) -> Sources:
    """Moments that only pass when somebody looks, ids and chance from a seed."""
    chance, moments = Random(seed), count(START_MS)
    return Sources(
        lambda: next(moments),
        lambda: UUID(int=chance.getrandbits(128), version=4),
        lambda: chance.getrandbits(52) | 1,
    )


@pytest.fixture
def open_store(tmp_path: Path) -> Iterator[Callable[[str], Storage]]:
    """Opens the store of a name; all are closed after the test."""
    opened: list[Storage] = []

    def open_one(name: str) -> Storage:
        storage = Storage(tmp_path / name, make_sources(f"{name} {len(opened)}"))
        opened.append(storage)
        return storage

    yield open_one
    for storage in opened:
        if not storage.is_closed:
            storage.close()


@pytest.fixture
def storage(open_store: Callable[[str], Storage]) -> Storage:
    """A new store."""
    return open_store("store")


@pytest.fixture
def server() -> ToldServer:
    """A server in memory that decides as the real one does."""
    return ToldServer()
