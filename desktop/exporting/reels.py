"""Reels into a folder: video, captions, cover and post text, each whole and verified.

Files are brought into the cache first (from where a broken transfer goes on), then copied: so
nothing depends on a network while a stick is written to. An export that broke off is simply made
again: what stands there whole is found to be so, and what stands half goes on.
"""

import errno
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from uuid import UUID

from contract.problems import Code, Problem
from desktop.exporting.copying import copy_whole, remove_part, sha256_of
from desktop.exporting.names import Named, check_pattern, first_free, same_name, stem_of
from desktop.models.store_problems import NO_ROOM, of_system

# What a variant's file is called in a folder, by its kind.
ENDINGS: Mapping[str, str] = {
    "video": ".mp4",
    "captions": ".srt",
    "vtt": ".vtt",
    "cover": ".jpg",
    "text": ".txt",
}
# What of these a stick says that was pulled, or a folder on a network that went away.
_GONE = (errno.ENOENT, errno.EIO, errno.ENODEV, errno.ENXIO, errno.ESTALE, errno.EROFS)


@dataclass(frozen=True)
class Item:
    """A reel to export, and what its files' name is made of."""

    id: UUID
    generation_id: UUID
    variant_id: UUID
    named: Named


@dataclass(frozen=True)
class Step:
    """How far an export is: the file that is at hand, how many are done, of how many; `share` of
    the one at hand (0..1, None while it is brought here first)."""

    name: str
    done: int
    files: int
    share: float | None


@dataclass(frozen=True)
class Exported:
    """A reel whose files all stand in the folder, verified."""

    id: UUID
    paths: tuple[Path, ...]


@dataclass(frozen=True)
class Failed:
    """A reel of which not all files stand there, and why."""

    id: UUID
    title: str
    problem: Problem


@dataclass(frozen=True)
class Outcome:
    """What became of each reel."""

    exported: tuple[Exported, ...]
    failed: tuple[Failed, ...]


# Brings a variant's file into the cache, where it is called by its sha256.
Bring = Callable[[UUID, UUID, str], "Future[Path]"]
# From now on a file is being read, until the answer is called.
Hold = Callable[[str], Callable[[], object]]


