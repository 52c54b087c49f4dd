"""Forms (application/x-www-form-urlencoded), read as strictly as JSON is.

The framework's own reader makes U+FFFD of bytes that are no text and other letters of those
that were not percent-encoded: two passwords would become one, or one no longer itself.
"""

from urllib.parse import parse_qsl

from starlette.datastructures import FormData

from contract.problems import Code, Problem

# Twice what any form of ours has, and what OAuth clients add of their own.
MOST_FIELDS = 20


def read_form(body: bytes) -> FormData:
    """The fields of a form, each of them once, as text that can be stored.

    Raises: Problem INVALID_BODY.
    """
    try:
        # Some clients percent-encode every letter, some none: it is UTF-8 in both cases.
        fields = parse_qsl(
            body.decode(),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError as error:
        raise _unreadable(f"It has more than {MOST_FIELDS} fields or is not UTF-8") from error
    names = [name for name, _ in fields]
    if len(set(names)) < len(names):
        # RFC 6749, section 3.2: two readers could each take another one.
        raise _unreadable("It has a field twice")
    if any("\0" in name or "\0" in text for name, text in fields):
        raise _unreadable("It holds NUL")
    return FormData(dict(fields))


def _unreadable(why: str) -> Problem:
    return Problem(
        Code.INVALID_BODY,
        f"The form cannot be read. {why}.",
        "Send each field once, as application/x-www-form-urlencoded in UTF-8, without NUL.",
    )
