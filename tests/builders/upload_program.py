"""A device that uploads one file and may be killed at any moment.

    python upload_program.py STORE_FOLDER SERVER TOKEN SHA256

Writes how many bytes the server has, a line each time it is told.
"""

import asyncio
import sys
from pathlib import Path

from desktop.models.storage import Storage
from desktop.sync import uploads
from desktop.sync.async_client import AsyncApiClient


class Holder:
    """Signs with the one token there is."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def token(self) -> str | None:
        return self._token

    async def renewed(self, refused: str | None) -> str | None:
        return None


async def upload(folder: Path, server: str, token: str, sha256: str) -> None:
    storage = Storage(folder)
    try:
        async with AsyncApiClient(server, Holder(token)) as client:
            await uploads.upload(client, storage, sha256, lambda come, _: print(come, flush=True))
    finally:
        storage.close()


if __name__ == "__main__":
    asyncio.run(upload(Path(sys.argv[1]), *sys.argv[2:]))
