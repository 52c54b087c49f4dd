"""Wishes and their keys: written down before they are sent, forgotten once they have ended."""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, ValidationError

from contract.generations import AcceptedAnswer, CreateBody
from contract.ids import generation_id_of
from contract.problems import Code, Problem
from desktop.sync import refusals
from desktop.sync.api_client import ApiClient
from desktop.sync.disk import saying_what_is_wrong

CREATE_PATH = "/v1/create"


class _Note(BaseModel):
    """What stands in the file."""

    model_config = ConfigDict(frozen=True)

    key: str
    fingerprint: str


@dataclass(frozen=True)
class Wish:
    """A wish with the key that makes asking twice mean once, and the id that it has once it is
    accepted; `note` is where it is kept."""

    body: dict[str, Any]
    key: str
    generation_id: UUID
    note: Path

    def forget(self) -> None:
        """Give up the key: the same words are a new wish from here on."""
        self.note.unlink(missing_ok=True)


def write_down(out: Path, name: str, server: str, owner_id: UUID, body: CreateBody) -> Wish:
    """The wish, with its key in the folder `out`; taken up again if the same was begun there.

    True on return: the key survives a power cut, so that no answer that gets lost can make
    a second generation of it.

    Raises: Problem FOLDER_UNWRITABLE, DISK_FULL.
    """
    # What was not typed is left out; within a placement, null says something.
    said = body.model_dump(mode="json")
    told = {name: value for name, value in said.items() if value is not None}
    fingerprint = _fingerprint(server, owner_id, told)
    note = out / f".{name}.wish.json"
    with saying_what_is_wrong(out):
        out.mkdir(parents=True, exist_ok=True)
        known = _read(note)
        if known is None or known.fingerprint != fingerprint:
            known = _Note(key=str(uuid4()), fingerprint=fingerprint)
            _write(note, known.model_dump_json())
    return Wish(told, known.key, generation_id_of(owner_id, "create", known.key), note)


def send(client: ApiClient, wish: Wish) -> AcceptedAnswer:
    """Ask for the wish; asked again, it is the same generation.

    Raises: Problem, as the server words it; SERVER_UNREACHABLE when nobody knows.
    """
    answer = client.ask(
        "POST", CREATE_PATH, body=wish.body, headers={"Idempotency-Key": f'"{wish.key}"'}
    )
    try:
        return AcceptedAnswer.model_validate(answer.body)
    except ValidationError as error:
        raise refusals.no_answer_of_ours(client.server) from error


def cancel(client: ApiClient, generation_id: UUID) -> bool:
    """Ask for no more of it; false when it had ended before.

    Raises: Problem SERVER_UNREACHABLE ...
    """
    try:
        client.ask("POST", f"/v1/generations/{generation_id}/cancel")
    except Problem as problem:
        if problem.code is Code.ALREADY_ENDED:
            return False
        raise
    return True


def _fingerprint(server: str, owner_id: UUID, told: dict[str, Any]) -> str:
    content = json.dumps([server, str(owner_id), told], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def _read(note: Path) -> _Note | None:
    try:
        return _Note.model_validate_json(note.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def _write(note: Path, text: str) -> None:
    """Replace the file whole, and have it on the disk."""
    half = note.with_name(f"{note.name}.part")
    with half.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    half.replace(note)
