"""The order in which a request may be refused, and where each refusal is decided.

401 who are you, 413 too much, 400 no key, 415 and 422 not what we read; then the route, whose
transaction decides the rest. FastAPI alone would read the body before asking who calls.
"""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, ClassVar

from fastapi import Depends, Request, Response, params
from fastapi.dependencies.utils import get_flat_params
from fastapi.routing import APIRoute

from contract.problems import Code, Problem
from server.absence import nothing_here
from server.api.bodies import (
    LARGEST_BODY_BYTES,
    LARGEST_PACKED_BYTES,
    check_length,
    check_type,
    read_body,
    read_json,
)
from server.api.forms import read_form
from server.api.idempotency_key import read_key
from server.api.packing import unpacked
from server.caller import Caller, find_caller
from server.database import asking
from server.parts import Parts

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class OpenRoute(APIRoute):
    """Answers anybody."""

    is_signed: ClassVar[bool] = False
    is_keyed: ClassVar[bool] = False
    # The route reads the body itself, piece by piece: it may be far larger than the memory.
    is_streamed: ClassVar[bool] = False
    # The body may come packed; `largest_body_bytes` is how large it is unpacked.
    takes_packed: ClassVar[bool] = False
    largest_body_bytes: ClassVar[int] = LARGEST_BODY_BYTES

    def get_route_handler(self) -> Handler:
        """The route's own handler, behind the refusals that come before it."""
        answer = self.answering()
        reads_query = self.reads(params.Query)

        async def answer_in_order(request: Request) -> Response:
            _check_path(request)
            if self.is_signed:
                request.state.caller = await _caller_of(request)
            self.check_head(request)
            if self.is_streamed:
                check_length(request, self.largest_body_bytes)
            else:
                # The framework finds the body there, and does not read it a second time.
                request._body = await read_body(request, self.largest_body_bytes)
            if self.is_keyed:
                request.state.key = read_key(request.headers.get("Idempotency-Key"))
            if reads_query:
                _check_query(request)
            if self.takes_packed:
                request._body = await unpacked(request, request._body, self.largest_body_bytes)
            if not self.is_streamed:
                self._check_body(request, request._body)
            return await answer(request)

        return answer_in_order

    def answering(self) -> Handler:
        """What answers once nothing is left to refuse."""
        return super().get_route_handler()

    def check_head(self, request: Request) -> None:
        """Refuse what the head alone says is not for this route: for kinds that ask for more
        than who calls."""

    def reads(self, kind: type[params.Param]) -> bool:
        """Whether a parameter of this kind (params.Query, Path, Header) means something here."""
        return any(isinstance(one.field_info, kind) for one in get_flat_params(self.dependant))

    @property
    def is_wired(self) -> bool:
        """Whether it works with the parts, and so with the database."""
        return any(one.call is _get_parts for one in self.dependant.dependencies)

    def _check_body(self, request: Request, body: bytes) -> None:
        """Read a body before the framework does: it would answer 400 to what it cannot read,
        and takes half-broken forms."""
        if self.body_field is None or not body:
            return
        is_form = isinstance(self.body_field.field_info, params.Form)
        check_type(request, is_form=is_form, may_be_packed=self.takes_packed)
        if is_form:
            request._form = read_form(body)
        else:
            request._json = read_json(body)


class SignedRoute(OpenRoute):
    """Answers whoever has a token."""

    is_signed = True


class PolledRoute(SignedRoute):
    """Answers whoever has a token, and so often that it calls its endpoint itself: the framework
    takes a seventh of a poll to find parameters, which are told here for the document alone.

    The endpoint takes the request, what its path names and headers, all of them texts, and
    returns a finished answer.
    """

    def answering(self) -> Handler:
        """The endpoint, given what it asks for."""
        endpoint = self.dependant.call
        assert endpoint is not None
        headers = [(one.name, one.alias) for one in self.dependant.header_params]

        async def answer(request: Request) -> Response:
            told = {name: request.headers.get(alias) for name, alias in headers}
            response: Response = await endpoint(request, **request.path_params, **told)
            return response

        return answer


class KeyedRoute(SignedRoute):
    """Answers whoever has a token and says under which key."""

    is_keyed = True


class PackedRoute(SignedRoute):
    """Answers whoever has a token, and reads bodies that are large and may be packed."""

    takes_packed = True
    largest_body_bytes = LARGEST_PACKED_BYTES


def get_parts(request: Request) -> Parts:
    """The parts this process was wired of."""
    parts: Parts = request.app.state.parts
    return parts


def get_caller(request: Request) -> Caller:
    """Who calls a route that asks for a token. What is asked most takes both from the request:
    each parameter that the framework finds by itself costs a twentieth of a poll."""
    caller: Caller = request.state.caller
    return caller


# These wait for nothing, and yet are coroutines: FastAPI hands what is none to a thread, which
# cost more than everything else about a request.
async def _get_parts(request: Request) -> Parts:
    return get_parts(request)


async def _get_caller(request: Request) -> Caller:
    return get_caller(request)


async def _get_key(request: Request) -> str:
    key: str = request.state.key
    return key


# What a route of these kinds writes as the type of a parameter.
Wired = Annotated[Parts, Depends(_get_parts)]
Signed = Annotated[Caller, Depends(_get_caller)]
Key = Annotated[str, Depends(_get_key)]


def token_of(request: Request) -> str | None:
    """The bearer token that came with a request."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


async def _caller_of(request: Request) -> Caller:
    token = token_of(request)
    if token is not None:
        async with asking(get_parts(request).engine) as session:
            caller = await find_caller(session, token)
        if caller is not None:
            return caller
    raise Problem(
        Code.NOT_SIGNED_IN,
        "This needs a valid access token or API key.",
        "Sign in again, then send it as `Authorization: Bearer ...`.",
    )


def _check_path(request: Request) -> None:
    """Nothing has a name with NUL in it, and Postgres does not even take the question."""
    if "\0" in request.scope["path"]:
        raise nothing_here()


def _check_query(request: Request) -> None:
    query = request.scope["query_string"]
    if b"%00" in query or b"\0" in query:
        raise Problem(
            Code.INVALID_QUERY,
            "A parameter of the address holds NUL.",
            "Leave that character out.",
        )
