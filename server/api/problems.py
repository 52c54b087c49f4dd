"""Problems as HTTP answers them: RFC 9457, one table of statuses, nothing echoed unsafely."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from psycopg import Error as DriverError
from psycopg import OperationalError as DriverOperationalError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from contract.problems import Code, Problem
from server import troubles
from server.absence import nothing_here

PROBLEM_TYPE = "application/problem+json"

# The one place that knows what a problem is in HTTP. Problems that only a command or a
# generation's `error` tells have a row too: nothing that is raised falls through.
STATUS: dict[Code, int] = {
    Code.SCRIPT_NOT_FOUND: 422,
    Code.SCRIPT_UNREADABLE: 422,
    Code.SCRIPT_EMPTY: 422,
    Code.SCRIPT_TOO_LONG: 422,
    Code.SCRIPT_TOO_SHORT: 422,
    Code.TOPIC_MISSING: 422,
    Code.TOPIC_TOO_LONG: 422,
    Code.UNKNOWN_PLATFORM: 422,
    Code.UNKNOWN_PRESET: 422,
    Code.UNKNOWN_VOICE: 422,
    Code.VARIANTS_OUT_OF_RANGE: 422,
    Code.LANGUAGE_NOT_SPOKEN: 422,
    Code.LETTERS_NOT_COVERED: 422,
    Code.MEDIA_NOT_FOUND: 422,
    Code.MEDIA_UNREADABLE: 422,
    Code.MEDIA_TOO_LARGE: 422,
    Code.MEDIA_TOO_MANY: 422,
    Code.FOLDER_UNWRITABLE: 500,
    Code.DISK_FULL: 507,
    Code.FFMPEG_UNFIT: 500,
    Code.PROMISE_BROKEN: 500,
    Code.NARRATION_FAILED: 500,
    Code.ENCODING_FAILED: 500,
    Code.CANCELLED: 409,
    Code.POSTGRES_OTHER_VERSION: 500,
    Code.POSTGRES_FAILED: 500,
    Code.NOT_SIGNED_IN: 401,
    # RFC 6749, section 5.2.
    Code.INVALID_GRANT: 400,
    Code.UNSUPPORTED_GRANT: 400,
    Code.EMAIL_INVALID: 422,
    Code.EMAIL_TAKEN: 409,
    Code.TOO_MANY_ATTEMPTS: 429,
    Code.API_KEYS_TOO_MANY: 409,
    Code.BODY_TOO_LARGE: 413,
    Code.INVALID_BODY: 422,
    Code.INVALID_QUERY: 422,
    Code.UNSUPPORTED_MEDIA_TYPE: 415,
    Code.KEY_MISSING: 400,
    Code.KEY_INVALID: 400,
    Code.KEY_IN_FLIGHT: 409,
    Code.KEY_REUSED: 422,
    Code.NOT_FOUND: 404,
    Code.METHOD_NOT_ALLOWED: 405,
    Code.QUOTA_EXCEEDED: 403,
    Code.BURST_LIMIT: 429,
    Code.CONCURRENCY_LIMIT: 429,
    Code.COOLDOWN: 429,
    Code.STREAMS_TOO_MANY: 429,
    Code.ALREADY_ENDED: 409,
    Code.VARIANT_NOT_READY: 409,
    Code.SCENE_UNKNOWN: 422,
    Code.STALE: 412,
    Code.IF_MATCH_MISSING: 428,
    Code.RANGE_UNSATISFIABLE: 416,
    Code.INVALID_CURSOR: 422,
    Code.MEDIA_MISSING: 422,
    Code.RESYNC: 409,
    Code.GAP: 409,
    Code.DEVICE_FORK: 409,
    Code.OUTDATED: 409,
    Code.TEXT_GAP: 422,
    Code.TEXT_DAMAGED: 422,
    Code.TEXT_TOO_LONG: 422,
    Code.FIELD_INVALID: 422,
    Code.TAGS_TOO_MANY: 422,
    Code.UPLOAD_UNKNOWN: 404,
    Code.UPLOAD_MISMATCH: 422,
    Code.UPLOAD_CONFLICT: 409,
    Code.UPLOADS_TOO_MANY: 429,
    Code.UPLOAD_VERSION: 412,
    Code.STORAGE_FULL: 403,
    Code.MEDIA_IN_USE: 409,
    Code.STORE_DAMAGED: 500,
    Code.STORE_IN_USE: 500,
    Code.STORE_NEWER: 500,
    Code.OTHER_SERVER: 409,
    Code.CONFIRM_DELETIONS: 409,
    Code.WORKER_LOST: 500,
    Code.SERVER_BUSY: 503,
    Code.SERVER_UNREACHABLE: 502,
    Code.INTERNAL_ERROR: 500,
    Code.SETTING_MISSING: 500,
    Code.SETTING_INVALID: 500,
    Code.FOLDER_IN_USE: 500,
    Code.PORT_TAKEN: 500,
    Code.DATABASE_UNREACHABLE: 503,
    Code.POSTGRES_UNFIT: 500,
    Code.USER_UNKNOWN: 404,
    Code.PLAN_UNKNOWN: 422,
    Code.TASK_UNKNOWN: 404,
}

# Our own Postgres is back 0.4 s after it was killed; whoever comes after this finds it.
AGAIN_AFTER_S = 2
# A person reads the first few; a program repairs those and asks again.
MOST_ERRORS_TOLD = 20
LONGEST_WHERE_CHARS = 200
LONGEST_SAYS_CHARS = 300
# Classes of SQLSTATE that say "not now" rather than "not here": conflicts between
# transactions, no more room, a lock or a statement that took too long.
BUSY_STATES = ("40", "53", "55", "57014")

Pairs = Sequence[Mapping[str, str]]

log = structlog.stdlib.get_logger("reelyard.api")


def install(app: FastAPI) -> None:
    """Have an app answer every failure that we know as a problem."""
    app.add_exception_handler(Problem, _answer_problem)
    app.add_exception_handler(RequestValidationError, _answer_invalid)
    app.add_exception_handler(HTTPException, _answer_http)
    for kind in (DBAPIError, DriverError, PoolTimeoutError):
        app.add_exception_handler(kind, _answer_database)


def problem_response(problem: Problem, request_id: str, errors: Pairs = ()) -> Response:
    """The answer that tells a problem; every text in it can be encoded and parsed."""
    status = STATUS[problem.code]
    content: dict[str, Any] = {
        "type": f"urn:reelyard:problem:{problem.code}",
        "title": problem.code.replace("-", " ").capitalize(),
        "status": status,
        "detail": problem.says,
        "instance": f"urn:reelyard:request:{request_id}",
        "code": str(problem.code),
        "remedy": problem.remedy,
        "retryable": problem.retryable,
        "request_id": request_id,
    }
    if errors:
        content["errors"] = [dict(error) for error in errors]
    # A fact never takes the place of what every problem has.
    content = {**problem.facts, **content}
    if problem.retry_after_s is not None:
        content["retry_after_s"] = problem.retry_after_s
    body = json.dumps(_encodable(content), ensure_ascii=False, allow_nan=False).encode()
    return Response(body, status, _headers_of(problem, status), media_type=PROBLEM_TYPE)


def internal_error() -> Problem:
    """The problem of a bug: ours, and nothing about it is said beyond the request's id."""
    return Problem(
        Code.INTERNAL_ERROR,
        "Something went wrong on our side.",
        "Try again; if it stays, tell the operator the request_id.",
        retryable=True,
    )


