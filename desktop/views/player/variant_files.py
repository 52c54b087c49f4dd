"""A variant's files for whoever reads them: from the cache, else from the server."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject

from contract.problems import Code, Problem
from desktop.models import cache
from desktop.models.cache import CachedFile
from desktop.views.doors import Doors

Failed = Callable[[Problem], object]


@dataclass(frozen=True)
class VariantFile:
    """One of them; `kind` as the contract names it: proxy, cover, captions, text, receipt ..."""

    generation_id: UUID
    variant_id: UUID
    kind: str


def bring(
    doors: Doors,
    asker: QObject,
    file: VariantFile,
    then: Callable[[Path], object],
    failed: Failed,
) -> None:
    """Call one of the two: with where the file stands, absolute and whole, or with what keeps it
    from being here. What is here already needs no server."""

    def looked(found: CachedFile | None) -> None:
        here = doors.desk.folder / found.path if found is not None and found.path else None
        if here is not None and here.is_file():
            then(here)
            return
        coming = doors.desk.fetch(file.generation_id, file.variant_id, file.kind)
        doors.take(coming).on(asker, then, failed)

    doors.ask(cache.find, file.variant_id, file.kind).on(asker, looked, failed)


def bring_bytes(
    doors: Doors,
    asker: QObject,
    file: VariantFile,
    then: Callable[[bytes], object],
    failed: Failed,
) -> None:
    """The same with what a small file holds."""

    def here(path: Path) -> None:
        doors.take(doors.desk.aside(lambda: _read(path))).on(asker, then, failed)

    bring(doors, asker, file, here, failed)


def sha256_of(path: Path) -> str:
    """The content of a file of the cache, which is its name."""
    return path.name


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Problem(
            Code.NOT_FOUND, "The file is not here any more.", "It is fetched again.", retryable=True
        ) from error
