"""What a body must be before anybody reads it: small enough, of the right type, real JSON."""

import re
from email.message import Message
from typing import Any

from fastapi import Request
from pydantic_core import from_json

from contract.problems import Code, Problem
from contract.values import LARGEST_WHOLE_NUMBER

# A draft of 100,000 characters of four bytes, escaped, with 200 placements, is below this.
LARGEST_BODY_BYTES = 2 * 2**20
# A batch of a device, whose limit is well below; whole documents that are sent again.
LARGEST_PACKED_BYTES = 8 * 2**20
# Longer than any length that could be true; more digits are not worth counting.
MOST_LENGTH_DIGITS = 15

JSON_TYPE = "application/json"
FORM_TYPE = "application/x-www-form-urlencoded"
# Only a body with one of these can hold NUL, an infinity or a number that is too large; all
# others are spared a walk through every value.
SUSPECT_JSON = re.compile(rb"\\u0000|[0-9][eE]|[0-9]{16}")


async def read_body(request: Request, most_bytes: int) -> bytes:
    """The whole body, as long as it keeps to the limit: announced or not.

    Raises: Problem BODY_TOO_LARGE.
    """
    check_length(request, most_bytes)
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > most_bytes:
            raise too_large(most_bytes)
        pieces.append(piece)
    return b"".join(pieces)


def check_length(request: Request, most_bytes: int) -> None:
    """True on return: no more than this is announced.

    Raises: Problem BODY_TOO_LARGE.
    """
    announced = request.headers.get("Content-Length", "")
    is_number = announced.isascii() and announced.isdigit()
    if is_number and (len(announced) > MOST_LENGTH_DIGITS or int(announced) > most_bytes):
        raise too_large(most_bytes)


def read_json(body: bytes) -> Any:
    """A body as plain values that every reader of ours and Postgres can hold.

    Raises: Problem INVALID_BODY for anything else than what RFC 8259 calls JSON, for NUL,
    and for numbers that are infinite or not exact everywhere.
    """
    try:
        value = from_json(body, allow_inf_nan=False)
    except ValueError as error:
        raise unreadable_body() from error
    if SUSPECT_JSON.search(body) and not _is_holdable(value):
        raise unreadable_body()
    return value


def check_type(request: Request, *, is_form: bool, may_be_packed: bool = False) -> None:
    """True on return: the body is announced as what the route reads, and is not packed where
    that is not allowed.

    Raises: Problem UNSUPPORTED_MEDIA_TYPE.
    """
    header = Message()
    header["Content-Type"] = request.headers.get("Content-Type", "")
    kind = header.get_content_type() if header["Content-Type"] else ""
    charset = str(header.get_param("charset", "utf-8")).lower()
    packed = request.headers.get("Content-Encoding", "identity").strip().lower() != "identity"
    right = kind == FORM_TYPE if is_form else kind == JSON_TYPE or kind.endswith("+json")
    if right and (may_be_packed or not packed) and charset in ("utf-8", "utf8", "us-ascii"):
        return
    wanted = FORM_TYPE if is_form else JSON_TYPE
    raise Problem(
        Code.UNSUPPORTED_MEDIA_TYPE,
        f"This call reads {wanted} in UTF-8, not packed.",
        f"Send it with `Content-Type: {wanted}`.",
    )


def unreadable_body() -> Problem:
    """The problem of a body that is no JSON of ours."""
    return Problem(
        Code.INVALID_BODY,
        "The body is not JSON that can be read.",
        "Send UTF-8 JSON without NaN, Infinity, lone surrogates, NUL, and whole numbers"
        " beyond 2^53.",
    )


def too_large(most_bytes: int) -> Problem:
    """The problem of a body that is larger than what a call reads."""
    return Problem(
        Code.BODY_TOO_LARGE,
        f"The body is larger than {most_bytes:,} bytes.",
        "Send less at once.",
    )


def _is_holdable(value: Any) -> bool:
    """Whether all of it can be stored and told; its depth is bounded by the parser's own."""
    match value:
        case str():
            return "\0" not in value
        case bool():
            return True
        case int():
            return abs(value) <= LARGEST_WHOLE_NUMBER
        case float():
            return abs(value) != float("inf")
        case dict():
            return all("\0" not in name and _is_holdable(one) for name, one in value.items())
        case list():
            return all(_is_holdable(one) for one in value)
        case _:
            return True