@dataclass(frozen=True)
class Export:
    """What to export, where to, called what; run it with `run`."""

    items: Sequence[Item]
    folder: Path
    pattern: str
    kinds: Collection[str]

    def run(
        self,
        bring: Bring,
        hold: Hold,
        on_step: Callable[[Step], None],
        is_cancelled: Callable[[], bool],
    ) -> Outcome:
        """Export all of it; blocks. A reel that the server does not have, or that cannot be
        brought now, does not keep the others back.

        True on return: every file of `exported` has been read back from the folder and is what
        the server named; under no final name stands half a file.

        Raises: Problem FIELD_INVALID for the pattern; DISK_FULL, FOLDER_UNWRITABLE of the folder;
        CANCELLED. Made again, it goes on where it was.
        """
        check_pattern(self.pattern)
        with _saying_what_is_wrong(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
        return _Running(self, bring, hold, on_step, is_cancelled).run()


class _Running:
    def __init__(
        self,
        export: Export,
        bring: Bring,
        hold: Hold,
        on_step: Callable[[Step], None],
        is_cancelled: Callable[[], bool],
    ) -> None:
        self._export, self._bring, self._hold = export, bring, hold
        self._on_step, self._is_cancelled = on_step, is_cancelled
        self._kinds = [kind for kind in ENDINGS if kind in export.kinds]
        self._files = len(export.items) * len(self._kinds)
        self._done = 0
        self._taken = set[str]()

    def run(self) -> Outcome:
        exported, failed = list[Exported](), list[Failed]()
        for place, item in enumerate(self._export.items):
            self._done = place * len(self._kinds)
            with ExitStack() as held:
                try:
                    sources = self._bring_all(item, held)
                except Problem as problem:
                    if problem.code is Code.CANCELLED:
                        raise
                    failed.append(Failed(item.id, item.named.title, problem))
                    continue
                exported.append(Exported(item.id, self._copy_all(item, sources)))
        return Outcome(tuple(exported), tuple(failed))

    def _bring_all(self, item: Item, held: ExitStack) -> dict[str, Path]:
        """Where each file of it stands here; none of them goes before `held` is closed."""
        sources = dict[str, Path]()
        for kind in self._kinds:
            self._tell(item.named.title, None)
            try:
                path = self._bring(item.generation_id, item.variant_id, kind).result()
            except CancelledError:
                raise _stopped() from None
            held.callback(self._hold(path.name))
            sources[kind] = path
        return sources

    def _copy_all(self, item: Item, sources: Mapping[str, Path]) -> tuple[Path, ...]:
        folder = self._export.folder
        with _saying_what_is_wrong(folder):
            stem = self._stem_for(item, sources)
            targets = [folder / f"{stem}{ENDINGS[kind]}" for kind in sources]
            for source, target in zip(sources.values(), targets, strict=True):
                self._copy(source, target)
        return tuple(targets)

    def _copy(self, source: Path, target: Path) -> None:
        size = source.stat().st_size or 1
        self._tell(target.name, 0.0)
        try:
            # It is there already only as the same file: `_stem_for` has looked.
            if not target.exists():
                copy_whole(
                    source, target, source.name, lambda here: self._tell(target.name, here / size)
                )
        except Problem as problem:
            if problem.code is Code.CANCELLED:
                remove_part(target)
            raise
        self._done += 1

    def _stem_for(self, item: Item, sources: Mapping[str, Path]) -> str:
        """A name under which nothing else stands there, on any system, and nothing else of this
        export will."""
        folder = self._export.folder
        there = {same_name(path.name): path for path in folder.iterdir()}

        def is_free(stem: str) -> bool:
            names = [same_name(f"{stem}{ENDINGS[kind]}") for kind in sources]
            if self._taken.intersection(names):
                return False
            pairs = zip(names, sources.values(), strict=True)
            return all(name not in there or _is_same(there[name], source) for name, source in pairs)

        stem = first_free(stem_of(self._export.pattern, item.named), is_free)
        self._taken.update(same_name(f"{stem}{ENDINGS[kind]}") for kind in sources)
        return stem

    def _tell(self, name: str, share: float | None) -> None:
        if self._is_cancelled():
            raise _stopped()
        self._on_step(Step(name, self._done, self._files, share))


def find_exported(item: Item, folder: Path, pattern: str) -> Path | None:
    """The video of a reel in a folder, if it stands there under the name that it would get."""
    try:
        path = folder / f"{stem_of(pattern, item.named)}{ENDINGS['video']}"
        return path if path.is_file() else None
    except (OSError, Problem):
        return None


def _is_same(there: Path, source: Path) -> bool:
    return (
        there.is_file()
        and there.stat().st_size == source.stat().st_size
        and sha256_of(there) == source.name
    )


@contextmanager
def _saying_what_is_wrong(folder: Path) -> Iterator[None]:
    """Translate what a folder says: Problem DISK_FULL, FOLDER_UNWRITABLE."""
    try:
        yield
    except OSError as error:
        _refuse(folder, error)


def _refuse(folder: Path, error: OSError) -> NoReturn:
    if error.errno in NO_ROOM:
        raise Problem(
            Code.DISK_FULL,
            f"The disk that holds {folder} is full.",
            "Make room there and export again: it goes on where it was.",
            retryable=True,
        ) from error
    if error.errno in _GONE:
        raise Problem(
            Code.FOLDER_UNWRITABLE,
            f"{folder} is not there any more.",
            "Connect it and export again: it goes on where it was.",
            retryable=True,
        ) from error
    raise of_system(folder, error) from error


def _stopped() -> Problem:
    return Problem(
        Code.CANCELLED, "The export was stopped.", "What stands in the folder already is whole."
    )
