"""What an operator may decide, read once from the environment."""

import json
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

from contract.plans import PLANS, Limits, PlanName
from contract.problems import Code, Problem

DATABASE_URL, DATABASE_URL_ELSE = "REELYARD_DATABASE_URL", "DATABASE_URL"
FILES, SECRET, PUBLIC_URL = "REELYARD_FILES", "REELYARD_SECRET", "REELYARD_PUBLIC_URL"
LEASE_S, PLANS_FILE = "REELYARD_LEASE_S", "REELYARD_PLANS"
METRICS_PORT = "REELYARD_METRICS_PORT"

DEFAULT_LEASE_S = 60.0
# A heartbeat comes three times a lease; below this a busy disk looks like a dead worker, and
# above it a person waits an hour until a lost reel is taken up again.
SHORTEST_LEASE_S, LONGEST_LEASE_S = 1.0, 3600.0
# 32 characters of the alphabets that secrets are written in hold at least 128 bits.
SHORTEST_SECRET_CHARS = 32
HIGHEST_PORT = 65535
DATABASE_SCHEMES = ("postgresql", "postgres")


@dataclass(frozen=True)
class Settings:
    """Everything a server process is told.

    `database_url` is a libpq address; `files` the folder of stored files; `secret` signs
    tokens and file addresses and must be the same in all processes; `public_url` is how
    clients reach us when a proxy stands between, None to go by each request; `lease_s` how
    long a worker may be silent before its work goes to another; `plans` what each plan
    allows; `metrics_port` where this process shows its figures on 127.0.0.1, None nowhere.
    """

    database_url: str
    files: Path
    secret: str
    public_url: str | None
    lease_s: float
    plans: Mapping[PlanName, Limits] = field(default_factory=lambda: dict(PLANS))
    metrics_port: int | None = None


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of `reelyard api` and `reelyard worker`.

    Raises: Problem SETTING_MISSING when an address, a folder or a secret is not given,
    SETTING_INVALID when one cannot be used, FOLDER_UNWRITABLE.
    """
    return Settings(
        database_url=database_url_from(environment),
        files=_files_from(environment),
        secret=_secret_from(environment),
        public_url=_public_url_from(environment),
        lease_s=_lease_s_from(environment),
        plans=_plans_from(environment),
        metrics_port=_metrics_port_from(environment),
    )


def database_url_from(environment: Mapping[str, str] = os.environ) -> str:
    """The address of the database, all that `reelyard migrate` needs.

    Raises: Problem SETTING_MISSING, SETTING_INVALID.
    """
    url = find_database_url(environment)
    if url is None:
        raise _missing(
            DATABASE_URL,
            "where the database is",
            "postgresql://reelyard@db.example.com/reelyard",
        )
    return url


def find_database_url(environment: Mapping[str, str] = os.environ) -> str | None:
    """The address of a database that somebody else runs; None without one.

    Raises: Problem SETTING_INVALID.
    """
    name = DATABASE_URL if environment.get(DATABASE_URL) else DATABASE_URL_ELSE
    url = environment.get(name)
    if not url:
        return None
    if url.partition("://")[0] not in DATABASE_SCHEMES:
        raise _invalid(name, "is not the address of a PostgreSQL", "Begin it with postgresql://")
    return url


def _files_from(environment: Mapping[str, str]) -> Path:
    named = environment.get(FILES)
    if not named:
        raise _missing(FILES, "the folder of stored files", "/srv/reelyard/files")
    folder = Path(named).expanduser().absolute()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_fit = os.access(folder, os.W_OK | os.X_OK)
    except OSError:
        is_fit = False
    if not is_fit:
        raise Problem(
            Code.FOLDER_UNWRITABLE,
            f"{FILES} names {folder}, where nothing can be stored.",
            "Name another folder, or change who may write there.",
        )
    return folder


def _secret_from(environment: Mapping[str, str]) -> str:
    secret = environment.get(SECRET)
    if not secret:
        raise Problem(
            Code.SETTING_MISSING,
            f"{SECRET} is not set: what tokens and file addresses are signed with.",
            f'Make one for all processes: export {SECRET}="$(openssl rand -hex 32)"',
        )
    if len(secret) < SHORTEST_SECRET_CHARS:
        raise _invalid(
            SECRET,
            f"has {len(secret)} characters, too few to be safe",
            f"Give it {SHORTEST_SECRET_CHARS} or more that nobody can guess",
        )
    return secret


def _public_url_from(environment: Mapping[str, str]) -> str | None:
    url = environment.get(PUBLIC_URL)
    if not url:
        return None
    try:
        parts = urlsplit(url)
        is_fit = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.query
    except ValueError:
        is_fit = False
    if not is_fit:
        raise _invalid(
            PUBLIC_URL,
            "is not the address that clients use",
            "Write it like https://reels.example.com",
        )
    return url.rstrip("/")


def _lease_s_from(environment: Mapping[str, str]) -> float:
    lease_s = _number(environment.get(LEASE_S) or str(DEFAULT_LEASE_S))
    if not SHORTEST_LEASE_S <= lease_s <= LONGEST_LEASE_S:
        raise _invalid(
            LEASE_S,
            "is no time that a lease can last",
            f"Give seconds from {SHORTEST_LEASE_S:g} to {LONGEST_LEASE_S:g}",
        )
    return lease_s


def _plans_from(environment: Mapping[str, str]) -> dict[PlanName, Limits]:
    """The plans of PRODUCT, with what the operator's file says in place of theirs."""
    named = environment.get(PLANS_FILE)
    if not named:
        return dict(PLANS)
    example = '{"free": {"exports": 10, "minutes": 20, "burst": 5, "at_once": 1}}'
    try:
        told = json.loads(Path(named).read_text(encoding="utf-8"))
        ours = {name: Limits.model_validate(limits) for name, limits in told.items()}
    except (OSError, ValueError, AttributeError) as error:
        raise _invalid(
            PLANS_FILE, f"names {named}, which holds no plans", f"Write {example}"
        ) from error
    if unknown := set(ours) - set(get_args(PlanName)):
        raise Problem(
            Code.PLAN_UNKNOWN,
            f"{PLANS_FILE} names a plan {min(unknown)}, which there is not.",
            f"There are {', '.join(get_args(PlanName))}.",
        )
    return {**PLANS, **ours}


def _metrics_port_from(environment: Mapping[str, str]) -> int | None:
    named = environment.get(METRICS_PORT)
    if not named:
        return None
    port = int(named) if named.isascii() and named.isdigit() else 0
    if not 0 < port <= HIGHEST_PORT:
        raise _invalid(METRICS_PORT, "is no port", f"Give a number from 1 to {HIGHEST_PORT}")
    return port


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _missing(name: str, what: str, example: str) -> Problem:
    return Problem(
        Code.SETTING_MISSING,
        f"{name} is not set: {what}.",
        f"For example: export {name}={example}",
    )


def _invalid(name: str, says: str, remedy: str) -> Problem:
    return Problem(Code.SETTING_INVALID, f"{name} {says}.", f"{remedy}.")
