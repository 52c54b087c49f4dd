"""Promises of hints over real sockets: what is edited here stands there, and nobody had to ask."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest
from live_server import live_server
from server_client import make_parts
from server_users import make_token, make_user

from desktop.models import drafts
from desktop.models.storage import Storage
from desktop.sync.async_client import AsyncApiClient
from desktop.sync.engine import Engine
from desktop.sync.session import KeySession
from server.bell import NotifyBell
from server.database import transaction

pytestmark = pytest.mark.anyio

PATIENCE_S = 60.0


async def never(seconds: float) -> None:
    """A wait that no time ends: whatever happens after it, happened for another reason."""
    await asyncio.get_running_loop().create_future()


class Desk:
    """A device at work."""

    def __init__(self, url: str, token: str, folder: Path) -> None:
        self.storage = Storage(folder)
        self.bars: list[dict[str, Any]] = []
        self._moved = asyncio.Event()
        self.api = AsyncApiClient(url, KeySession(token))
        self.engine = Engine(
            self.api,
            self.storage,
            chance=Random(1),
            sleep=never,
            on_status=lambda status: self._moved.set(),
            on_progress=self._note_bar,
        )

    def _note_bar(self, bar: dict[str, Any]) -> None:
        self.bars.append(bar)
        self._moved.set()

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Running, and within hearing, for the block."""
        loop = asyncio.get_running_loop()
        unsubscribe = self.storage.subscribe(
            lambda news: loop.call_soon_threadsafe(self._moved.set)
        )
        running = asyncio.create_task(self.engine.run())
        try:
            await self.until(lambda: self.engine.status.is_live)
            yield
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            unsubscribe()
            await self.api.close()
            self.storage.close()

    async def until(self, is_so: Callable[[], bool]) -> None:
        """True on return."""
        async with asyncio.timeout(PATIENCE_S):
            while not is_so():
                self._moved.clear()
                await self._moved.wait()


async def test_an_edit_here_stands_there_and_a_bar_is_handed_on(engine, database_url, tmp_path):
    parts = make_parts(engine, tmp_path / "files", bell=NotifyBell(database_url))
    async with transaction(engine) as session:
        owner_id = await make_user(session)
        token = await make_token(session, owner_id)
    async with live_server(parts, heartbeat_s=0.5) as url:
        ours, theirs = Desk(url, token, tmp_path / "a"), Desk(url, token, tmp_path / "b")
        async with ours.at_work(), theirs.at_work():
            draft_id = (await ours.storage.run(drafts.new)).id
            await ours.storage.run(drafts.edit_text, draft_id, "script", "typed here")

            def has_come() -> bool:
                found = theirs.storage.call(drafts.find, draft_id)
                return found is not None and found.script == "typed here"

            await theirs.until(has_come)
            await theirs.storage.run(drafts.edit_text, draft_id, "script", "and typed there")
            await ours.until(
                lambda: ours.storage.call(drafts.get, draft_id).script == "and typed there"
            )
            bar = {"generation_id": "g", "status": "running", "progress_pct": 40}
            parts.bell.tell(owner_id, bar)
            await theirs.until(lambda: theirs.bars == [bar])
    await parts.bell.close()
