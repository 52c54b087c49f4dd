"""The order in which a request may be refused, and where each refusal is decided.

401 who are you, 413 too much, 400 no key, 422 not what we read; then the route, whose
transaction decides the rest. FastAPI alone would read the body before asking who calls.
"""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, ClassVar

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from pydantic_core import from_json

from contract.problems import Code, Problem
from server.api.idempotency_key import read_key
from server.caller import Caller, find_caller
from server.database import reading
from server.parts import Parts

Handler = Callable[[Request], Coroutine[Any, Any, Response]]

# A draft of 100,000 characters of four bytes, escaped, with 200 placements, is below this.
LARGEST_BODY_BYTES = 2 * 2**20


class StrictRequest(Request):
    """A request whose JSON is what RFC 8259 calls JSON: no NaN, no lone surrogate, no NUL."""

    async def json(self) -> Any:
        """The body as plain values.

        Raises: Problem INVALID_BODY.
        """
        body = await self.body()
        try:
            read = from_json(body, allow_inf_nan=False)
        except ValueError as error:
            raise unreadable_body() from error
        if b"\\u0000" in body and _holds_nul(read):
            raise unreadable_body()
        return read


class OpenRoute(APIRoute):
    """Answers anybody."""

    is_signed: ClassVar[bool] = False
    is_keyed: ClassVar[bool] = False
    largest_body_bytes: ClassVar[int] = LARGEST_BODY_BYTES

    def get_route_handler(self) -> Handler:
        """The route's own handler, behind the refusals that come before it."""
        answer = super().get_route_handler()

        async def answer_in_order(request: Request) -> Response:
            strict = StrictRequest(request.scope, request.receive)
            if self.is_signed:
                strict.state.caller = await _caller_of(strict)
            await _read_body(strict, self.largest_body_bytes)
            if self.is_keyed:
                strict.state.key = read_key(strict.headers.get("Idempotency-Key"))
            return await answer(strict)

        return answer_in_order


class SignedRoute(OpenRoute):
    """Answers whoever has a token."""

    is_signed = True


class KeyedRoute(SignedRoute):
    """Answers whoever has a token and says under which key."""

    is_keyed = True


def get_parts(request: Request) -> Parts:
    """The parts this process was wired of."""
    parts: Parts = request.app.state.parts
    return parts


def _get_caller(request: Request) -> Caller:
    caller: Caller = request.state.caller
    return caller


def _get_key(request: Request) -> str:
    key: str = request.state.key
    return key


# What a route of these kinds writes as the type of a parameter.
Wired = Annotated[Parts, Depends(get_parts)]
Signed = Annotated[Caller, Depends(_get_caller)]
Key = Annotated[str, Depends(_get_key)]


def unreadable_body() -> Problem:
    """The problem of a body that is no JSON of ours."""
    return Problem(
        Code.INVALID_BODY,
        "The body is not JSON that can be read.",
        "Send UTF-8 JSON without NaN, Infinity, lone surrogates or NUL.",
    )


async def _caller_of(request: Request) -> Caller:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        async with reading(get_parts(request).engine) as session:
            caller = await find_caller(session, token.strip())
        if caller is not None:
            return caller
    raise Problem(
        Code.NOT_SIGNED_IN,
        "This needs a valid access token or API key.",
        "Sign in again, then send it as `Authorization: Bearer ...`.",
    )


async def _read_body(request: StrictRequest, most_bytes: int) -> None:
    """Take the body in, as long as it keeps to the limit: announced or not.

    Raises: Problem BODY_TOO_LARGE.
    """
    announced = request.headers.get("Content-Length", "")
    if announced.isdigit() and int(announced) > most_bytes:
        raise _too_large(most_bytes)
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > most_bytes:
            raise _too_large(most_bytes)
        pieces.append(piece)
    request._body = b"".join(pieces)


def _too_large(most_bytes: int) -> Problem:
    return Problem(
        Code.BODY_TOO_LARGE,
        f"The body is larger than {most_bytes:,} bytes.",
        "Send less at once.",
    )


def _holds_nul(value: Any) -> bool:
    """Whether any text inside holds NUL, which Postgres cannot store."""
    match value:
        case str():
            return "\0" in value
        case dict():
            return any("\0" in name or _holds_nul(inner) for name, inner in value.items())
        case list():
            return any(_holds_nul(inner) for inner in value)
        case _:
            return False
