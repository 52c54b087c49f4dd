"""`reelyard drafts`: a device without a window, one gesture a command."""

import json
import signal
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from pydantic import JsonValue, ValidationError

from contract.drafts import NewDraftBody
from contract.problems import Code, Problem
from desktop.models import drafts, outbox
from desktop.models.drafts import Draft, ListedDraft
from desktop.models.session import Session
from desktop.terminal import home, refused
from desktop.terminal.draft_options import read_options
from desktop.terminal.saying import counted, in_one_line, print_lines, say, words_for_waiting
from reel.script import read_script
from reel.terminal import exit_codes, script_file
from reel.terminal.outcome import tell

# Less would name two drafts before long; a whole id always does.
SHORTEST_ID_CHARS = 4
# What may be cleared by giving no words at all.
_EMPTY_IS_NONE = ("title", "language", "voice")
_FIELDS = ("title", "platform", "preset", "language", "voice", "variants")


def main(words: list[str]) -> int:
    """Do what the words ask for and return the exit code."""
    given = read_options(words)
    try:
        return _COMMANDS[given.command](given)
    except Problem as problem:
        return tell(problem)
    except KeyboardInterrupt:
        return exit_codes.SIGNALLED + signal.SIGINT


def _list(given: Namespace) -> int:
    data = home.folder_of(given.data)
    account = home.read(data).account
    with home.opened(data, account) as storage:
        if given.seen:
            storage.call(refused.dismiss_all)
        found = storage.call(lambda session: tuple(_all(session, is_trash=given.trash)))
        waiting = storage.call(outbox.count_waiting)
        refusals = storage.call(refused.list_all)
    if given.json:
        print_lines([json.dumps([_plain(draft) for draft in found], ensure_ascii=False)])
    else:
        print_lines(f"{draft.id}  {_state(draft):<9}  {_title(draft)}" for draft in found)
    say(f"{counted(len(found), 'draft') or 'No drafts'}. {words_for_waiting(waiting)}")
    where = f"They belong to {account.email} on {account.server}." if account else _NOT_SIGNED_IN
    say(where)
    for refusal in refusals:
        say(refusal.says)
    return exit_codes.OK


_NOT_SIGNED_IN = "They are only here: `reelyard drafts sync --server URL` takes them to a server."


def _new(given: Namespace) -> int:
    topic, script = _texts_of(given)
    fields = _fields_of(given)
    try:
        body = NewDraftBody.model_validate(
            {**fields, "topic": topic or "", "script": script or "", "tags": given.tags or ()}
        )
    except ValidationError as error:
        raise _unfit(error) from error
    data = home.folder_of(given.data)
    with home.opened(data, home.read(data).account) as storage:
        made = storage.call(drafts.new, body)
    print_lines([str(made.id)])
    return exit_codes.OK


def _edit(given: Namespace) -> int:
    topic, script = _texts_of(given)
    data = home.folder_of(given.data)
    with home.opened(data, home.read(data).account) as storage:
        storage.call(_change, given, topic, script)
    return exit_codes.OK


def _change(session: Session, given: Namespace, topic: str | None, script: str | None) -> None:
    """All that was asked for, or nothing of it."""
    id = _draft_of(session, given.id)
    if given.restore:
        drafts.restore(session, id)
    fields = _fields_of(given)
    if fields:
        drafts.edit(session, id, fields)
    if topic is not None:
        drafts.edit_text(session, id, "topic", topic)
    if script is not None:
        drafts.edit_text(session, id, "script", script)
    if given.tags is not None:
        drafts.set_tags(session, id, [tag for tag in given.tags if tag.strip()])
    if given.delete:
        drafts.delete(session, id)


def _show(given: Namespace) -> int:
    data = home.folder_of(given.data)
    with home.opened(data, home.read(data).account) as storage:
        draft = storage.call(lambda session: drafts.get(session, _draft_of(session, given.id)))
    if given.json:
        print_lines([json.dumps(_plain(draft), ensure_ascii=False)])
    else:
        print_lines([f"# {draft.topic}\n\n{draft.script}"])
    return exit_codes.OK


def _sync(given: Namespace) -> int:
    # Late, so that writing a draft does not wait for what speaks HTTP.
    from desktop.terminal import syncing  # noqa: PLC0415

    return syncing.main(given)


_COMMANDS: Mapping[str, Callable[[Namespace], int]] = {
    "list": _list,
    "new": _new,
    "edit": _edit,
    "show": _show,
    "sync": _sync,
}


def _texts_of(given: Namespace) -> tuple[str | None, str | None]:
    """Topic and script as they shall be; None leaves one alone.

    Raises: Problem SCRIPT_NOT_FOUND, SCRIPT_UNREADABLE, SCRIPT_TOO_LONG.
    """
    if given.script is None:
        return given.topic, None
    topic, script = read_script(script_file.read_markdown(given.script))
    return (topic if given.topic is None else given.topic), script


def _fields_of(given: Namespace) -> dict[str, JsonValue]:
    """The fields that were named, as they shall be."""
    named = {name: getattr(given, name) for name in _FIELDS}
    return {
        name: None if name in _EMPTY_IS_NONE and value == "" else value
        for name, value in named.items()
        if value is not None
    }


def _draft_of(session: Session, text: str) -> UUID:
    """The draft that is meant by an id or the beginning of one.

    Raises: Problem NOT_FOUND.
    """
    try:
        return UUID(text)
    except ValueError:
        pass
    found = [
        draft
        for is_trash in (False, True)
        for draft in _all(session, is_trash=is_trash)
        if len(text) >= SHORTEST_ID_CHARS and str(draft.id).startswith(text.lower())
    ]
    if len(found) == 1:
        return found[0].id
    raise Problem(
        Code.NOT_FOUND,
        f"{len(found)} drafts have an id that begins with “{in_one_line(text[:40])}”."
        if found
        else f"No draft has an id that begins with “{in_one_line(text[:40])}”.",
        "`reelyard drafts list` shows them; give more of it.",
    )


def _all(session: Session, *, is_trash: bool) -> Iterator[ListedDraft]:
    place = None
    while True:
        page = drafts.list_page(session, is_trash=is_trash, limit=drafts.MOST_A_PAGE, after=place)
        yield from page.drafts
        place = page.end
        if place is None:
            return


def _state(draft: ListedDraft) -> str:
    if draft.is_lost:
        return "only here"
    return "waits" if draft.has_unsent else "synced"


def _title(draft: ListedDraft) -> str:
    return in_one_line(draft.title) or "(no words yet)"


def _plain(draft: Draft | ListedDraft) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(json.dumps(asdict(draft), default=_as_json))
    return told


def _as_json(value: Any) -> Any:
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else str(value)


def _unfit(error: ValidationError) -> Problem:
    first = error.errors(include_url=False, include_input=False)[0]
    name = ".".join(map(str, first["loc"])) or "the draft"
    return Problem(
        Code.FIELD_INVALID, f"{name} does not fit: {first['msg']}.", "Change it and try again."
    )
