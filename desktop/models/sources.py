"""Where moments, ids and chance come from: the system's, unless a test brings its own."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

# A Yjs client id is a whole number that JavaScript can hold; 0 is somebody who forgot theirs.
CLIENT_ID_BITS = 52


@dataclass(frozen=True)
class Sources:
    """What time it is (ms since 1970), a new id, and the id of a text that is opened anew."""

    now_ms: Callable[[], int]
    new_id: Callable[[], UUID]
    new_client_id: Callable[[], int]


def system_sources() -> Sources:
    """The clock and the chance of this computer."""
    return Sources(_now_ms, uuid4, _new_client_id)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _new_client_id() -> int:
    return secrets.randbits(CLIENT_ID_BITS) | 1
