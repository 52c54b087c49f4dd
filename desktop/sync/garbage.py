"""How often Python looks for circles of garbage while pages of rows are read."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# A page of 1,000 rows is some 50,000 values, none of them in a circle: at the usual 700, looking
# for one took a quarter of a first sync.
RARE_THRESHOLDS = (50_000, 20, 100)

# One for each who reads; the first says what was usual.
_usual: list[tuple[int, int, int]] = []


@contextmanager
def looked_for_rarely() -> Iterator[None]:
    """While it lasts, it is looked for rarely; after the last one, as often as before."""
    _usual.append(gc.get_threshold())
    gc.set_threshold(*RARE_THRESHOLDS)
    try:
        yield
    finally:
        if len(_usual) == 1:
            gc.set_threshold(*_usual[0])
        _usual.pop()