def problem_of_database(error: Exception) -> Problem | None:
    """What a failure of the database means to a caller; None when it is a bug of ours."""
    if isinstance(error, PoolTimeoutError):
        return _busy()
    invalidated = isinstance(error, DBAPIError) and error.connection_invalidated
    cause = error.orig if isinstance(error, DBAPIError) else error
    state = getattr(cause, "sqlstate", None) or ""
    if state.startswith(BUSY_STATES):
        return _busy()
    if invalidated or isinstance(cause, DriverOperationalError):
        return database_unreachable()
    return None


def database_unreachable() -> Problem:
    """The problem of a database that does not answer."""
    return Problem(
        Code.DATABASE_UNREACHABLE,
        "The database does not answer.",
        "Try again in a moment.",
        retryable=True,
        retry_after_s=AGAIN_AFTER_S,
    )


def request_id_of(request: Request) -> str:
    """The id under which this request is logged."""
    return str(request.scope.get("state", {}).get("request_id", "-"))


def _busy() -> Problem:
    return Problem(
        Code.SERVER_BUSY,
        "The server has more to do than it can right now.",
        "Try again in a moment.",
        retryable=True,
        retry_after_s=AGAIN_AFTER_S,
    )


def _headers_of(problem: Problem, status: int) -> dict[str, str]:
    headers = {"Cache-Control": "private, no-store"}
    if problem.retry_after_s is not None:
        headers["Retry-After"] = str(problem.retry_after_s)
    if problem.code is Code.STALE and "etag" in problem.facts:
        headers["ETag"] = str(problem.facts["etag"])
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="reelyard"'
    return headers


