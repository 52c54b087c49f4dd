"""What the server refused for good: kept with the person's words until they were read."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select

from contract.syncing.ops import Op
from contract.syncing.push import OpProblem
from contract.syncing.rows import RowOf
from desktop.models.row_texts import dumps, loads
from desktop.models.session import Session
from desktop.models.tables import DEAD_LETTERS


@dataclass(frozen=True)
class DeadLetter:
    """A refused op: `words` is what the person had written, as plain text; `problem` has code,
    says and remedy."""

    id: int
    of: RowOf
    of_id: UUID
    words: str
    problem: dict[str, Any]
    at_ms: int


def list_all(session: Session) -> tuple[DeadLetter, ...]:
    """All that were not dismissed, the newest first."""
    asked = select(DEAD_LETTERS).order_by(DEAD_LETTERS.c.id.desc())
    return tuple(
        DeadLetter(row.id, row.of, row.of_id, row.words, loads(row.problem), row.at_ms)
        for row in session.execute(asked)
    )


def add(session: Session, op: Op, words: str, problem: OpProblem) -> None:
    """The op is kept here, with what it is about in a person's words."""
    row = {
        "of": op.of,
        "of_id": op.id,
        "op": op.model_dump_json(),
        "words": words,
        "problem": dumps(problem.model_dump()),
        "at_ms": session.now_ms(),
    }
    session.execute(insert(DEAD_LETTERS).values(row))
    session.tell("dead_letter")


def dismiss(session: Session, id: int) -> None:
    """It was read; its words are gone."""
    session.execute(delete(DEAD_LETTERS).where(DEAD_LETTERS.c.id == id))
    session.tell("dead_letter")
