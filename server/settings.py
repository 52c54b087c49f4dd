"""What an operator may decide, read once from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DEFAULT_LEASE_S = 60.0
SHORTEST_SECRET_CHARS = 32


@dataclass(frozen=True)
class Settings:
    """Everything a server process is told.

    `database_url` is a libpq address; `files` the folder of stored files; `secret` signs
    tokens and file addresses and must be the same in all processes; `public_url` is how
    clients reach us when a proxy stands between, None to go by each request; `lease_s` how
    long a worker may be silent before its work goes to another.
    """

    database_url: str
    files: Path
    secret: str
    public_url: str | None
    lease_s: float


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of `reelyard api` and `reelyard worker`.

    Raises: Problem SETTING_MISSING when an address, a folder or a secret is not given.
    """
    raise NotImplementedError
