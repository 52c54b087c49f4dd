"""The good design, and six bad ones that look right at first glance."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from contract import text


@dataclass(frozen=True)
class Variant:
    """What a device or server does; each default is what Reelyard does."""

    name: str = "good"
    # A device presents its highest acknowledged push, and heeds what it was told of it.
    has_mark: bool = True
    # The log is chained: the same number with another past is noticed.
    compares_hashes: bool = True
    # An outbox row goes only by its own ack.
    keeps_until_acked: bool = True
    # Each load of a document writes under a fresh random client id.
    has_fresh_client_ids: bool = True
    # The first failure that may pass stops the push.
    stops_at_failure: bool = True
    # Updates are put together as they came, and one with a gap before it is refused.
    keeps_raw_updates: bool = True

    @contextmanager
    def installed(self) -> Iterator[None]:
        """While it lasts, texts heed no gap if this variant heeds none."""
        heeds_gaps = text._refuse_gap
        if not self.keeps_raw_updates:
            text._refuse_gap = lambda update, doc: None
        try:
            yield
        finally:
            text._refuse_gap = heeds_gaps


GOOD = Variant()
# Each bad one with the number of seeds within which it is caught.
BAD = {
    50: (
        Variant("no mark", has_mark=False),
        Variant("plain seq cursor", compares_hashes=False),
        Variant("outbox row deleted on send", keeps_until_acked=False),
        Variant("fixed client id", has_fresh_client_ids=False),
    ),
    200: (
        Variant("push goes on after a failed batch", stops_at_failure=False),
        # Where nothing waits, get_update() loses nothing: it takes pushes out of order as well.
        Variant("compacting with get_update()", keeps_raw_updates=False, stops_at_failure=False),
    ),
}
ALL = {one.name: one for one in (GOOD, *BAD[50], *BAD[200])}
