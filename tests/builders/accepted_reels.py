"""Generations as the API accepts them: everything that belongs to one is there."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from server_users import make_user

from contract.generations import AcceptedAnswer, CreateBody
from server import accepting, changes
from server.database import transaction
from server.parts import Parts

# 5.2 s of video, the shortest there is.
WORDS = {"topic": "Blue?", "script": "Hello there.\n\nAll is well."}


@dataclass(frozen=True)
class Accepted:
    """A generation that waits, and whose it is."""

    id: UUID
    draft_id: UUID
    owner_id: UUID


def body(**more: object) -> CreateBody:
    """A wish for the shortest silent reel; one variant unless told."""
    ordinary = {"platform": "tiktok", "preset": "explainer", "voice": "silent", "language": "en"}
    return CreateBody.model_validate({**WORDS, **ordinary, "variants": 1, **more})


async def accept(parts: Parts, wish: CreateBody, owner_id: UUID | None = None) -> Accepted:
    """Accept a wish, of a new user unless one is named."""
    async with transaction(parts.engine) as session:
        owner = owner_id or await make_user(session)
        outcome = await accepting.create(session, parts, owner, uuid4().hex, wish)
        await changes.append(session, owner, outcome.news)
    answer = AcceptedAnswer.model_validate_json(outcome.answer.body)
    return Accepted(answer.generation_id, answer.draft_id, owner)
