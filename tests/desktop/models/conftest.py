"""Stores for tests of the local truth: real files, a clock that only moves when it is asked."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from seeded_sources import make_sources
from told_changes import ToldServer

from desktop.models.storage import Storage


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
