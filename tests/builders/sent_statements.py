"""What is sent to Postgres, counted where everything passes: at the driver."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest


@contextmanager
def sent_statements() -> Iterator[list[str]]:
    """The statements that this process sends for the block, whoever words them."""
    sent: list[str] = []
    execute = psycopg.AsyncCursor.execute

    async def note(self: Any, query: Any, *rest: Any, **named: Any) -> Any:
        sent.append(str(query))
        return await execute(self, query, *rest, **named)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(psycopg.AsyncCursor, "execute", note)
        yield sent
