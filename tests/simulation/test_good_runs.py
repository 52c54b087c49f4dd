"""Promises of the simulator: nothing is lost, all end equal, and a seed says it all."""

import pytest
from simulated.run import run

SEEDS = range(40)


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_lost_and_all_end_equal(seed):
    outcome = run(seed)
    assert outcome.wrong is None, "\n".join(outcome.trace[-20:])


@pytest.mark.parametrize("seed", [0, 3, 8])
def test_the_same_seed_gives_the_same_trace(seed):
    assert run(seed).trace == run(seed).trace


def test_what_is_drawn_reaches_every_kind_of_step():
    traces = "\n".join(line for seed in SEEDS for line in run(seed).trace)
    for happened in (
        "late request: True",
        "disk full",
        "crashed after commit",
        "server crashed before",
        "server is restored",
        "is copied",
        "200 days pass",
        "RESYNC",
        "DEVICE_FORK",
        "wishes save",
        "wishes cancel",
        "succeeded",
        "client patches in",
    ):
        assert happened in traces, happened
