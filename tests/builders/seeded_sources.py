"""Moments, ids and chance for stores of tests."""

from itertools import count
from random import Random
from uuid import UUID

from desktop.models.sources import Sources

START_MS = 1_795_000_000_000


def make_sources(seed: str) -> Sources:
    """Moments that only pass when somebody looks, ids and chance from a seed."""
    chance, moments = Random(seed), count(START_MS)
    return Sources(
        lambda: next(moments),
        lambda: UUID(int=chance.getrandbits(128), version=4),
        lambda: chance.getrandbits(52) | 1,
    )
