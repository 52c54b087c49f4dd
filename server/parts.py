"""What a process of the server is wired of: made once in a composition root, handed to all."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from contract.plans import PLANS, Limits, PlanName
from server.bell import Bell
from server.blobs import Blobs
from server.gate import Gate
from server.queue.port import Queue
from server.settings import Settings


@dataclass(frozen=True)
class Parts:
    """The parts that routes and work are given."""

    settings: Settings
    engine: AsyncEngine
    blobs: Blobs
    queue: Queue
    bell: Bell
    gate: Gate
    plans: dict[PlanName, Limits]


def usual_plans() -> dict[PlanName, Limits]:
    """The plans of PRODUCT; an operator's own come with the settings."""
    return dict(PLANS)
