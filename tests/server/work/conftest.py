"""What the tests of the work share: parts with the real queue, and a shelf drawn once."""

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from accepted_reels import body
from server_client import SilentBell, make_parts

from reel.choices import seed_of
from server import pricing
from server.queue.tasks import ProcrastinateQueue
from server.work.make_variants import SHELF
from server.work.orders import Order, Recipe
from server.work.render import render

LEASE_S = 30.0


@pytest.fixture(scope="session")
def drawn(tmp_path_factory) -> Path:
    """A shelf with every segment of the shortest reel's first variant."""
    folder = tmp_path_factory.mktemp("drawn")
    draft = pricing.frozen(body())
    recipe = Recipe(draft=draft, seed=seed_of(draft), variant=0)
    order = Order(recipe=recipe, out=folder / "out", shelf=folder / SHELF)
    asyncio.run(render(order, lambda _: None, asyncio.Event()))
    return folder / SHELF


@pytest.fixture
def bell():
    return SilentBell()


@pytest.fixture
def parts(engine, tmp_path, bell):
    """Parts with an empty folder of files."""
    made = make_parts(engine, tmp_path / "files", queue=ProcrastinateQueue(), bell=bell)
    return replace(made, settings=replace(made.settings, lease_s=LEASE_S))


@pytest.fixture
def warm(parts, drawn):
    """True on return: nothing of the shortest reel's first variant is left to be drawn."""
    shutil.copytree(drawn, parts.settings.files / SHELF, copy_function=shutil.copy2)


@pytest.fixture
def lukewarm(parts, warm):
    """True on return: one segment is left to be drawn, the longest."""
    shelf = parts.settings.files / SHELF
    longest = max(shelf.glob("*.thumbs"), key=lambda path: path.stat().st_size)
    for path in shelf.glob(f"{longest.stem}.*"):
        path.unlink()


@pytest.fixture
def sql(database_url):
    """Has the database do something, and returns the rows that it gives."""
    with psycopg.connect(database_url, autocommit=True) as connection:

        def do(statement, *values):
            done = connection.execute(statement, values)
            return done.fetchall() if done.description else []

        yield do
