"""Coverage for a quarter of what it adds: a plugin that `make check` names before tracing begins.

Asked to mind greenlets, coverage's tracer looks the running one up at every call and return of
whatever function, in a weakref.WeakKeyDictionary, which is written in Python. A plain dictionary
finds the same; of a greenlet that has ended it keeps a few hundred bytes, the tracer more anyway.

The processes that tests start are traced as ever: they cannot be reached before tracing begins.
To be removed when the tracer of https://github.com/coveragepy/coveragepy no longer does that.
"""

import weakref
from collections.abc import Callable
from typing import Any

from coverage.collector import Collector

_start = Collector._start_tracer


def _start_with_a_plain_dictionary(self: Collector) -> Callable[..., Any] | None:
    """Start a thread's tracer; it makes its dictionary at its first event, our return."""
    slow = weakref.WeakKeyDictionary
    weakref.WeakKeyDictionary = dict
    try:
        return _start(self)
    finally:
        weakref.WeakKeyDictionary = slow


Collector._start_tracer = _start_with_a_plain_dictionary
