"""If-Match and If-None-Match: what a client already knows, and what it means to change."""

import re
from typing import Annotated

from fastapi import Header

from server.revisions import Meant

# Not no-store: a client that sends If-None-Match must have kept the answer it speaks of. It
# asks every time whether that is still so.
KEPT_BUT_ASKED = "private, no-cache"

_TAG = re.compile(r'(W/)?("[^"]*")')
_REVISION = re.compile(r'"([0-9]{1,9})"')

IfMatch = Annotated[
    str | None, Header(description="The ETag of what you read; `*` for whatever it is now.")
]
IfNoneMatch = Annotated[
    str | None, Header(description="The ETag of what you hold; 304 while it is the same.")
]


def is_known(if_none_match: str | None, etag: str) -> bool:
    """Whether a client says that it holds this already (RFC 9110, weak comparison)."""
    if if_none_match is None:
        return False
    if if_none_match.strip() == "*":
        return True
    return any(tag == etag for _, tag in _TAG.findall(if_none_match))


def meant_by(if_match: str | None) -> Meant | None:
    """The revisions that a change is meant for; None when it does not say (RFC 9110, strong
    comparison: a weak ETag, or one that we never gave, is of no revision)."""
    if if_match is None:
        return None
    if if_match.strip() == "*":
        return Meant(None)
    strong = (tag for weak, tag in _TAG.findall(if_match) if not weak)
    read = (_REVISION.fullmatch(tag) for tag in strong)
    return Meant(frozenset(int(found[1]) for found in read if found))
