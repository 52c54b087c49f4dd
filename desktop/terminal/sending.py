"""Pictures of a wish on their way to the server: each once, stopped when somebody wants to."""

import asyncio
from collections.abc import Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from desktop.sync import uploads
from desktop.sync.api_client import ApiClient
from desktop.sync.async_client import AsyncApiClient
from desktop.terminal.errands import LOOK_AGAIN_S, Errand


def send_all(errand: Errand, pictures: Sequence[tuple[Path, str]]) -> None:
    """Have the server hold each of these files, named with its sha256. What it has of one
    already, from an earlier try or another device, is not sent again.

    Raises: Problem STORAGE_FULL, SERVER_UNREACHABLE when it stays away too long, CANCELLED ...
    """
    each_once = dict[str, Path]()
    for path, sha256 in pictures:
        each_once.setdefault(sha256, path)
    for sha256, path in each_once.items():
        errand.patience.until_answered(partial(_send, errand, path, sha256))


def _send(errand: Errand, path: Path, sha256: str) -> None:
    def show(come: int, size: int) -> None:
        errand.display.show(f"Sending {path.name}", 100 * come // max(size, 1))

    async def send() -> None:
        async with AsyncApiClient(errand.client.server, _Same(errand.client)) as client:
            await uploads.send_file(client, path, sha256, path.name, on_progress=show)

    asyncio.run(_watched(errand, send()))


async def _watched(errand: Errand, work: Coroutine[Any, Any, None]) -> None:
    """Do the work, and let go of it the moment somebody wants to stop."""
    doing = asyncio.create_task(work)
    try:
        while not (await asyncio.wait({doing}, timeout=LOOK_AGAIN_S))[0]:
            errand.look_up()
    finally:
        doing.cancel()
        await asyncio.wait({doing})
    await doing


class _Same:
    """Signs as another client does."""

    def __init__(self, client: ApiClient) -> None:
        self._client = client

    async def token(self) -> str | None:
        """Its token."""
        return self._client.token

    async def renewed(self, refused: str | None) -> str | None:
        """Its next one."""
        if self._client.token == refused:
            await asyncio.to_thread(self._client.renew_token)
        return None if self._client.token == refused else self._client.token
