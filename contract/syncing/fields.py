"""The fields of a synced row: known ones are checked, unknown ones kept within bounds."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import (
    AwareDatetime,
    Field,
    JsonValue,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from contract.drafts import (
    LONGEST_TAG_CHARS,
    LONGEST_TITLE_CHARS,
    Focus,
    LanguageTag,
    PlacementRole,
    Sha256,
    Trim,
    Variants,
    VoiceName,
)
from contract.problems import Code, Problem
from contract.syncing.ops import MOST_FIELDS
from contract.syncing.rows import Row, RowOf
from contract.values import LARGEST_WHOLE_NUMBER, Whole

# A field that came after this program; room for a list of marks, none for a file.
LONGEST_FIELD_CHARS = 8_192

_Moment = Annotated[
    str, StringConstraints(max_length=40), Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
]
_Name = Annotated[str, Field(min_length=1, max_length=LONGEST_TAG_CHARS)]
_Title = Annotated[str, Field(max_length=LONGEST_TITLE_CHARS)]
_IdText = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
_UNFIT = re.compile("[\x00\ud800-\udfff]")

_DELETED_AT: TypeAdapter[object] = TypeAdapter(_Moment | None)
_MOMENT: TypeAdapter[object] = TypeAdapter(AwareDatetime)
KNOWN: Mapping[RowOf, Mapping[str, TypeAdapter[object]]] = {
    "draft": {
        "title": TypeAdapter(_Title | None),
        "platform": TypeAdapter(_Name),
        "preset": TypeAdapter(_Name),
        "language": TypeAdapter(LanguageTag | None),
        "voice": TypeAdapter(VoiceName | None),
        "variants": TypeAdapter(Variants | None),
        "deleted_at": _DELETED_AT,
    },
    "placement": {
        "draft_id": TypeAdapter(_IdText),
        "media": TypeAdapter(Sha256),
        "order": TypeAdapter(Annotated[str, Field(max_length=LONGEST_TAG_CHARS)]),
        "scene": TypeAdapter(Whole | None),
        "role": TypeAdapter(PlacementRole),
        "focus": TypeAdapter(Focus),
        "trim_ms": TypeAdapter(Trim | None),
        "deleted_at": _DELETED_AT,
    },
    "asset": {"title": TypeAdapter(_Title | None), "deleted_at": _DELETED_AT},
}


def check_fields(of: RowOf, fields: Mapping[str, JsonValue]) -> None:
    """Every value is one that its field can have; what is unknown is small, and plain JSON.

    A person's words are tidied where they are typed, not here: they are told or refused.

    Raises: Problem FIELD_INVALID.
    """
    for name, value in fields.items():
        known = KNOWN[of].get(name)
        if known is None:
            _check_unknown(name, value)
        else:
            _check_known(name, value, known)


def check_row(row: Row) -> None:
    """A row has a bounded number of fields.

    Raises: Problem FIELD_INVALID.
    """
    if len(row.fields) > MOST_FIELDS:
        raise _invalid("a row", f"has at most {MOST_FIELDS} fields")


def _check_known(name: str, value: JsonValue, known: TypeAdapter[object]) -> None:
    if isinstance(value, str) and _UNFIT.search(value):
        raise _invalid(name, "has a letter that cannot be stored")
    try:
        known.validate_python(value, strict=False)
        if name == "deleted_at" and value is not None:
            _MOMENT.validate_python(value)
    except ValidationError as failure:
        raise _invalid(name, "has a value that it cannot have") from failure


def _check_unknown(name: str, value: JsonValue) -> None:
    if any(not _is_plain(one) for one in _leaves(value)):
        raise _invalid(name, "has a value that not every client can read")
    if len(json.dumps(value)) > LONGEST_FIELD_CHARS:
        raise _invalid(name, "has a value that is too long")


def _leaves(value: JsonValue) -> Iterator[str | float | None]:
    """Every text and number in a value, names included."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield name
            yield from _leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(one)
    else:
        yield value


def _is_plain(value: str | float | None) -> bool:
    """Whether JavaScript, Postgres and RFC 8785 all read the same."""
    if isinstance(value, str):
        return not _UNFIT.search(value)
    # Postgres writes 1e21 with all its digits, and then it is a whole number.
    return value is None or (math.isfinite(value) and abs(value) <= LARGEST_WHOLE_NUMBER)


def _invalid(name: str, why: str) -> Problem:
    return Problem(
        Code.FIELD_INVALID,
        f"The field {name} {why}.",
        "Change it, or take a newer version of this program.",
        facts={"field": name},
    )
