"""A thread of its own for everything that waits for a network.

Why no loop for both Qt and the network: docs/decisions/0027-the-window.md.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")

# A refresh token that was spent is kept; what hangs longer at the end is left to the system.
ENDED_WITHIN_S = 10.0


class Talk:
    """An event loop on a thread, until `close`."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="talk", daemon=True)
        self._thread.start()

    def submit(self, work: Coroutine[Any, Any, T]) -> "Future[T]":
        """Begin some work there; cancelled, it is let go of."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def aside(self, work: Callable[[], T]) -> "Future[T]":
        """Begin some work that blocks, on a thread beside the loop."""

        async def wait() -> T:
            return await asyncio.to_thread(work)

        return self.submit(wait())

    def close(self) -> None:
        """On return nothing of it runs any longer: what was begun is cancelled and cleaned up."""
        if self._loop.is_closed():
            return
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(ENDED_WITHIN_S)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
            self._end()
        finally:
            self._loop.close()

    def _end(self) -> None:
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        if tasks:
            self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
