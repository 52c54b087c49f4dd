"""Tokens: how they look, how long they hold, how they are known again.

All are opaque to whoever holds them. A session's tokens follow from the server's secret, the
session and the turn, so that a lost answer can be given once more; the database knows every
token by its sha256 alone.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from uuid import UUID

# A stolen access token is of use no longer than this; a busy app refreshes 6 times an hour.
ACCESS_S = 10 * 60
# A device that stays away longer signs in again; each refresh starts it anew.
REFRESH_IDLE_S = 30 * 24 * 3600
# A refresh whose answer was lost, or two programs that share a keyring, ask again within this.
GRACE_S = 20

ACCESS_PREFIX, REFRESH_PREFIX, KEY_PREFIX = "ra_", "rr_", "rk_"
# Enough to tell one's keys apart, too little to guess the other 215 bits from.
SHOWN_CHARS = 10
KEY_ENTROPY_BYTES = 32


@dataclass(frozen=True)
class Pair:
    """The two tokens of one turn of a session."""

    access: str
    refresh: str


def pair_of(secret: str, session_id: UUID, turn: int) -> Pair:
    """The tokens of a session's turn: always the same ones, known to who has the secret."""
    return Pair(
        access=ACCESS_PREFIX + keyed(secret, f"access:{session_id}:{turn}"),
        refresh=REFRESH_PREFIX + keyed(secret, f"refresh:{session_id}:{turn}"),
    )


def api_key_of(entropy: bytes) -> str:
    """A key for machines, spelled from `KEY_ENTROPY_BYTES` of chance."""
    assert len(entropy) == KEY_ENTROPY_BYTES
    return KEY_PREFIX + _spelled(entropy)


def hash_of(token: str) -> bytes:
    """What the database knows of a token. No salt: there are 256 bits of chance in it."""
    return hashlib.sha256(token.encode()).digest()


def keyed(secret: str, text: str) -> str:
    """A text as nobody can tell it without the secret; apart from all else it is used for."""
    own = hmac.digest(secret.encode(), b"reelyard accounts", "sha256")
    return _spelled(hmac.digest(own, text.encode(), "sha256"))


def _spelled(some: bytes) -> str:
    return urlsafe_b64encode(some).rstrip(b"=").decode()
