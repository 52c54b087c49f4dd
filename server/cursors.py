"""Where a page of a list ended, as text that only fits the same list, filters and owner."""

import binascii
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from contract.problems import Code, Problem

T = TypeVar("T")

# Half a sha256: nobody guesses 128 bits, and a cursor stays short enough for an address.
SEAL_BYTES = 16
# So that no other seal made with the same secret is ever taken for a cursor's.
PURPOSE = "reelyard cursor"


@dataclass(frozen=True)
class Place:
    """The last item of a page in a list that is sorted by a moment, then by id."""

    moment: datetime
    id: UUID

    def as_texts(self) -> tuple[str, str]:
        """The same as texts, exact to the microsecond that Postgres keeps."""
        return self.moment.isoformat(), str(self.id)


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some items of a list; `end` is where the next page begins, None after the last."""

    items: tuple[T, ...]
    end: Place | None


def write_cursor(secret: str, scope: Sequence[str], place: Sequence[str]) -> str:
    """A place as opaque text; `scope` names the list, its owner and all its filters."""
    content = json.dumps(list(place)).encode()
    return urlsafe_b64encode(_seal(secret, scope, content) + content).rstrip(b"=").decode()


def read_cursor(secret: str, scope: Sequence[str], cursor: str) -> tuple[str, ...]:
    """The place that `write_cursor` was given.

    Raises: Problem INVALID_CURSOR when it was not written here, or for another scope.
    """
    try:
        raw = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
    except (UnicodeEncodeError, binascii.Error) as error:
        raise invalid_cursor() from error
    seal, content = raw[:SEAL_BYTES], raw[SEAL_BYTES:]
    if not hmac.compare_digest(seal, _seal(secret, scope, content)):
        raise invalid_cursor()
    return tuple(json.loads(content))


def read_place(secret: str, scope: Sequence[str], cursor: str | None) -> Place | None:
    """The place that a cursor names; None for the first page.

    Raises: Problem INVALID_CURSOR.
    """
    if cursor is None:
        return None
    moment, id = read_cursor(secret, scope, cursor)
    return Place(datetime.fromisoformat(moment), UUID(id))


def write_place(secret: str, scope: Sequence[str], place: Place | None) -> str | None:
    """A place as a cursor; None after the last page."""
    return None if place is None else write_cursor(secret, scope, place.as_texts())


def invalid_cursor() -> Problem:
    """The problem of a cursor that is not ours, or of another list."""
    return Problem(
        Code.INVALID_CURSOR,
        "This cursor does not belong to this list with these filters.",
        "Begin without a cursor, and keep the filters the same from page to page.",
    )


def _seal(secret: str, scope: Sequence[str], content: bytes) -> bytes:
    sealed = json.dumps([PURPOSE, *scope]).encode() + b"\n" + content
    return hmac.digest(secret.encode(), sealed, "sha256")[:SEAL_BYTES]
