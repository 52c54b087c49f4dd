from pathlib import Path

import pytest
from server_client import client
from sqlalchemy.ext.asyncio import AsyncEngine

from server.database import make_engine

pytestmark = pytest.mark.anyio


async def test_with_a_database_it_is_alive_and_ready(engine: AsyncEngine, tmp_path: Path) -> None:
    async with client(engine, tmp_path) as opened:
        for path in ("/healthz", "/readyz"):
            answer = await opened.get(path)
            assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_without_one_it_is_alive_but_not_ready(tmp_path: Path) -> None:
    gone = make_engine("postgresql:///nothing?host=/nowhere")
    async with client(gone, tmp_path) as opened:
        assert (await opened.get("/healthz")).status_code == 200
        answer = await opened.get("/readyz")
        assert (answer.status_code, answer.json()["code"]) == (503, "database-unreachable")
        assert "Retry-After" in answer.headers
