"""Devices of one user, and the server that they share, in this process."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from synced_devices import Device, House

MakeDevice = Callable[..., Device]


@pytest.fixture
async def house(postgres: str, database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """A server with a user of plan `own`."""
    made = House(postgres, database_url, tmp_path / "files")
    await made.sign_up()
    yield made
    await made.close()


@pytest.fixture
async def device(house: House, tmp_path: Path) -> AsyncIterator[MakeDevice]:
    """Makes devices: in a folder of their own, or in one that is there."""
    made: list[Device] = []

    def make(folder: Path | None = None) -> Device:
        made.append(Device(house, folder or tmp_path / f"device-{len(made)}"))
        return made[-1]

    yield make
    for one in made:
        await one.close()