async def _answer_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    if troubles.is_ours(error):
        log.error("trouble of our own", code=error.code.value, says=error.says)
    return problem_response(troubles.told_outside(error), request_id_of(request))


async def _answer_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    sides = {str(one["loc"][0]) if one["loc"] else "body" for one in found}
    if "path" in sides:
        return problem_response(nothing_here(), request_id_of(request))
    if "body" in sides:
        problem = Problem(
            Code.INVALID_BODY,
            "The body is not what this call reads.",
            "Change what `errors` names and send it again.",
        )
    else:
        problem = Problem(
            Code.INVALID_QUERY,
            "A parameter of the address or a header is not what this call reads.",
            "Change what `errors` names and send it again.",
        )
    told = [_told(one) for one in found[:MOST_ERRORS_TOLD]]
    return problem_response(problem, request_id_of(request), told)


def _told(found: Mapping[str, Any]) -> dict[str, str]:
    """Where something is wrong and what; never the input itself."""
    where = ".".join(str(part) for part in found["loc"])
    says = str(found["msg"]).removeprefix("Value error, ")
    return {"where": where[:LONGEST_WHERE_CHARS], "says": says[:LONGEST_SAYS_CHARS]}


async def _answer_http(request: Request, error: Exception) -> Response:
    """What the framework itself refuses: no such address, no such method."""
    assert isinstance(error, HTTPException)
    match error.status_code:
        case 404:
            problem = nothing_here()
        case 405:
            problem = Problem(
                Code.METHOD_NOT_ALLOWED,
                "This address does not know that method.",
                "Use one of those in the Allow header.",
            )
        case 400 | 413:
            problem = Problem(
                Code.INVALID_BODY,
                "The body is no form that can be read.",
                "Send fewer and smaller fields, encoded as application/x-www-form-urlencoded.",
            )
        case _:
            raise error
    response = problem_response(problem, request_id_of(request))
    if error.status_code == 405:
        response.headers["Allow"] = ", ".join(_methods_of(request))
    return response


def _methods_of(request: Request) -> list[str]:
    """Every method that this address knows; the framework names those of one route only."""
    known: set[str] = set()
    for route in request.app.routes:
        match, _ = route.matches(request.scope)
        if match is not Match.NONE:
            known |= route.methods or set()
    if "GET" in known:
        known.add("HEAD")
    return sorted(known)


async def _answer_database(request: Request, error: Exception) -> Response:
    problem = problem_of_database(error)
    if problem is None:
        raise error
    return problem_response(problem, request_id_of(request))


def _encodable(value: Any) -> Any:
    """The same without what UTF-8 or JSON cannot hold: lone surrogates, NaN, infinities."""
    match value:
        case str():
            return value.encode("utf-8", "replace").decode()
        case float() if not math.isfinite(value):
            return None
        case dict():
            return {_encodable(str(name)): _encodable(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_encodable(inner) for inner in value]
        case _:
            return value
