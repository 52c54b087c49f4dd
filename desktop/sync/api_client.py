"""One request out, one answer or one problem back, for a command that does one thing."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

from contract.version import PRODUCT_VERSION
from desktop.sync import refusals
from desktop.sync.reaching import (
    ANSWER_WITHIN_S,
    CONNECT_WITHIN_S,
    LARGEST_ANSWER_BYTES,
    RENEWED_ONCE,
    checked,
    is_this_computer,
    unreachable,
)

__all__ = ["ApiClient", "Reply", "Stream", "is_this_computer"]


@dataclass(frozen=True)
class Reply:
    """What a server answered; `body` is its JSON, None where there is none."""

    status: int
    headers: Mapping[str, str]
    body: Any


@dataclass(frozen=True)
class Stream:
    """A file on its way: `pieces` are read from the network as they are asked for."""

    status: int
    headers: Mapping[str, str]
    pieces: Iterator[bytes]


class ApiClient:
    """Speaks with one server, as whoever the token belongs to.

    `renew` is asked once for another token when the server no longer takes the present one.
    """

    def __init__(self, server: str, token: str | None = None) -> None:
        self.server = checked(server)
        self.token = token
        self.renew: Callable[[], str | None] | None = None
        self._http = httpx.Client(
            timeout=httpx.Timeout(ANSWER_WITHIN_S, connect=CONNECT_WITHIN_S),
            headers={"User-Agent": f"reelyard/{PRODUCT_VERSION}", "Accept": "application/json"},
            # A proxy on the way to this very computer is never meant.
            trust_env=not is_this_computer(self.server),
        )

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Return the answer to one request; 304 is an answer, too.

        Raises: Problem, as the server words it; SERVER_UNREACHABLE when it cannot be asked.
        """
        for attempt in range(RENEWED_ONCE):
            with self._sent(
                method, self.server + path, json=body, data=form, headers=self._signed(headers)
            ) as response:
                content = _read_whole(response, self.server)
            answer = Reply(
                response.status_code,
                response.headers,
                refusals.read_json(response.status_code, response.headers, content, self.server),
            )
            if answer.status != httpx.codes.UNAUTHORIZED or attempt or not self.renew_token():
                break
        if answer.status >= httpx.codes.BAD_REQUEST:
            raise refusals.problem_of(answer.status, answer.headers, answer.body)
        return answer

    @contextmanager
    def fetch(self, address: str, headers: Mapping[str, str]) -> Iterator[Stream]:
        """A file by its signed address, of this server or of the store it names.

        Our token is not sent along: the signature suffices, and the store may be a stranger.

        Raises: Problem SERVER_UNREACHABLE, also while the pieces are read.
        """
        url = str(httpx.URL(self.server).join(address))
        wanted = {"Accept": "*/*", "Accept-Encoding": "identity", **headers}
        with self._sent("GET", url, headers=wanted) as response:
            # As they come: pieces of one size would keep the last bytes before a break back.
            yield Stream(response.status_code, response.headers, response.iter_raw())

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def _sent(self, method: str, url: str, **what: Any) -> Iterator[httpx.Response]:
        try:
            with self._http.stream(method, url, **what) as response:
                yield response
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise unreachable(urlsplit(url), error) from error

    def _signed(self, headers: Mapping[str, str] | None) -> dict[str, str]:
        signature = {} if self.token is None else {"Authorization": f"Bearer {self.token}"}
        return {**signature, **(headers or {})}

    def renew_token(self) -> bool:
        """Whether there is another token to try with; it is used from now on."""
        if self.renew is None:
            return False
        # Renewing asks the server, too, and must not be renewed in its turn.
        renew, self.renew = self.renew, None
        try:
            token = renew()
        finally:
            self.renew = renew
        if token is None:
            return False
        self.token = token
        return True


def _read_whole(response: httpx.Response, server: str) -> bytes:
    content = bytearray()
    for piece in response.iter_bytes():
        content += piece
        if len(content) > LARGEST_ANSWER_BYTES:
            raise refusals.no_answer_of_ours(server)
    return bytes(content)
