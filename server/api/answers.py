"""How a route says, for the document, what only it may answer."""

from collections.abc import Iterable
from typing import Any

from contract.problems import Code
from server.api.problems import STATUS

# Read again, and worded, by server/api/documents.py.
CODES, SENDS, GOOD = "x-codes", "x-sends", "2XX"


def answers(
    *codes: Code, sends: Iterable[str] = (), not_modified: bool = False
) -> dict[int | str, dict[str, Any]]:
    """What a route may answer beside what all of its kind do, as its `responses=`: problems by
    their codes, the headers that a good answer `sends`, and 304 for `If-None-Match`."""
    told: dict[int | str, dict[str, Any]] = {}
    for code in codes:
        told.setdefault(STATUS[code], {CODES: []})[CODES].append(str(code))
    if not_modified:
        told[304] = {"description": "Unchanged since then."}
    if sends:
        told[GOOD] = {SENDS: list(sends)}
    return told
