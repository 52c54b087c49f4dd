"""Allowance: entries, the fold from them to a meter, and months."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from contract.plans import PlanName
from contract.values import Answer, Value

EntryKind = Literal["reserve", "settle", "release", "export"]
MS_A_MINUTE = 60_000


class Entry(Answer):
    """One fact of the ledger. `ms` of a reserve is what was set aside, of a settle what was
    delivered, of a release 0; `exports` is 1 for an export."""

    id: int
    kind: EntryKind
    ms: int
    exports: int
    generation_id: UUID | None
    period: str
    created_at: datetime


class Meter(Value):
    """A month's reading, folded from its entries."""

    exports_used: int
    used_ms: int
    reserved_ms: int


class UsageAnswer(Answer):
    """`GET /v1/usage`; limits are None where nothing is ever refused."""

    plan: PlanName
    exports_used: int
    exports_limit: int | None
    minutes_used: float
    minutes_limit: int | None
    minutes_reserved: float
    boost_expires_at: datetime | None
    resets_at: datetime


class LedgerAnswer(Answer):
    """`GET /v1/usage/ledger`, newest first."""

    entries: tuple[Entry, ...]
    next_cursor: str | None


class MonthAnswer(Answer):
    """What one month used, whole."""

    period: str
    exports_used: int
    minutes_used: float


class HistoryAnswer(Answer):
    """`GET /v1/usage/history`, this month first."""

    months: tuple[MonthAnswer, ...]


def fold(entries: Iterable[Entry]) -> Meter:
    """The meter of one period's entries, in any order.

    A reserve counts as reserved until its generation's end stands in the ledger, too.
    """
    reserved: dict[UUID | None, int] = {}
    ended: set[UUID | None] = set()
    exports_used = used_ms = 0
    for entry in entries:
        exports_used += entry.exports
        if entry.kind == "reserve":
            reserved[entry.generation_id] = entry.ms
        elif entry.kind in ("settle", "release"):
            used_ms += entry.ms
            ended.add(entry.generation_id)
    open_ms = sum(ms for generation, ms in reserved.items() if generation not in ended)
    return Meter(exports_used=exports_used, used_ms=used_ms, reserved_ms=open_ms)


def period_of(moment: datetime) -> str:
    """The UTC calendar month of a moment, as YYYYMM."""
    return moment.astimezone(UTC).strftime("%Y%m")


def resets_at(moment: datetime) -> datetime:
    """The first moment of the UTC month after."""
    utc = moment.astimezone(UTC)
    years, month = divmod(utc.month, 12)
    return datetime(utc.year + years, month + 1, 1, tzinfo=UTC)


def months_back(moment: datetime, months: int) -> tuple[str, ...]:
    """The periods of this month and those before it, `months` in all, this one first."""
    utc = moment.astimezone(UTC)
    count = utc.year * 12 + utc.month - 1
    return tuple(f"{m // 12:04}{m % 12 + 1:02}" for m in range(count, count - months, -1))
