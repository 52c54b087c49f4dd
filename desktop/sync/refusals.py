"""What a server refuses, read back into the problem that it was."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from contract.problems import Code, Fact, Problem

Told = TypeVar("Told", bound=BaseModel)

OK, CREATED, NO_CONTENT, NOT_MODIFIED, REDIRECTS = 200, 201, 204, 304, range(300, 400)
LONGEST_WAIT_S = 366 * 24 * 3600

# For a code that came after this program: what its status says at least.
_BY_STATUS = {
    401: Code.NOT_SIGNED_IN,
    403: Code.QUOTA_EXCEEDED,
    404: Code.NOT_FOUND,
    408: Code.SERVER_BUSY,
    413: Code.BODY_TOO_LARGE,
    425: Code.SERVER_BUSY,
    429: Code.SERVER_BUSY,
    503: Code.SERVER_BUSY,
}
_LATER = frozenset({408, 425, 429, 500, 502, 503, 504})
# What the reader of JSON into values would take for numbers.
_NO_NUMBERS = (b"NaN", b"Infinity")
# The members of a problem that RFC 9457 and we give a meaning of their own.
_OWN_MEMBERS = frozenset(
    {"type", "title", "status", "detail", "instance", "code", "remedy", "retryable"}
)


def read_json(status: int, headers: Mapping[str, str], content: bytes, server: str) -> Any:
    """The JSON of an answer, None where none belongs.

    Raises: Problem SERVER_UNREACHABLE when something else than Reelyard answered.
    """
    if status in (NO_CONTENT, NOT_MODIFIED) or (status in (OK, CREATED) and not content):
        return None
    _refuse_strangers(status, headers, server)
    try:
        # Twice as quick as the standard library's: a first sync is megabytes of it.
        return from_json(content, allow_inf_nan=False)
    except ValueError as error:
        raise no_answer_of_ours(server) from error


def read_as(
    kind: type[Told], status: int, headers: Mapping[str, str], content: bytes, server: str
) -> Told:
    """A success as what it must be, from its bytes: a page takes a third of the time so.

    Raises: Problem SERVER_UNREACHABLE when it is something else.
    """
    if any(name in content for name in _NO_NUMBERS):
        # As words of a person, or where no JSON has them: this way takes none for a number.
        return read_answer(kind, read_json(status, headers, content, server), server)
    _refuse_strangers(status, headers, server)
    try:
        return kind.model_validate_json(content)
    except ValidationError as error:
        raise no_answer_of_ours(server) from error


def read_answer(kind: type[Told], body: Any, server: str) -> Told:
    """An answer as what it must be.

    Raises: Problem SERVER_UNREACHABLE when it is something else.
    """
    try:
        return kind.model_validate(body)
    except ValidationError as error:
        raise no_answer_of_ours(server) from error


def our_problem_of(status: int, headers: Mapping[str, str], body: Any, server: str) -> Problem:
    """As `problem_of`, for who acts on it without a person: what names no code is none of our
    server's, whatever its status is."""
    if isinstance(body, dict) and isinstance(body.get("code"), str):
        return problem_of(status, headers, body)
    return busy(server) if status in _LATER else no_answer_of_ours(server)


def is_later(problem: Problem) -> bool:
    """Whether the same request may succeed later; of a stranger's answer nobody knows."""
    return problem.retryable or problem.code is Code.SERVER_UNREACHABLE


def problem_of(status: int, headers: Mapping[str, str], body: Any) -> Problem:
    """The problem that the server tells of, in its words."""
    told: Mapping[str, Any] = body if isinstance(body, dict) else {}
    try:
        code = Code(told.get("code", ""))
    except ValueError:
        code = _BY_STATUS.get(status, Code.INTERNAL_ERROR if status >= 500 else Code.INVALID_BODY)
    wait_s = seconds_of(headers)
    return Problem(
        code,
        _says(told, status),
        _words(told, "remedy") or "Try again later, or ask whoever runs the server.",
        retryable=_is_retryable(told, wait_s is not None or status in _LATER),
        retry_after_s=wait_s,
        facts={name: fact for name, fact in told.items() if _is_fact(name, fact)},
    )


def no_answer_of_ours(server: str) -> Problem:
    """The problem of a stranger's answer: a network that wants a sign-in first, a wrong port."""
    return Problem(
        Code.SERVER_UNREACHABLE,
        f"Something else than Reelyard answers at {server}.",
        "If this network wants a sign-in first, open it in a browser; else check the address.",
    )


def busy(server: str) -> Problem:
    """The problem of a server that cannot answer just now."""
    return Problem(
        Code.SERVER_BUSY,
        f"{server} is busy or being restarted.",
        "Try again in a moment.",
        retryable=True,
    )


def seconds_of(headers: Mapping[str, str]) -> int | None:
    """Retry-After in whole seconds; the form with a date is not ours."""
    header = headers.get("retry-after", "")
    if not (header.isascii() and header.isdigit()):
        return None
    return min(int(header), LONGEST_WAIT_S)


def _refuse_strangers(status: int, headers: Mapping[str, str], server: str) -> None:
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    is_json = kind == "application/json" or kind.endswith("+json")
    if status in REDIRECTS or not is_json:
        raise busy(server) if status in _LATER else no_answer_of_ours(server)


def _says(told: Mapping[str, Any], status: int) -> str:
    """What is wrong, with the first place that the server names."""
    says = _words(told, "detail") or _words(told, "title")
    match told.get("errors"):
        case [{"where": str(where), "says": str(why)}, *_]:
            says = f"{says} {where}: {why}."
    return says or f"The server answered with {status}."


def _is_retryable(told: Mapping[str, Any], by_status: bool) -> bool:
    said = told.get("retryable")
    return said if isinstance(said, bool) else by_status


def _words(told: Mapping[str, Any], name: str) -> str:
    words = told.get(name)
    return words if isinstance(words, str) else ""


def _is_fact(name: str, fact: Any) -> bool:
    return name not in _OWN_MEMBERS and isinstance(fact, Fact | None)
