"""Following a generation until it ends: poll, be told when nothing changed, come back in time."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from pydantic import ValidationError

from contract.generations import ENDS, GenerationAnswer
from desktop.sync import refusals
from desktop.sync.api_client import ApiClient, Reply
from desktop.sync.patience import Patience

# A bar that moves once a second looks alive; a server that is busier says so in Retry-After.
POLL_S = 1.0
LONGEST_POLL_S = 60.0


def follow(
    client: ApiClient,
    generation_id: UUID,
    patience: Patience,
    on_news: Callable[[GenerationAnswer], None],
) -> GenerationAnswer:
    """Return the generation at its end, having told each change of it on the way.

    Raises: Problem SERVER_UNREACHABLE when it stays away too long, NOT_FOUND.
    """
    etag: str | None = None
    while True:
        seen = {} if etag is None else {"If-None-Match": etag}
        answer = patience.until_answered(partial(_ask, client, generation_id, seen))
        if answer.status != refusals.NOT_MODIFIED:
            etag = answer.headers.get("etag")
            generation = read_generation(client, answer)
            on_news(generation)
            if generation.status in ENDS:
                return generation
        patience.pause(_wait_s(answer))


def look(client: ApiClient, generation_id: UUID) -> GenerationAnswer:
    """The generation as it is now, with fresh addresses of its files.

    Raises: Problem NOT_FOUND, SERVER_UNREACHABLE.
    """
    return read_generation(client, _ask(client, generation_id, {}))


def read_generation(client: ApiClient, answer: Reply) -> GenerationAnswer:
    """The generation that an answer tells of.

    Raises: Problem SERVER_UNREACHABLE when it is something else.
    """
    try:
        return GenerationAnswer.model_validate(answer.body)
    except ValidationError as error:
        raise refusals.no_answer_of_ours(client.server) from error


def _ask(client: ApiClient, generation_id: UUID, seen: dict[str, str]) -> Reply:
    return client.ask("GET", f"/v1/generations/{generation_id}", headers=seen)


def _wait_s(answer: Reply) -> float:
    asked_s = refusals.seconds_of(answer.headers)
    return POLL_S if asked_s is None else min(max(asked_s, POLL_S), LONGEST_POLL_S)
