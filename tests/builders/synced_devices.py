"""Devices for tests: real stores that sync with the real API, in this process."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from uuid import UUID

import httpx
from databases import address_of, order
from faulty_transport import FaultyTransport
from server_client import BASE_URL, ListedQueue, SilentBell, make_parts
from server_users import make_token, make_user
from sqlalchemy import insert
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from desktop.models import drafts, outbox, profiles
from desktop.models.drafts import Draft
from desktop.models.sources import Sources
from desktop.sync.async_client import AsyncApiClient
from desktop.sync.engine import Engine
from desktop.sync.session import KeySession
from desktop.sync.status import Status
from server.app import create_app
from server.database import make_engine, transaction
from server.tables import Subscription


@dataclass
class Clock:
    """A device's clock, which a test may set wrong."""

    now_ms: int = 1_795_000_000_000
    chance: Random = field(default_factory=lambda: Random(1))

    def tick(self) -> int:
        """A moment later."""
        self.now_ms += 1
        return self.now_ms

    def sources(self) -> Sources:
        """Moments, ids and client ids that a seed decides."""
        return Sources(
            self.tick,
            lambda: UUID(int=self.chance.getrandbits(128), version=4),
            lambda: self.chance.getrandbits(52) | 1,
        )


class House:
    """A server whose database may be put back to what it was; one user lives in it."""

    def __init__(self, postgres: str, database_url: str, files: Path) -> None:
        self._postgres, self._files = postgres, files
        self.url = database_url
        self._copies: list[str] = []
        self.queue = ListedQueue()
        self.transport = FaultyTransport(httpx.ASGITransport(_no_app))
        self._open()

    async def sign_up(self) -> None:
        """Make the user, and a token that devices use as a machine's key."""
        async with transaction(self.engine) as session:
            self.owner_id = await make_user(session)
            self.token = await make_token(session, self.owner_id)
            plan = {"user_id": self.owner_id, "plan": "own"}
            await session.execute(insert(Subscription).values(plan))

    async def back_up(self) -> str:
        """The name of a copy of the database as it is now."""
        return await self._copied(make_url(self.url).database or "")

    async def restore(self, copy: str) -> None:
        """The server goes on with a database as it was at a copy."""
        await self.engine.dispose()
        self.url = address_of(self._postgres, self._fresh_copy(copy))
        self._open()

    async def close(self) -> None:
        """Leave no database behind but the first."""
        await self.engine.dispose()
        for name in self._copies:
            order(self._postgres, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    async def _copied(self, name: str) -> str:
        await self.engine.dispose()
        copy = self._fresh_copy(name)
        self._open()
        return copy

    def _fresh_copy(self, name: str) -> str:
        copy = f"copy_{len(self._copies)}_{make_url(self.url).database}"[:60]
        order(self._postgres, "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", copy, name)
        self._copies.append(copy)
        return copy

    def _open(self) -> None:
        self.engine: AsyncEngine = make_engine(self.url)
        parts = make_parts(self.engine, self._files, bell=SilentBell(), queue=self.queue)
        self.app = create_app(parts)
        self.transport.server = httpx.ASGITransport(self.app, raise_app_exceptions=False)


class Device:
    """A store in a folder and the engine over it; its network is its own to disturb."""

    def __init__(self, house: House, folder: Path, clock: Clock | None = None) -> None:
        self.house, self.folder = house, folder
        self.clock = clock or Clock(chance=Random(str(folder)))
        self.network = FaultyTransport(_Through(house))
        self.open()

    def open(self) -> None:
        """Start the program."""
        self.storage = profiles.open_account(
            self.folder, BASE_URL, self.house.owner_id, "ana@example.com", self.clock.sources()
        )
        self.api = AsyncApiClient(BASE_URL, KeySession(self.house.token), transport=self.network)
        self.engine = Engine(
            self.api, self.storage, chance=self.clock.chance, clock_ms=self.clock.tick
        )

    async def close(self) -> None:
        """End the program."""
        await self.api.close()
        self.storage.close()

    async def restart(self) -> None:
        """End it wherever it was, and start it again."""
        await self.close()
        self.open()

    async def copy_to(self, folder: Path) -> None:
        """Put a copy of the whole folder elsewhere, as a backup program does."""
        await self.close()
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)
        self.open()

    async def put_back(self, folder: Path) -> None:
        """The folder is what it was at a copy."""
        await self.close()
        shutil.rmtree(self.folder)
        shutil.copytree(folder, self.folder)
        self.open()

    async def sync(self) -> Status:
        """One whole talk."""
        return await self.engine.sync_once()

    def write(self, script: str, draft_id: UUID | None = None, **fields: object) -> UUID:
        """Write a script: of a new draft, or of one that is here."""
        if draft_id is None:
            draft_id = self.storage.call(drafts.new).id
        self.storage.call(drafts.edit_text, draft_id, "script", script)
        if fields:
            self.storage.call(drafts.edit, draft_id, fields)
        return draft_id

    def read(self, draft_id: UUID) -> Draft:
        """A draft as a screen shows it."""
        return self.storage.call(drafts.get, draft_id)

    def unsent(self) -> int:
        """How many ops wait."""
        return self.storage.call(outbox.count_waiting).ops


class _Through(httpx.AsyncBaseTransport):
    """To whatever server the house has now."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._house.transport.handle_async_request(request)


async def _no_app(scope: object, receive: object, send: object) -> None:
    raise AssertionError("no server yet")
