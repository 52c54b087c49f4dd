"""Figures for operators, in Prometheus' words, on a port of their own."""

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import QueuePool

from server.listening import Listening

# Around the promised 50 and 150 ms, where a change is worth seeing.
BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 10)
# Figures are for those who look after the machine; others come through a proxy, if at all.
ADDRESS = "127.0.0.1"


# Anybody may invent a method; each would be a row for ever.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """What one process counts."""

    def __init__(self, engine: AsyncEngine, listening: Listening) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "reelyard_requests",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "reelyard_request_seconds",
            "Time from a request to the end of its answer, streams left out.",
            ("method", "route"),
            buckets=BUCKETS_S,
            registry=self.registry,
        )
        listeners = Gauge("reelyard_listeners", "Event streams open.", registry=self.registry)
        listeners.set_function(lambda: listening.count)
        connections = Gauge(
            "reelyard_connections_in_use",
            "Database connections taken from the pool.",
            registry=self.registry,
        )
        connections.set_function(lambda: _in_use(engine))

    def count(self, method: str, route: str, status: int, took_s: float | None) -> None:
        """Count an answer; `took_s` None for a stream, whose length says nothing."""
        method = method if method in METHODS else "other"
        self._requests.labels(method, route, str(status)).inc()
        if took_s is not None:
            self._seconds.labels(method, route).observe(took_s)

    @contextmanager
    def served(self, port: int | None) -> Iterator[int | None]:
        """Show the figures at this port for the block (0: a free one); None shows them nowhere.

        Raises: OSError when the port is taken.
        """
        if port is None:
            yield None
            return
        server, thread = start_http_server(port, ADDRESS, registry=self.registry)
        try:
            yield int(server.server_port)
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


def _in_use(engine: AsyncEngine) -> int:
    pool = engine.sync_engine.pool
    return pool.checkedout() if isinstance(pool, QueuePool) else 0
