"""Chance that is none: choices that follow from a seed and a place, the same on every Python."""

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

from contract.drafts import Draft

T = TypeVar("T")


def derive(seed: int, place: str) -> int:
    """Return a number 0..2**32-1 that belongs to this seed and this place alone."""
    digest = sha256(f"{seed}\n{place}".encode()).digest()
    return int.from_bytes(digest[:4], "big")


def pick(seed: int, place: str, options: Sequence[T]) -> T:
    """Return one of the options; the same one for the same seed and place, always."""
    return options[derive(seed, place) % len(options)]


def seed_of(draft: Draft) -> int:
    """Return the seed of a wish that names none: the same words give the same video."""
    return derive(0, f"{draft.topic}\n{draft.script}")
