"""Failed sign-ins, counted by account and by address, so that nobody guesses for long.

They are counted in the database, for all processes together. Only failures count; whoever is
signed in already is not asked: a stranger who fails on purpose locks nobody out of a session.
"""

import ipaddress
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ScalarSelect, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from contract.problems import Code, Problem
from server.tables import SignInFailure
from server.tokens import keyed

WINDOW_S = 15 * 60
# 960 guesses a day; a person who has forgotten which of their passwords it was gets through.
MOST_PER_ACCOUNT = 10
# An office or a school behind one address types wrongly, too; a list of leaked passwords is
# thousands long.
MOST_PER_ADDRESS = 50
# Whoever has one IPv6 address has all of its network.
ONES_OWN_IPV6_BITS = 64


@dataclass(frozen=True)
class Subjects:
    """Whom an attempt counts for. Keyed hashes: people type passwords where the name goes."""

    account: str
    address: str


def subjects_of(secret: str, email_folded: str, address: str | None) -> Subjects:
    """Whom an attempt on this account from this address counts for."""
    return Subjects(
        account=keyed(secret, f"failures of account:{email_folded}"),
        address=keyed(secret, f"failures of address:{network_of(address)}"),
    )


def network_of(address: str | None) -> str:
    """What one attacker has: an IPv4 address, or an IPv6 network of 64 bits."""
    try:
        read = ipaddress.ip_address(address or "")
    except ValueError:
        return address or "unknown"
    if isinstance(read, ipaddress.IPv6Address):
        if read.ipv4_mapped is not None:
            return str(read.ipv4_mapped)
        return str(ipaddress.ip_network((int(read), ONES_OWN_IPV6_BITS), strict=False))
    return str(read)


async def refuse_too_many(session: AsyncSession, subjects: Subjects) -> None:
    """Raises: Problem TOO_MANY_ATTEMPTS, for the right password, too."""
    wait_s = await _wait_s(session, subjects)
    if wait_s > 0:
        raise Problem(
            Code.TOO_MANY_ATTEMPTS,
            "There were too many failed sign-ins.",
            "Wait, then try again; where you are signed in already, you stay so.",
            retryable=True,
            retry_after_s=wait_s,
        )


async def take_turns(session: AsyncSession, subjects: Subjects) -> None:
    """Let nobody else decide about this account or from this address until the commit."""
    for subject in (subjects.account, subjects.address):
        await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(subject, 0))))


async def record_failure(session: AsyncSession, subjects: Subjects) -> None:
    """Count a failure for both."""
    await session.execute(
        insert(SignInFailure), [{"subject": subjects.account}, {"subject": subjects.address}]
    )


async def _wait_s(session: AsyncSession, subjects: Subjects) -> int:
    """Whole seconds until another attempt is heard; 0 for at once."""
    found = await session.execute(
        select(
            _nth_last(subjects.account, MOST_PER_ACCOUNT),
            _nth_last(subjects.address, MOST_PER_ADDRESS),
            func.reelyard_now(),
        )
    )
    by_account, by_address, now = found.one()
    return max(_left_s(by_account, now), _left_s(by_address, now))


def _nth_last(subject: str, nth: int) -> ScalarSelect[datetime]:
    """When the failure was that has to age before there is room for another."""
    return (
        select(SignInFailure.failed_at)
        .where(SignInFailure.subject == subject)
        .order_by(SignInFailure.failed_at.desc())
        .offset(nth - 1)
        .limit(1)
        .scalar_subquery()
    )


def _left_s(failed_at: datetime | None, now: datetime) -> int:
    if failed_at is None:
        return 0
    return max(0, math.ceil((failed_at + timedelta(seconds=WINDOW_S) - now).total_seconds()))
