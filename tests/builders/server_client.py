"""A client that talks to the real API in this process, and parts that tests own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from contract.plans import Limits, PlanName
from server.app import create_app
from server.bell import Bell
from server.blobs import Blobs
from server.gate import Gate
from server.parts import Parts, usual_plans
from server.queue.port import Queue
from server.settings import Settings

BASE_URL = "http://reelyard.test"
SECRET = "a secret of tests, long enough to be one"


@dataclass
class SilentBell:
    """Remembers what was rung and told, and rings for nobody."""

    rung: list[tuple[UUID, int]] = field(default_factory=list)
    told: list[tuple[UUID, dict[str, Any]]] = field(default_factory=list)

    def ring(self, owner_id: UUID, seq: int) -> None:
        self.rung.append((owner_id, seq))

    def tell(self, owner_id: UUID, progress: dict[str, Any]) -> None:
        self.told.append((owner_id, progress))

    async def close(self) -> None:
        pass


@dataclass
class ListedQueue:
    """A queue that only remembers; for tests of what comes before the work."""

    waiting: dict[UUID, int] = field(default_factory=dict)

    async def enqueue(self, session: AsyncSession, generation_id: UUID, priority: int) -> None:
        self.waiting.setdefault(generation_id, priority)

    async def cancel(self, session: AsyncSession, generation_id: UUID) -> None:
        self.waiting.pop(generation_id, None)


def make_parts(
    engine: AsyncEngine,
    files: Path,
    *,
    bell: Bell | None = None,
    queue: Queue | None = None,
    plans: dict[PlanName, Limits] | None = None,
) -> Parts:
    """Parts on a test's own database and folder."""
    settings = Settings(
        database_url=engine.url.set(drivername="postgresql").render_as_string(hide_password=False),
        files=files,
        secret=SECRET,
        public_url=BASE_URL,
        lease_s=60.0,
    )
    return Parts(
        settings=settings,
        engine=engine,
        blobs=Blobs(files),
        queue=queue or ListedQueue(),
        bell=bell or SilentBell(),
        gate=Gate(),
        plans=plans or usual_plans(),
    )


@asynccontextmanager
async def client(
    engine: AsyncEngine, files: Path, *, token: str | None = None, parts: Parts | None = None
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the whole API on a test's own database; with a token, signed in by it."""
    app = create_app(parts or make_parts(engine, files))
    transport = httpx.ASGITransport(app)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL, headers=headers) as opened:
        yield opened
