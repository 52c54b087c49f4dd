"""The floor under every web framework: bare ASGI and psycopg, the same two queries, no more.

Run by uvicorn with the database's address in `BENCH_DATABASE_URL`; answers
`GET /<generation id>` for the bearer of a token.
"""

import hashlib
import json
import os
from typing import Any

from psycopg_pool import AsyncConnectionPool

CALLER = (
    "select s.user_id, s.id, s.device_id "
    "from access_tokens a join sessions s on s.id = a.session_id "
    "where a.hash = %s and a.expires_at > now() and s.revoked_at is null"
)
GENERATION = (
    "select g.id::text, g.status, g.stage, g.progress_pct, g.created_at::text, "
    "(select json_agg(v) from variants v where v.generation_id = g.id) "
    "from generations g where g.id = %s and g.owner_id = %s"
)
POOL = 12

_pool: AsyncConnectionPool[Any]


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """The whole application."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
        return
    headers = dict(scope["headers"])
    token = headers[b"authorization"].split(b" ", 1)[1]
    async with _pool.connection() as connection:
        caller = await (
            await connection.execute(CALLER, [hashlib.sha256(token).digest()])
        ).fetchone()
        row = (
            caller
            and await (
                await connection.execute(GENERATION, [scope["path"][1:], caller[0]])
            ).fetchone()
        )
    body = json.dumps(row).encode()
    fields = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    status = 200 if row else 404
    await send({"type": "http.response.start", "status": status, "headers": fields})
    await send({"type": "http.response.body", "body": body})


async def _live(receive: Any, send: Any) -> None:
    global _pool  # noqa: PLW0603 - one pool a process is the whole wiring
    await receive()
    _pool = AsyncConnectionPool(
        os.environ["BENCH_DATABASE_URL"],
        min_size=POOL,
        max_size=POOL,
        open=False,
        kwargs={"autocommit": True},
    )
    await _pool.open(wait=True)
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await _pool.close()
    await send({"type": "lifespan.shutdown.complete"})
