"""The same promises as the simulator's, kept by the real parts: SQLite, the API, Postgres.

REAL_SEEDS says how many seeds (10), REAL_FIRST the first one; `make soak` runs 500 of them.
"""

import os

import pytest
from real_stack import run_seed
from synced_devices import House

pytestmark = pytest.mark.anyio

SEEDS, FIRST = int(os.environ.get("REAL_SEEDS", "10")), int(os.environ.get("REAL_FIRST", "0"))


async def test_no_word_is_lost_and_all_come_to_be_equal(postgres, database_url, tmp_path):
    house = House(postgres, database_url, tmp_path / "files")
    try:
        for seed in range(FIRST, FIRST + SEEDS):
            await run_seed(seed, house, tmp_path / f"seed-{seed}")
    finally:
        await house.close()
