"""The composition root of the API: what it is wired of, which routes it answers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig

from contract.version import PRODUCT_VERSION
from server.api.aliases import Aliases
from server.api.events import HEARTBEAT_S, Hub
from server.api.heads import Heads
from server.api.problems import install
from server.api.requests import AroundRequests
from server.api.routers import TRIED
from server.bell import NotifyBell
from server.blobs import Blobs
from server.database import make_engine
from server.gate import Gate
from server.listening import Listening
from server.metrics import Metrics
from server.parts import Parts
from server.queue.tasks import ProcrastinateQueue
from server.settings import Settings

# The framework would send traces wherever an environment variable points; ours are its logs.
NO_TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}


def make_parts(settings: Settings) -> Parts:
    """Wire a process of the server as its settings say; nothing is connected yet."""
    engine = make_engine(settings.database_url)
    return Parts(
        settings=settings,
        engine=engine,
        blobs=Blobs(settings.files),
        queue=ProcrastinateQueue(),
        bell=NotifyBell(settings.database_url),
        gate=Gate(),
        plans=dict(settings.plans),
    )


def create_app(parts: Parts, *, heartbeat_s: float = HEARTBEAT_S) -> FastAPI:
    """The API over these parts; it lets go of their connections when it ends.

    Event streams stay open: call `end_streams` before waiting for the last answers.
    """
    app = FastAPI(
        title="Reelyard",
        version=PRODUCT_VERSION,
        lifespan=_lifespan,
        # Served by a route of ours; the usual pages would load scripts from foreign hosts.
        openapi_url=None,
        # A redirect would repeat whatever Host a request claims.
        redirect_slashes=False,
        telemetry=NO_TELEMETRY,
    )
    listening = Listening(parts.settings.database_url)
    metrics = Metrics(parts.engine, listening)
    app.state.parts = parts
    app.state.metrics = metrics
    app.state.hub = Hub(listening, heartbeat_s)
    install(app)
    # The last one added is the first one asked.
    app.add_middleware(Heads)
    app.add_middleware(AroundRequests, metrics=metrics)
    app.add_middleware(Aliases)
    for router in TRIED:
        # Not include_router: that looks for each route twice, once a router and once inside.
        app.router.routes.extend(router.routes)
    return app


def end_streams(app: FastAPI) -> None:
    """End every event stream of this process; clients come back to another, or later."""
    hub: Hub = app.state.hub
    hub.listening.close()


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    parts: Parts = app.state.parts
    hub: Hub = app.state.hub
    metrics: Metrics = app.state.metrics
    listening = asyncio.create_task(hub.listening.listen())
    try:
        with metrics.served(parts.settings.metrics_port):
            yield
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await parts.bell.close()
        await parts.engine.dispose()
