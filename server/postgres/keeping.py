"""The database of `reelyard serve`: our own Postgres, brought back whenever it dies."""

import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import structlog

from contract.problems import Code, Problem
from server.postgres.embedded import EmbeddedPostgres

# A full disk or a spoiled folder needs a person; until then it is tried now and again.
AGAIN_AFTER_S = 5.0
# Others may pass through, not look in.
PASSABLE = 0o711

log = structlog.stdlib.get_logger("reelyard.postgres")


@contextmanager
def keeping_postgres(root: Path, folder: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """The address of the server in `folder`, which lies in `root`, and what to call often:
    it brings a dead server back.

    Raises: what `EmbeddedPostgres.start` raises.
    """
    with _started(root, folder) as postgres:
        yield postgres.url, _Keeper(postgres).look_after


class _Keeper:
    def __init__(self, postgres: EmbeddedPostgres) -> None:
        self._postgres = postgres
        self._not_before = 0.0

    def look_after(self) -> None:
        """Bring the server back if it has died; a failure is logged and tried again later."""
        if time.monotonic() < self._not_before:
            return
        try:
            if self._postgres.check():
                log.warning("restarted")
        except Problem as problem:
            log.error("not restarted", code=problem.code, says=problem.says, remedy=problem.remedy)
            self._not_before = time.monotonic() + AGAIN_AFTER_S


def _started(root: Path, folder: Path) -> EmbeddedPostgres:
    """The running server. For root, where it must run as another account, that account is let
    through `root`, which is ours and was closed to everybody."""
    try:
        return EmbeddedPostgres(folder).start()
    except Problem as problem:
        if problem.code is not Code.FOLDER_UNWRITABLE or not _is_closed_by_root(root):
            raise
        root.chmod(PASSABLE)
        try:
            return EmbeddedPostgres(folder).start()
        except Problem:
            with suppress(OSError):
                root.chmod(stat.S_IRWXU)
            raise


def _is_closed_by_root(root: Path) -> bool:
    found = root.stat()
    return os.name == "posix" and os.geteuid() == 0 == found.st_uid and not found.st_mode & 0o077
