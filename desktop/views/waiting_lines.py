"""What waits here, read from the store in one go: edits, wishes and files with their names."""

from dataclasses import dataclass
from uuid import UUID

from contract.drafts import shown_title
from contract.problems import Problem
from desktop.models import assets, dead_letters, drafts, media, outbox, wishes
from desktop.models.dead_letters import DeadLetter
from desktop.models.media import Media
from desktop.models.outbox import Waiting, WaitingOp
from desktop.models.session import Session
from desktop.models.wishes import Wish
from reel.script import plain_topic

# More edits than somebody reads; how many there are in all is counted beside it.
MOST_EDITS = 100


@dataclass(frozen=True)
class EditLine:
    """The edits that wait of one row. `title` is None where the row has no name of its own;
    `names` are fields and tags; `waits_for` the file that has to be with the server first."""

    of: str
    of_id: UUID
    title: str | None
    kinds: frozenset[str]
    names: tuple[str, ...]
    count: int
    since_ms: int
    waits_for: str | None


@dataclass(frozen=True)
class WishLine:
    """A wish with the title of what it is about."""

    wish: Wish
    title: str | None


@dataclass(frozen=True)
class LetterLine:
    """A refused edit with the title of what it was about."""

    letter: DeadLetter
    title: str | None


@dataclass(frozen=True)
class WaitingLines:
    """All of it; `files` are those that the server does not hold, also those that it never will
    as they are."""

    waiting: Waiting
    edits: tuple[EditLine, ...]
    wishes: tuple[WishLine, ...]
    files: tuple[Media, ...]
    letters: tuple[LetterLine, ...]


def read(session: Session) -> WaitingLines:
    """As it stands now."""
    known = media.list_all(session)
    names = {one.sha256: one.name for one in known}
    ops = outbox.list_waiting(session, limit=MOST_EDITS)
    rows: dict[UUID, list[WaitingOp]] = {}
    for op in ops:
        rows.setdefault(op.of_id, []).append(op)
    return WaitingLines(
        waiting=outbox.count_waiting(session),
        edits=tuple(_edit_line(session, of_row, names) for of_row in rows.values()),
        wishes=tuple(
            WishLine(wish, _title_of_wish(session, wish)) for wish in wishes.list_open(session)
        ),
        files=tuple(one for one in known if not one.is_held),
        letters=tuple(
            LetterLine(letter, _title_of(session, letter.of, letter.of_id))
            for letter in dead_letters.list_all(session)
        ),
    )


def _edit_line(session: Session, ops: list[WaitingOp], media_names: dict[str, str]) -> EditLine:
    first = ops[0]
    waits = next((op.waits_for_media for op in ops if op.waits_for_media), None)
    names = dict.fromkeys(name for op in ops if op.kind == "set" for name in op.names)
    return EditLine(
        of=first.of,
        of_id=first.of_id,
        title=_title_of(session, first.of, first.of_id),
        kinds=frozenset(op.kind for op in ops),
        names=tuple(names),
        count=len(ops),
        since_ms=min(op.at_ms for op in ops),
        waits_for=media_names.get(waits, waits[:8]) if waits else None,
    )


def _title_of(session: Session, of: str, of_id: UUID) -> str | None:
    if of == "draft":
        return _draft_title(session, of_id)
    if of == "asset":
        return _asset_title(session, of_id)
    return None


def _title_of_wish(session: Session, wish: Wish) -> str | None:
    if wish.draft_id is not None:
        return _draft_title(session, wish.draft_id)
    if wish.asset_id is not None and (title := _asset_title(session, wish.asset_id)):
        return title
    topic = wish.body.get("topic") if isinstance(wish.body, dict) else None
    return shown_title(None, plain_topic(str(topic))) if topic else None


def _draft_title(session: Session, draft_id: UUID) -> str | None:
    draft = drafts.find(session, draft_id)
    if draft is None:
        return None
    return shown_title(draft.title, plain_topic(draft.topic)) or None


def _asset_title(session: Session, asset_id: UUID) -> str | None:
    try:
        return assets.get(session, asset_id).title
    except Problem:
        return None
