"""What the server costs under load: reads, creates, a flood, a large library.

The database, one API process and the load share this machine, as they do at home.
"""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import httpx

from bench import events
from bench.load import Orders, Shot, Told
from bench.populated import WORDS, Person, fill_library, populate
from bench.table import Findings, Row, at_least_times, at_most, at_most_times
from server.migrations import upgrade
from server.postgres.embedded import EmbeddedPostgres

ROOT = Path(__file__).parents[1]
# A busy moment of this machine spoils one run, not five.
RUNS = 5
SECONDS = 4.0
READS_PER_S, CREATES_PER_S, SEARCHES_PER_S, OTHERS_PER_S = 150.0, 40.0, 20.0, 30.0
MOST_READ_MS, MOST_CREATE_MS, MOST_SEARCH_MS = 50.0, 150.0, 100.0
LEAST_SHARE_OF_BARE = 0.25
MOST_TIMES_BESIDE_A_FLOOD = 2.0
# For throughput: enough to keep one process busy, few enough to share two cores with it.
BUSY_CONNECTIONS = 8
# What one person's runaway script may hold open.
FLOOD_CONNECTIONS = 16
READY_WITHIN_S = 60.0


NOTE = "one API process; the load, it and Postgres share the machine"


def measure(folder: Path) -> Findings:
    """Every figure of the server but those of its listeners, from one database."""
    with (
        populated(folder) as (url, people),
        api_process(url, folder) as api,
        _bare(url) as bare_port,
    ):
        rows = [
            *_paced(api.port, people),
            _beside_bare(api.port, bare_port, people),
            _beside_flood(api.port, people),
        ]
        _say("Filling a library with 100,000 items ...")
        fill_library(url, people[0])
        rows.append(_searches(api.port, people[0]))
    return Findings(tuple(rows), (f"server: {NOTE}",))


def measure_listeners(folder: Path) -> Findings:
    """Every figure of a thousand listeners, from a database and a process of their own."""
    _say(f"{events.LISTENERS} listeners ...")
    with populated(folder) as (url, people), api_process(url, folder) as api:
        rows = tuple(events.measure_events(url, api.port, api.pid, people))
    return Findings(rows, (f"events: {NOTE}",))


def _paced(port: int, people: Sequence[Person]) -> Iterator[Row]:
    for name, shots in (
        ("generation_p99", [_get(p, f"/v1/generations/{p.generation_id}") for p in people]),
        ("usage_p99", [_get(p, "/v1/usage") for p in people]),
    ):
        _say(f"{name} at {READS_PER_S:g} a second ...")
        best = min(_p99(port, shots, READS_PER_S) for _ in range(RUNS))
        yield at_most(name, best, "ms", MOST_READ_MS)
    _say(f"create_p99 at {CREATES_PER_S:g} a second ...")
    runs = [_p99(port, _creates(people, run), CREATES_PER_S) for run in range(RUNS)]
    yield at_most("create_p99", min(runs), "ms", MOST_CREATE_MS)


def _beside_bare(port: int, bare_port: int, people: Sequence[Person]) -> Row:
    """Answers a second of the hot read, beside the same two queries without a framework."""
    _say("Hot reads, beside bare ASGI and psycopg ...")
    ours, bare = list[float](), list[float]()
    for _ in range(RUNS):
        shots = [_get(p, f"/v1/generations/{p.generation_id}") for p in people]
        ours.append(_told(port, shots, None, BUSY_CONNECTIONS).per_s)
        shots = [_get(p, f"/{p.generation_id}") for p in people]
        bare.append(_told(bare_port, shots, None, BUSY_CONNECTIONS).per_s)
    name, unit = "hot_reads_per_s", "answers/s"
    return at_least_times(name, max(ours), unit, max(bare), LEAST_SHARE_OF_BARE)


def _beside_flood(port: int, people: Sequence[Person]) -> Row:
    """Other people's p99 while one person's script asks as fast as it is answered."""
    _say("Others, beside one person's flood ...")
    flooder, *others = people
    shots = [_get(p, f"/v1/generations/{p.generation_id}") for p in others]
    flood = [_get(flooder, "/v1/usage"), *_creates([flooder], 1000)]
    calm, beside = list[float](), list[float]()
    for _ in range(RUNS):
        calm.append(_p99(port, shots, OTHERS_PER_S))
        with ThreadPoolExecutor(1) as pool:
            raging = pool.submit(_told, port, flood, None, FLOOD_CONNECTIONS, SECONDS + 1)
            beside.append(_p99(port, shots, OTHERS_PER_S))
            raging.result()
    name = "others_p99_beside_flood"
    return at_most_times(name, min(beside), "ms", min(calm), MOST_TIMES_BESIDE_A_FLOOD)


