"""Hints after a commit: something changed for an owner, or a reel got further.

Hints carry nothing that anybody relies on; whoever misses one learns the same from a read.
They are rung after the commit, never inside a transaction: NOTIFY there takes a lock that
all of Postgres shares.
"""

import asyncio
import json
from contextlib import suppress
from typing import Any, Protocol
from uuid import UUID

import psycopg
import structlog

CHANNEL = "reelyard_hints"
# Rings of this long become one; a person sees no difference, a burst of writes costs one notice.
COALESCE_S = 0.02
# After a lost connection; Postgres needs 0.4 s to come back when it was killed.
AGAIN_AFTER_S = 0.5
GIVE_UP_AFTER_S = 60.0
CONNECT_WITHIN_S = 5
# Hints of this many owners wait while the database is away; the oldest are dropped first.
MOST_WAITING = 10_000

log = structlog.stdlib.get_logger("reelyard.bell")


class Bell(Protocol):
    """Rings for everybody who listens, in every process of the server."""

    def ring(self, owner_id: UUID, seq: int) -> None:
        """Say that an owner's log has reached this number. Never raises, never waits; several
        rings in a short while become one."""

    def tell(self, owner_id: UUID, progress: dict[str, Any]) -> None:
        """Say how far a generation is: {generation_id, status, stage, progress_pct}. As `ring`."""

    async def close(self) -> None:
        """Ring what still waits, as far as that works at once, and let go of the connection."""


class NotifyBell:
    """Rings by NOTIFY, on one connection of its own that is made when first needed."""

    def __init__(self, database_url: str) -> None:
        self._url = database_url
        self._connection: psycopg.AsyncConnection[Any] | None = None
        self._heads: dict[UUID, int] = {}
        self._progress: dict[tuple[UUID, str], dict[str, Any]] = {}
        self._ringing: asyncio.Task[None] | None = None

    def ring(self, owner_id: UUID, seq: int) -> None:
        """Say that an owner's log has reached this number, soon."""
        self._heads[owner_id] = max(seq, self._heads.get(owner_id, 0))
        _keep_newest(self._heads)
        self._wake()

    def tell(self, owner_id: UUID, progress: dict[str, Any]) -> None:
        """Say how far a generation is, soon; only the last of what waits is said."""
        key = (owner_id, str(progress["generation_id"]))
        self._progress.pop(key, None)
        self._progress[key] = progress
        _keep_newest(self._progress)
        self._wake()

    async def close(self) -> None:
        """Ring what still waits, as far as that works at once, and let go of the connection."""
        if self._ringing is not None:
            self._ringing.cancel()
            with suppress(asyncio.CancelledError):
                await self._ringing
        with suppress(psycopg.Error, OSError):
            await self._send()
        await self._hang_up()

    def _wake(self) -> None:
        if self._ringing is not None and not self._ringing.done():
            return
        # Without a loop nobody can be told, and a hint is not worth an error.
        with suppress(RuntimeError):
            loop = asyncio.get_running_loop()
            self._ringing = loop.create_task(self._ring_until_said())

    async def _ring_until_said(self) -> None:
        """Say everything that waits, in as few notices as the pause allows."""
        failed_s = 0.0
        while self._heads or self._progress:
            try:
                await self._send()
            except (psycopg.Error, OSError) as error:
                await self._hang_up()
                failed_s += AGAIN_AFTER_S
                if failed_s >= GIVE_UP_AFTER_S:
                    log.warning("hints given up", reason=type(error).__name__)
                    self._heads.clear()
                    self._progress.clear()
                    return
                await asyncio.sleep(AGAIN_AFTER_S)
            else:
                failed_s = 0.0
                await asyncio.sleep(COALESCE_S)

    async def _send(self) -> None:
        """One statement for all that waits; what could not be said waits on."""
        heads, progress = dict(self._heads), dict(self._progress)
        hints = [_hint(owner_id, seq=seq) for owner_id, seq in heads.items()]
        hints += [_hint(owner_id, progress=told) for (owner_id, _), told in progress.items()]
        if not hints:
            return
        if self._connection is None or self._connection.closed:
            self._connection = await psycopg.AsyncConnection.connect(
                self._url,
                autocommit=True,
                connect_timeout=CONNECT_WITHIN_S,
                application_name="reelyard bell",
            )
        await self._connection.execute(
            "SELECT pg_notify(%s, hint) FROM unnest(%s::text[]) AS hint", (CHANNEL, hints)
        )
        _forget(self._heads, heads)
        _forget(self._progress, progress)

    async def _hang_up(self) -> None:
        if self._connection is not None:
            with suppress(psycopg.Error, OSError):
                await self._connection.close()
            self._connection = None


def _hint(owner_id: UUID, **says: Any) -> str:
    return json.dumps({"owner": str(owner_id), **says}, default=str)


def _forget(waiting: dict[Any, Any], said: dict[Any, Any]) -> None:
    """Drop what was said, unless something newer took its place meanwhile."""
    for key, value in said.items():
        if waiting.get(key) == value:
            del waiting[key]


def _keep_newest(waiting: dict[Any, Any]) -> None:
    while len(waiting) > MOST_WAITING:
        del waiting[next(iter(waiting))]
