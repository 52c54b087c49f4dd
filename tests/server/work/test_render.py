"""A render child from the worker's side: on return, however it comes, nothing of it is left."""

import asyncio
import os
import select
import sys

import psutil
import pytest
from accepted_reels import body

from contract.problems import Code, Problem
from reel.choices import seed_of
from server import pricing
from server.work.make_variants import SHELF
from server.work.orders import Order, Recipe, Told
from server.work.render import render

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(sys.platform != "linux", reason="uses pidfd"),
]


def drawing_family(child):
    """All that a child has started, once these have started something, too; else nothing."""
    try:
        family = child.children(recursive=True)
        return family if any(each.children() for each in family) else []
    except psutil.NoSuchProcess:
        # One of them ended between two looks; with the next word it is looked at again.
        return []


async def test_of_a_child_that_dies_by_itself_nothing_goes_on(tmp_path, monkeypatch):
    """What it started would notice within a second, and draw into a folder that is gone."""
    monkeypatch.setattr("server.work.render.MOST_TRIES", 1)
    draft = pricing.frozen(body())
    recipe = Recipe(draft=draft, seed=seed_of(draft), variant=0)
    order = Order(recipe=recipe, out=tmp_path / "out", shelf=tmp_path / SHELF)
    before = {one.pid for one in psutil.Process().children()}
    started: list[int] = []

    def kill_when_it_draws(told: Told) -> None:
        (child,) = [one for one in psutil.Process().children() if one.pid not in before]
        family = drawing_family(child)
        if told.stage == "drawing" and family:
            started.extend(os.pidfd_open(one.pid) for one in family)
            child.kill()

    with pytest.raises(Problem) as failed:
        await render(order, kill_when_it_draws, asyncio.Event())
    ended, _, _ = select.select(started, [], [], 0)
    for one in started:
        os.close(one)
    assert failed.value.code is Code.ENCODING_FAILED
    assert started
    assert ended == started
