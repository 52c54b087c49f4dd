"""What the server refused for good: said with why, kept with the words until they were read."""

from dataclasses import dataclass

from desktop.models import dead_letters, wishes
from desktop.models.session import Session
from desktop.terminal.saying import in_one_line


@dataclass(frozen=True)
class Refusal:
    """Something that was refused; `id` tells one from another."""

    id: str
    code: str
    says: str


def list_all(session: Session) -> tuple[Refusal, ...]:
    """Refused edits, then refused wishes."""
    letters = [
        Refusal(
            f"letter {letter.id}",
            str(letter.problem["code"]),
            f"Refused: {letter.problem['says']} The words were: {in_one_line(letter.words)}",
        )
        for letter in dead_letters.list_all(session)
    ]
    pressed = [
        Refusal(
            f"wish {wish.id}",
            str(wish.problem["code"]),
            f"Refused: {wish.kind}. {wish.problem['says']} {wish.problem['remedy']}",
        )
        for wish in wishes.list_open(session)
        if wish.state == "refused" and wish.problem is not None
    ]
    return (*letters, *pressed)


def dismiss_all(session: Session) -> None:
    """They were read."""
    for letter in dead_letters.list_all(session):
        dead_letters.dismiss(session, letter.id)
    for wish in wishes.list_open(session):
        if wish.state == "refused":
            wishes.dismiss(session, wish.id)
