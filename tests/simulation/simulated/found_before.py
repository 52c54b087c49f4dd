"""What was found out about the same bytes before, in the same seed.

All devices, the server and the oracle live in one process and read the same texts. What a pure
function of the contract says of them is asked once; the real stack asks every time.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import rfc8785

from contract import text
from contract.text import Texts

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True)
class _Said:
    """A document that was read, without the document."""

    said: Texts


@contextmanager
def found_before() -> Iterator[None]:
    """While it lasts, texts are merged and read, and rows digested, once."""
    merged, read, dumps = text._merged, text._read, rfc8785.dumps
    merged_once = _once(merged)
    text._merged = lambda updates: merged_once(tuple(updates))
    text._read = _once(lambda update: _Said(read(update).said))
    # As Python spells it: where the order of names is another, it is asked again.
    rfc8785.dumps = _once(dumps, key_of=repr)
    try:
        yield
    finally:
        text._merged, text._read, rfc8785.dumps = merged, read, dumps


def _once(
    ask: Callable[[K], V], key_of: Callable[[K], Hashable] = lambda asked: asked
) -> Callable[[K], V]:
    """The same function, which asks each thing once; what it raises is asked again."""
    known: dict[Hashable, V] = {}

    def answer(asked: K) -> V:
        key = key_of(asked)
        if key not in known:
            known[key] = ask(asked)
        return known[key]

    return answer
