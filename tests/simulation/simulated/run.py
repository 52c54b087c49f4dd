"""One seed: many steps with faults, then quiet, then everything must be equal and there."""

from dataclasses import dataclass

from simulated.exchange import Exchange, unsent
from simulated.found_before import found_before
from simulated.steps import take_one
from simulated.variants import GOOD, Variant
from simulated.world import World

STEPS = 120
# What one device heals, another must read, and may then have to say.
MOST_ROUNDS = 12


@dataclass(frozen=True)
class Outcome:
    """How a seed ended: `wrong` is None when every promise held."""

    seed: int
    wrong: str | None
    trace: tuple[str, ...]
    trace_hash: str


def run(seed: int, variant: Variant = GOOD, steps: int = STEPS) -> Outcome:
    """Everything that happens in a world of this seed; the same every time."""
    world = World(seed, variant)
    wrong = None
    with variant.installed(), found_before():
        try:
            for _ in range(steps):
                take_one(world)
            rest(world)
        # Whatever it is, it is a finding: a bad variant breaks where it may.
        except Exception as failure:  # noqa: BLE001
            wrong = f"{type(failure).__name__}: {failure}"
    world.note(wrong or "all is well")
    return Outcome(seed, wrong, tuple(world.trace), world.trace_hash())


def rest(world: World) -> None:
    """Nobody writes and nothing breaks any more; all devices sync until nothing is left to say.

    Raises: Violation.
    """
    world.faults.calm()
    best = world.oracle.best(world)
    for _ in range(MOST_ROUNDS):
        before = world.server.store.head
        for device in world.devices:
            _sync(world, device)
        if world.workers.finish() or world.server.store.head != before:
            continue
        if not any(unsent(device.disk) for device in world.devices):
            break
    world.oracle.check_end(world, best)
    for row_key, held in sorted(world.server.store.rows.items(), key=str):
        world.note(f"{row_key}: {held.row.tags} {world.server.store.said.get(row_key[1])}")


def _sync(world: World, device) -> None:
    world.pass_time(1_000)
    exchange = Exchange(device, world.server, is_wired=world.is_wired)
    exchange.run()
    world.conflicts_of(exchange.conflicts)
