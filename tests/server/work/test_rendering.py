"""The render child: gone with its worker, at once, and everything it has started."""

import os
import select
import signal
import subprocess
import sys

import psutil
import pytest
from accepted_reels import body

from server import pricing
from server.work.orders import LINE, Order, Recipe, Told

PATIENCE_S = 60
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="uses pidfd")


@pytest.fixture
def child(tmp_path):
    """A render child that is drawing, and its folder."""
    recipe = Recipe(draft=pricing.frozen(body()), seed=1, variant=0)
    order = Order(recipe=recipe, out=tmp_path / "out", shelf=tmp_path / "shelf")
    with subprocess.Popen(
        [sys.executable, "-m", "server.work.rendering"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, "REELYARD_ONE_GROUP": "1"},
    ) as started:
        started.stdin.write(order.model_dump_json().encode() + b"\n")
        started.stdin.flush()
        for raw in started.stdout:
            line = LINE.validate_json(raw)
            if isinstance(line, Told) and line.stage == "drawing":
                break
        yield started
        if started.poll() is None:
            os.killpg(started.pid, signal.SIGKILL)


def family(child):
    """Descriptors of everything that the child has started: each can be read once it ended."""
    found = psutil.Process(child.pid).children(recursive=True)
    assert found
    return [os.pidfd_open(one.pid) for one in found]


def all_ended(descriptors):
    ended = [bool(select.select([one], [], [], PATIENCE_S)[0]) for one in descriptors]
    for one in descriptors:
        os.close(one)
    return all(ended)


def test_when_its_input_ends_it_ends_with_all_it_has_started(child):
    started = family(child)
    child.stdin.close()
    child.wait(PATIENCE_S)
    assert all_ended(started)


def test_one_signal_to_its_group_ends_them_all(child):
    groups = {os.getpgid(one.pid) for one in psutil.Process(child.pid).children(recursive=True)}
    assert groups == {child.pid}


def test_a_request_to_stop_cancels_and_leaves_nothing_in_its_folder(child, tmp_path):
    started = family(child)
    child.terminate()
    lines = [LINE.validate_json(raw) for raw in child.stdout]
    child.wait(PATIENCE_S)
    assert (lines[-1].kind, lines[-1].code) == ("refused", "cancelled")
    assert child.returncode == 0
    assert not (tmp_path / "out").exists()
    assert all_ended(started)
