"""Two hundred wishes of one person at once, over four processes: exactly the limit gets in.

The processes are real ones, started as an operator does, on one database; three people ask at
the same time, each on a plan on which another limit is the one that is reached, and a fourth
sends one wish fifty times. All in one test, as starting the processes is most of the work.
"""

import asyncio
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator

import httpx
import pytest
from accepted_reels import body
from server_client import SECRET
from server_reels import meters, subscribe
from server_users import make_token, make_user
from untraced import untraced

from reel import estimating
from server import pricing
from server.database import reading, transaction

pytestmark = pytest.mark.anyio

PROCESSES = 4
AT_ONCE = 200
SAME_KEY = 50
# What a machine that is busy with everything else needs for all of it.
PATIENCE_S = 120

WISH = body().model_dump(mode="json", exclude_defaults=True)
PRICE_MS = estimating.price(pricing.frozen(body())).ms
NO_LIMIT = {"exports": None, "minutes": None, "burst": None, "at_once": None}
# By the plan of each: what its limit is, and how many wishes that lets in.
LIMITS = {
    "free": {"minutes": 1},
    "creator": {"burst": 11},
    "pro": {"at_once": 7},
}
LET_IN = {"free": 60_000 // PRICE_MS, "creator": 11, "pro": 7}
REFUSED_BY = {"free": "quota-exceeded", "creator": "burst-limit", "pro": "concurrency-limit"}


@pytest.fixture
def processes(database_url, tmp_path) -> Iterator[list[str]]:
    """The addresses of four API processes."""
    plans = tmp_path / "plans.json"
    plans.write_text(json.dumps({plan: {**NO_LIMIT, **limit} for plan, limit in LIMITS.items()}))
    environment = untraced(
        REELYARD_DATABASE_URL=database_url,
        REELYARD_FILES=str(tmp_path / "files"),
        REELYARD_SECRET=SECRET,
        REELYARD_PLANS=str(plans),
    )
    with (tmp_path / "api.log").open("w") as log:
        started = [
            subprocess.Popen(
                [sys.executable, "-m", "reelyard", "api", "--port", "0", "--until-eof"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=environment,
            )
            for _ in range(PROCESSES)
        ]
    try:
        lines = [process.stdout.readline() for process in started if process.stdout]
        assert all(lines), (tmp_path / "api.log").read_text()[-3000:]
        yield [json.loads(line)["url"] for line in lines]
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.communicate(timeout=PATIENCE_S)


@pytest.fixture
async def people(engine) -> dict[str, tuple[object, str]]:
    """Who asks, by their plan: their id and a token."""
    found = {}
    async with transaction(engine) as session:
        for plan in (*LIMITS, "own"):
            owner_id = await make_user(session)
            await subscribe(session, owner_id, plan)
            found[plan] = (owner_id, await make_token(session, owner_id))
    return found


@pytest.fixture
async def clients(processes):
    limits = httpx.Limits(max_connections=40)
    opened = [
        httpx.AsyncClient(base_url=url, timeout=PATIENCE_S, limits=limits) for url in processes
    ]
    yield opened
    for client in opened:
        await client.aclose()


async def ask(client: httpx.AsyncClient, token: str, key: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
    return await client.post("/v1/create", json=WISH, headers=headers)


async def ask_until_told(client: httpx.AsyncClient, token: str, key: str) -> httpx.Response:
    while True:
        answer = await ask(client, token, key)
        if answer.status_code != 409:
            return answer


async def test_exactly_the_limit_gets_in_and_one_key_is_one_generation(engine, people, clients):
    asked = {
        plan: [ask(clients[n % PROCESSES], people[plan][1], f"k{n}") for n in range(AT_ONCE)]
        for plan in LIMITS
    }
    asked["own"] = [
        ask_until_told(clients[n % PROCESSES], people["own"][1], "same") for n in range(SAME_KEY)
    ]
    answered = await asyncio.gather(*(asyncio.gather(*wishes) for wishes in asked.values()))
    found = dict(zip(asked, answered, strict=True))
    async with reading(engine) as session:
        taken = {plan: await meters(session, owner_id) for plan, (owner_id, _) in people.items()}
    reserved_ms = {
        plan: sum(m.reserved_ms for m in months.values()) for plan, months in taken.items()
    }
    for plan, let_in in LET_IN.items():
        told = Counter(
            "accepted" if answer.status_code == 202 else answer.json()["code"]
            for answer in found[plan]
        )
        assert told == {"accepted": let_in, REFUSED_BY[plan]: AT_ONCE - let_in}, plan
        waits = {answer.headers.get("Retry-After") for answer in found[plan] if answer.is_error}
        assert (None in waits) == (plan == "free"), "only what waiting cures says how long"
        assert reserved_ms[plan] == let_in * PRICE_MS
    answers = found["own"]
    assert {(answer.status_code, answer.text) for answer in answers} == {(202, answers[0].text)}
    assert {answer.headers["Location"] for answer in answers} == {answers[0].headers["Location"]}
    replayed = [answer.headers.get("Idempotent-Replayed") for answer in answers]
    assert Counter(replayed) == {None: 1, "true": SAME_KEY - 1}
    assert reserved_ms["own"] == PRICE_MS
