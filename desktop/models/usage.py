"""The meter: as the server last told it, with what is still on its way on top."""

from dataclasses import dataclass

from sqlalchemy import func, select

from contract.usage import MS_A_MINUTE, UsageAnswer
from desktop.models.arrived_library import write_usage
from desktop.models.row_texts import loads
from desktop.models.session import Session
from desktop.models.tables import USAGE, WISHES


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
        return told + self.waiting_ms / MS_A_MINUTE

    @property
    def exports_used(self) -> int:
        """What was saved for the first time, there and here."""
        return (self.told.exports_used if self.told else 0) + self.waiting_exports


def read(session: Session) -> Meter:
    """The meter now. One told in an earlier month reads as it was told: `told.resets_at` says
    so."""
    told = session.execute(select(USAGE)).one_or_none()
    waiting = select(
        func.coalesce(func.sum(WISHES.c.price_ms), 0), func.coalesce(func.sum(WISHES.c.exports), 0)
    ).where(WISHES.c.is_counted)
    waiting_ms, waiting_exports = session.execute(waiting).one()
    answer = UsageAnswer.model_validate(loads(told.row)) if told is not None else None
    as_of_ms = told.as_of_ms if told is not None else None
    return Meter(answer, as_of_ms, int(waiting_ms), int(waiting_exports))


def take_in(session: Session, answer: UsageAnswer) -> None:
    """A reading that `GET /v1/usage` answered just now."""
    known = session.execute(select(USAGE.c.id)).scalar_one_or_none()
    write_usage(session, known, answer.model_dump(mode="json"), session.now_ms())
