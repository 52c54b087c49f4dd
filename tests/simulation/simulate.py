"""`make simulate SEEDS=2000 FIRST=0`: many seeds of the simulator, on all cores.

python tests/simulation/simulate.py --seeds 2000 --first 0
python tests/simulation/simulate.py --seeds 1 --first 17 --trace
"""

import argparse
import gc
import os
import sys
import time
from collections.abc import Iterator
from multiprocessing import Pool

from simulated.run import STEPS, Outcome, run
from simulated.variants import ALL, Variant

CHUNK = 20
# A line for each of these, so that a long run that was stopped goes on from there by --first.
PIECE = 2_000
SHOWN_FAILURES = 10


def main() -> int:
    """Run the seeds, piece by piece; 0 when every promise held in all of them."""
    asked = _asked()
    variant = ALL[asked.variant]
    failures = 0
    for first in range(asked.first, asked.first + asked.seeds, PIECE):
        last = min(first + PIECE, asked.first + asked.seeds)
        failures += _run_piece(range(first, last), variant, is_traced=asked.trace)
    return 1 if failures else 0


def _run_piece(seeds: range, variant: Variant, *, is_traced: bool) -> int:
    """How many of these seeds broke a promise; each is said, and how to see it again."""
    began = time.monotonic()
    failures = 0
    for outcome in outcomes(seeds, variant):
        if is_traced:
            print("\n".join(outcome.trace))
        if outcome.wrong is None:
            continue
        failures += 1
        if failures <= SHOWN_FAILURES:
            print(f"seed {outcome.seed}: {outcome.wrong}\n  again: {_again(outcome, variant)}")
    took_s = time.monotonic() - began
    print(
        f"{variant.name}: seeds {seeds.start} to {seeds.stop - 1}, {STEPS} steps each: "
        f"{failures} failed, {took_s:.0f} s, {len(seeds) * STEPS / took_s:,.0f} steps/s",
        flush=True,
    )
    return failures


def outcomes(seeds: range, variant: Variant) -> Iterator[Outcome]:
    """Each seed's outcome, in order; one process a core."""
    if len(seeds) <= CHUNK:
        yield from (run(seed, variant) for seed in seeds)
        return
    with Pool(os.cpu_count(), _wait_for_seeds) as pool:
        yield from pool.imap(_One(variant), seeds, chunksize=CHUNK)


def _wait_for_seeds() -> None:
    """What a process begins with: circles are looked for after each seed, not within it."""
    gc.freeze()
    gc.disable()


class _One:
    """What a process of the pool does; only failures carry their trace home."""

    def __init__(self, variant: Variant) -> None:
        self._variant = variant

    def __call__(self, seed: int) -> Outcome:
        outcome = run(seed, self._variant)
        gc.collect()
        return outcome if outcome.wrong else Outcome(seed, None, (), outcome.trace_hash)


def _again(outcome: Outcome, variant: Variant) -> str:
    named = "" if variant.name == "good" else f" --variant '{variant.name}'"
    return f"tests/simulation/simulate.py --seeds 1 --first {outcome.seed}{named} --trace"


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--variant", choices=ALL, default="good")
    parser.add_argument("--trace", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
