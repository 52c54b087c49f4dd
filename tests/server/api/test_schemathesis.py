"""The document against the API: Schemathesis with every check and phase, as schemathesis.toml
says, over a real socket.

SCHEMATHESIS_EXAMPLES says how many examples of each operation (25); `make soak` asks for 100.
"""

import asyncio
import os
import sys
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from live_server import live_server
from operations import operations
from server_client import make_parts
from server_users import make_token, make_user
from sqlalchemy.ext.asyncio import AsyncEngine
from untraced import untraced

from server import changes, subscriptions
from server.changes import News
from server.database import transaction
from server.queue.tasks import ProcrastinateQueue

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[3]
HOOKS = ROOT / "tests" / "builders"
EXAMPLES = os.environ.get("SCHEMATHESIS_EXAMPLES", "25")
# It takes about a minute; this is for machines on which it never ends.
PATIENCE_S = 900


async def test_nothing_in_the_document_is_untrue(engine: AsyncEngine, tmp_path: Path) -> None:
    parts = make_parts(engine, tmp_path, queue=ProcrastinateQueue())
    async with transaction(engine) as session:
        owner_id = await make_user(session)
        await subscriptions.set_plan(session, owner_id, "own")
        token = await make_token(session, owner_id)
        # Something to tell, so that an event stream is never silent.
        await changes.append(session, owner_id, [News("draft", str(uuid4()), {})])
    async with live_server(parts, heartbeat_s=0.1) as url:
        status, said = await run_schemathesis(url, token, tmp_path)
        assert status == 0, said
        assert f"Tested: {len(operations())}" in said, said
        signed = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(base_url=url, headers=signed) as me:
            # Had it signed itself out on the way, all the rest would be 401 and prove nothing.
            assert (await me.get("/v1/me")).status_code == 200


async def run_schemathesis(url: str, token: str, folder: Path) -> tuple[int, str]:
    """Its exit status and what it said."""
    running = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "schemathesis.cli", "--config-file", str(ROOT / "schemathesis.toml"), "run"),
        *(str(ROOT / "contract" / "openapi.json"), "--url", url),
        *("--header", f"Authorization: Bearer {token}", "--max-examples", EXAMPLES),
        cwd=folder,
        # It runs no line of ours.
        env=untraced(SCHEMATHESIS_HOOKS="schemathesis_hooks", PYTHONPATH=str(HOOKS)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(PATIENCE_S):
            said, _ = await running.communicate()
    finally:
        if running.returncode is None:
            running.kill()
            await running.wait()
    assert running.returncode is not None
    return running.returncode, said.decode()
