"""Lists in pages: how many items, and from where on."""

from typing import Annotated

from fastapi import Query

# A page of more is slower to make than two; a screen shows twenty.
MOST_ITEMS, USUAL_ITEMS = 100, 20

Limit = Annotated[int, Query(ge=1, le=MOST_ITEMS, description="How many items at most.")]
Cursor = Annotated[
    str | None,
    Query(description="`next_cursor` of the page before; without it, the first page."),
]