def _searches(port: int, person: Person) -> Row:
    queries = [f"{one} {other}" for one in WORDS for other in ("9", *WORDS[:3])]
    shots = [_get(person, f"/v1/library/assets?q={quote(query)}&limit=20") for query in queries]
    best = min(_p99(port, shots, SEARCHES_PER_S) for _ in range(RUNS))
    return at_most("library_search_p99", best, "ms", MOST_SEARCH_MS)


def _p99(port: int, shots: Sequence[Shot], per_s: float) -> float:
    return _told(port, shots, per_s).percentile_ms(0.99)


def _told(
    port: int,
    shots: Sequence[Shot],
    per_s: float | None,
    connections: int = 32,
    seconds: float = SECONDS,
) -> Told:
    orders = Orders(
        port=port, shots=tuple(shots), per_s=per_s, seconds=seconds, connections=connections
    )
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        input=orders.model_dump_json(),
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        check=True,
    )
    told = Told.model_validate_json(done.stdout)
    failed = {status for status in told.statuses if status >= 500}
    assert not failed, told.statuses
    # At a set pace nobody floods: every answer must be the real one.
    assert per_s is None or set(told.statuses) <= {200, 202}, told.statuses
    return told


def _get(person: Person, path: str) -> Shot:
    headers = {"Authorization": f"Bearer {person.token}"}
    return Shot(method="GET", path=path, headers=headers, body="")


def _creates(people: Sequence[Person], run: int) -> list[Shot]:
    """As many wishes as a run sends, each another draft under another key."""
    return [
        Shot(
            method="POST",
            path="/v1/create",
            headers={
                "Authorization": f"Bearer {people[number % len(people)].token}",
                "Idempotency-Key": f"bench-{run}-{number}",
                "Content-Type": "application/json",
            },
            body=json.dumps(_wish(f"{run}-{number}")),
        )
        for number in range(int(CREATES_PER_S * SECONDS))
    ]


def _wish(name: str) -> dict[str, str]:
    """About 70 words, half a minute of video; no two alike."""
    script = (
        "Sunlight looks white, but it holds every colour of the rainbow at once.\n\n"
        "When it meets the air, tiny molecules throw its light around. Blue light is thrown "
        "about 5 times more than red.\n\nSo from every direction some blue comes down to you. "
        "Red goes straight on, and that is why the evening sky burns: its light has come a "
        "long way through the air, and all the blue was lost on the road.\n\n"
        f"Look up tonight, number {name}."
    )
    return {
        "topic": "Why is the sky *blue?*",
        "script": script,
        "platform": "tiktok",
        "preset": "explainer",
    }


@contextmanager
def populated(folder: Path) -> Iterator[tuple[str, tuple[Person, ...]]]:
    """The address of a database with people in it, gone after the block."""
    with TemporaryDirectory(dir=folder) as name, EmbeddedPostgres(Path(name)) as postgres:
        upgrade(postgres.url)
        yield postgres.url, populate(postgres.url)


@dataclass(frozen=True)
class Api:
    """An API process that answers."""

    port: int
    pid: int


@contextmanager
def api_process(url: str, folder: Path) -> Iterator[Api]:
    """One API process without a worker: what is accepted stays in the queue."""
    environment = {
        "REELYARD_DATABASE_URL": url,
        "REELYARD_FILES": str(folder / "files"),
        "REELYARD_SECRET": "bench-" * 8,
    }
    port = _free_port()
    command = [sys.executable, "-m", "reelyard", "api", "--port", str(port)]
    with _running(command, environment, folder / "api.log") as pid:
        _wait_for(f"http://127.0.0.1:{port}/readyz")
        yield Api(port, pid)


@contextmanager
def _bare(url: str) -> Iterator[int]:
    port = _free_port()
    command = [sys.executable, "-m", "uvicorn", "bench.bare:app", "--port", str(port)]
    options = ["--log-level", "error", "--no-access-log"]
    with _running([*command, *options], {"BENCH_DATABASE_URL": url}, None):
        _wait_for(f"http://127.0.0.1:{port}/")
        yield port


@contextmanager
def _running(
    command: Sequence[str], environment: dict[str, str], log: Path | None
) -> Iterator[int]:
    with open(log or os.devnull, "wb") as said:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=said,
            stderr=said,
        )
        try:
            yield process.pid
        finally:
            process.terminate()
            process.wait()


def _wait_for(url: str) -> None:
    transport = httpx.HTTPTransport(retries=10)
    with httpx.Client(transport=transport, timeout=READY_WITHIN_S) as client:
        client.get(url)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)
