"""Problems over HTTP: RFC 9457, a status for every code, nothing echoed that cannot be."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import jsonschema_rs
import psycopg
import pytest
from fastapi import APIRouter
from pydantic import BaseModel
from server_client import BASE_URL, client, make_parts
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine

from contract.problems import Code, Problem
from server.api.order import OpenRoute
from server.api.problems import STATUS, problem_of_database, problem_response
from server.app import create_app
from server.database import make_engine

pytestmark = pytest.mark.anyio

SCHEMA = (
    Path(__file__).parents[3].parent
    / "shared"
    / "material"
    / "http"
    / "rfc9457-problem.schema.json"
)


class Hard(BaseModel, extra="forbid"):
    """A body with rules."""

    count: int


router = APIRouter(route_class=OpenRoute)


@router.post("/fails/{how}")
async def fail(how: str) -> None:
    """Fail in a way."""
    match how:
        case "bug":
            raise ZeroDivisionError("the secret words")
        case "surrogate":
            raise Problem(Code.COOLDOWN, "Bad \ud800", "Wait.", facts={"\udfff": float("nan")})
        case "facts":
            raise Problem(
                Code.QUOTA_EXCEEDED,
                "All is used.",
                "Wait.",
                retryable=True,
                retry_after_s=7,
                facts={"pool": "exports", "used": 10, "status": 200, "code": "other"},
            )
        case "pool":
            raise PoolTimeoutError("no connection")
        case "gone":
            raise OperationalError("SELECT 1", {}, psycopg.OperationalError("closed"))
        case "wrong":
            raise DBAPIError("SELECT 1", {}, psycopg.errors.UndefinedTable("oh"))


@router.put("/reads")
async def read(body: Hard) -> None:
    """Read a body."""


@pytest.fixture
async def failing(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(make_parts(make_engine("postgresql:///none?host=/nowhere"), tmp_path))
    app.router.routes.extend(router.routes)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE_URL) as opened:
        yield opened


def test_every_code_has_a_status_that_a_failure_may_have() -> None:
    assert set(STATUS) == set(Code)
    assert all(400 <= status <= 599 for status in STATUS.values())


@pytest.mark.parametrize("code", Code)
def test_every_problem_keeps_to_rfc_9457(code: Code) -> None:
    if not SCHEMA.exists():
        pytest.skip("the outside material is not here")
    schema = json.loads(SCHEMA.read_text().replace("\\\n", ""))
    answer = problem_response(Problem(code, "Says.", "Do."), "1" * 32)
    body = json.loads(bytes(answer.body))
    jsonschema_rs.validator_for(schema).validate(body)
    assert body["status"] == answer.status_code == STATUS[code]
    assert body["code"] == code
    assert answer.media_type == "application/problem+json"


async def test_facts_stand_beside_but_never_in_place_of_what_all_have(
    failing: httpx.AsyncClient,
) -> None:
    answer = await failing.post("/fails/facts")
    body = answer.json()
    assert answer.status_code == body["status"] == 403
    assert (body["code"], body["pool"], body["used"]) == ("quota-exceeded", "exports", 10)
    assert answer.headers["Retry-After"] == "7" == str(body["retry_after_s"])
    assert body["retryable"] is True


async def test_what_cannot_be_encoded_is_told_without_it(failing: httpx.AsyncClient) -> None:
    answer = await failing.post("/fails/surrogate")
    assert answer.status_code == 429
    assert answer.json()["detail"] == "Bad ?"
    assert answer.json()["?"] is None


async def test_a_bug_says_nothing_but_its_request(failing: httpx.AsyncClient) -> None:
    answer = await failing.post("/fails/bug")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal-error")
    assert answer.json()["request_id"] == answer.headers["X-Request-Id"]
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    ("how", "code"), [("pool", "server-busy"), ("gone", "database-unreachable")]
)
async def test_a_database_that_is_away_or_full_is_503_and_worth_another_try(
    failing: httpx.AsyncClient, how: str, code: str
) -> None:
    answer = await failing.post(f"/fails/{how}")
    assert (answer.status_code, answer.json()["code"]) == (503, code)
    assert answer.json()["retryable"] is True
    assert int(answer.headers["Retry-After"]) > 0


async def test_a_wrong_statement_is_a_bug(failing: httpx.AsyncClient) -> None:
    assert (await failing.post("/fails/wrong")).status_code == 500


@pytest.mark.parametrize(
    "error",
    [
        psycopg.errors.DeadlockDetected(),
        psycopg.errors.SerializationFailure(),
        psycopg.errors.LockNotAvailable(),
        psycopg.errors.TooManyConnections(),
        psycopg.errors.QueryCanceled(),
    ],
)
def test_what_passes_by_itself_is_a_busy_server(error: Exception) -> None:
    told = problem_of_database(error)
    assert told is not None
    assert told.code is Code.SERVER_BUSY


@pytest.mark.parametrize(
    "error", [psycopg.errors.AdminShutdown(), psycopg.errors.CannotConnectNow()]
)
def test_a_database_that_ends_or_begins_is_not_there(error: Exception) -> None:
    told = problem_of_database(error)
    assert told is not None
    assert told.code is Code.DATABASE_UNREACHABLE


async def test_a_body_is_refused_by_place_and_never_echoed(failing: httpx.AsyncClient) -> None:
    answer = await failing.put("/reads", json={"count": "my words", "more": 1})
    assert answer.status_code == 422
    assert [error["where"] for error in answer.json()["errors"]] == ["body.count", "body.more"]
    assert "my words" not in answer.text


async def test_few_errors_are_told_and_none_at_length(failing: httpx.AsyncClient) -> None:
    answer = await failing.put("/reads", json={f"{n}" + "x" * 10_000: 1 for n in range(50)})
    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == 20
    assert len(answer.text) < 20_000


async def test_an_unknown_address_is_404_and_another_method_405_with_all_that_are_known(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    async with client(engine, tmp_path) as opened:
        for path in ("/", "/v1", "/v1/nothing", "/v1/me/", "/docs", "/openapi.json", "/%00"):
            answer = await opened.get(path)
            assert (answer.status_code, answer.json()["code"]) == (404, "not-found"), path
        answer = await opened.put("/v1/api-keys/7")
        assert (answer.status_code, answer.json()["code"]) == (405, "method-not-allowed")
        assert answer.headers["Allow"] == "DELETE, GET, HEAD"


async def test_after_the_database_was_lost_it_is_found_again(
    engine: AsyncEngine, database_url: str, tmp_path: Path
) -> None:
    async with client(engine, tmp_path) as opened:
        assert (await opened.get("/readyz")).status_code == 200
        async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as admin:
            await admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        lost = await opened.get("/v1/me", headers={"Authorization": "Bearer ra_none"})
        assert (lost.status_code, lost.json()["code"]) == (503, "database-unreachable")
        found = await opened.get("/v1/me", headers={"Authorization": "Bearer ra_none"})
        assert found.status_code == 401
