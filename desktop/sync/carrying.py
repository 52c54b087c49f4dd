"""Files that wait are brought to the server beside the talk: it goes on meanwhile, and what
mentions a file goes once the file is there."""

import asyncio
from collections.abc import Callable
from random import Random

from contract.problems import Code, Problem
from desktop.models import media
from desktop.models.storage import Storage
from desktop.sync.async_client import AsyncApiClient
from desktop.sync.backoff import Backoff
from desktop.sync.pausing import Sleep, happens
from desktop.sync.uploads import OF_FILES, upload

# Which file, how many of its bytes have come, of how many.
OnProgress = Callable[[str, int, int], None]


class Carrying:
    """The files of one store, one after the other, for as long as `run` runs."""

    def __init__(
        self,
        api: AsyncApiClient,
        storage: Storage,
        *,
        chance: Random,
        sleep: Sleep = asyncio.sleep,
        on_progress: OnProgress = lambda sha256, come, all_of_it: None,
    ) -> None:
        self._api, self._storage = api, storage
        self._sleep, self._on_progress = sleep, on_progress
        self._backoff = Backoff(chance)
        self._woken, self._asked = asyncio.Event(), asyncio.Event()

    def wake(self) -> None:
        """There may be more to bring."""
        self._woken.set()

    def look_now(self) -> None:
        """The network is back, somebody signed in, a person does not want to wait."""
        self._asked.set()
        self._woken.set()

    async def run(self) -> None:
        """Bring what waits, and what comes to wait, until cancelled."""
        while True:
            self._woken.clear()
            self._asked.clear()
            try:
                await self.bring_once()
            except Problem as problem:
                is_signed_out = problem.code is Code.NOT_SIGNED_IN
                asked_s = problem.retry_after_s
                wait_s = self._backoff.next_s(None if asked_s is None else float(asked_s))
                # Not woken by news: each attempt makes some.
                await happens(self._asked, None if is_signed_out else wait_s, self._sleep)
            else:
                self._backoff.reset()
                await happens(self._woken, None, self._sleep)

    async def bring_once(self) -> None:
        """True on return: the server has what waited, but for files of which it was noted why
        they cannot be sent.

        Raises: Problem SERVER_UNREACHABLE, NOT_SIGNED_IN ...: nothing can be sent now.
        """
        for file in await self._storage.run(media.list_waiting):
            try:
                await self._bring(file.sha256)
            except Problem as problem:
                if problem.code not in OF_FILES:
                    raise

    async def _bring(self, sha256: str) -> None:
        def told(come: int, all_of_it: int) -> None:
            self._on_progress(sha256, come, all_of_it)

        await upload(self._api, self._storage, sha256, told)
