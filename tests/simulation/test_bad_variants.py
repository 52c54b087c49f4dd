"""Each design that looks right and is not, put back in, is caught within so many seeds."""

import pytest
from simulated.run import run
from simulated.variants import BAD, Variant

CASES = [
    pytest.param(variant, seeds, id=variant.name)
    for seeds, variants in BAD.items()
    for variant in variants
]


@pytest.mark.parametrize(("variant", "seeds"), CASES)
def test_it_is_caught(variant: Variant, seeds: int):
    assert any(run(seed, variant).wrong for seed in range(seeds))
