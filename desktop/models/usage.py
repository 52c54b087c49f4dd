"""The meter: as the server last told it, with what is still on its way on top."""

from dataclasses import dataclass

from contract.usage import UsageAnswer
from desktop.models.session import Session


@dataclass(frozen=True)
class Meter:
    """`told` is the server's reading of `as_of_ms` (ms since 1970; both None before the first
    sync). `waiting_ms` and `waiting_exports` are what our wishes will take that it does not
    hold yet."""

    told: UsageAnswer | None
    as_of_ms: int | None
    waiting_ms: int
    waiting_exports: int

    @property
    def minutes_reserved(self) -> float:
        """What is set aside, by the server and by what waits here."""
        told = self.told.minutes_reserved if self.told else 0.0
        return told + self.waiting_ms / 60_000

    @property
    def exports_used(self) -> int:
        """What was saved for the first time, there and here."""
        return (self.told.exports_used if self.told else 0) + self.waiting_exports


def read(session: Session) -> Meter:
    """The meter now. One told in an earlier month reads as it was told: `told.resets_at` says
    so."""
    raise NotImplementedError


def take_in(session: Session, answer: UsageAnswer) -> None:
    """A reading that `GET /v1/usage` answered just now."""
    raise NotImplementedError
