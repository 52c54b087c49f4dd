"""What is typed in a window: handed over as the text it was made of and the text it became.

Between the two another device's words may have arrived; so neither is taken for what the store
has, only for what a person saw.
"""

from collections.abc import Callable
from uuid import UUID

from contract.rebasing import carried, changes, spliced
from contract.text import NAMES, TextName, Texts, tidy
from desktop.models import drafts
from desktop.models.drafts import Draft
from desktop.models.session import Session


def retype(session: Session, draft_id: UUID, before: Texts, after: Texts) -> Draft:
    """What makes `after` of `before` is done to the draft's texts as they are now; words that came
    meanwhile keep their places.

    Raises: Problem NOT_FOUND, TEXT_TOO_LONG; nothing is stored then.
    """
    draft = drafts.get(session, draft_id)
    for name in NAMES:
        seen, typed, now = (tidy(_text(of, name)) for of in (before, after, draft))
        if seen != typed:
            wanted = spliced(now, carried(changes(seen, typed), over=changes(seen, now)))
            draft = drafts.edit_text(session, draft_id, name, wanted)
    return draft


def take_back(session: Session, draft_id: UUID, before: Texts, after: Texts) -> Draft:
    """The same, then the last own edit is taken back (drafts.undo): all of it or nothing.

    Raises: as retype.
    """
    return _then(drafts.undo, session, draft_id, before, after)


def do_again(session: Session, draft_id: UUID, before: Texts, after: Texts) -> Draft:
    """The same, then what was taken back last stands again (drafts.redo).

    Raises: as retype.
    """
    return _then(drafts.redo, session, draft_id, before, after)


def _then(
    step: Callable[[Session, UUID], Draft],
    session: Session,
    draft_id: UUID,
    before: Texts,
    after: Texts,
) -> Draft:
    retype(session, draft_id, before, after)
    return step(session, draft_id)


def _text(of: Texts | Draft, name: TextName) -> str:
    return of.topic if name == "topic" else of.script
