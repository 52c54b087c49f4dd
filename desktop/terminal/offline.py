"""`reelyard make --offline`: the wish is written down whole, and waits for a network."""

import signal
from uuid import UUID, uuid4

from contract.drafts import NewDraftBody
from contract.problems import Code, Problem
from desktop.models import drafts, wishes
from desktop.models.session import Session
from desktop.models.wishes import Wish
from desktop.terminal import home
from desktop.terminal.home import Order
from desktop.terminal.saying import say, words_for_price
from reel.script import read_script
from reel.terminal import exit_codes, script_file
from reel.terminal.options import Options
from reel.terminal.outcome import tell

# What makes two wishes the same: all that is sent but the draft it belongs to.
_ASIDE = "draft_id"


def main(options: Options) -> int:
    """Write down the draft and the wish, and return the exit code."""
    try:
        return _write_down(options)
    except Problem as problem:
        return tell(problem)
    except KeyboardInterrupt:
        return exit_codes.SIGNALLED + signal.SIGINT


def _write_down(options: Options) -> int:
    body = _body_of(options)
    data = home.folder_of(options.data)
    out = None if options.out is None else options.out.absolute()
    order = Order(out=out, name=script_file.name_of(options.script))
    with home.opened(data, home.read(data).account) as storage:
        draft_id = uuid4()
        # Before the wish: that it is forgotten again is easier than that its files are.
        home.note_order(data, draft_id, order)
        try:
            wish, said = storage.call(_put, draft_id, body), _NOW_WAITS
        except _WaitsAlready as same:
            wish, said = same.wish, _WAITED
            home.forget_order(data, draft_id)
            if wish.draft_id is not None:
                home.note_order(data, wish.draft_id, order)
    say(f"{words_for_price(wish)} {said}")
    say("`reelyard drafts sync --server URL` sends it when there is a network.")
    return exit_codes.OK


_NOW_WAITS = "It waits on this computer now."
_WAITED = "The same wish waits here already; it is made once."


class _WaitsAlready(Exception):  # noqa: N818 - it takes the transaction back, and is no error
    """The same wish is in the outbox."""

    def __init__(self, wish: Wish) -> None:
        super().__init__(wish.id)
        self.wish = wish


def _put(session: Session, draft_id: UUID, body: NewDraftBody) -> Wish:
    """The draft and its wish.

    Raises: _WaitsAlready, and nothing has happened.
    """
    before = wishes.list_open(session)
    drafts.new(session, body, id=draft_id)
    wish = wishes.create(session, draft_id)
    for other in before:
        if other.state in ("waiting", "sent") and _words_of(other) == _words_of(wish):
            raise _WaitsAlready(other)
    return wish


def _words_of(wish: Wish) -> tuple[str, dict[str, object]]:
    return wish.kind, {name: value for name, value in wish.body.items() if name != _ASIDE}


def _body_of(options: Options) -> NewDraftBody:
    """The draft as typed.

    Raises: Problem, when the script cannot be read or pictures would have to travel.
    """
    if options.media:
        raise Problem(
            Code.MEDIA_MISSING,
            "Pictures cannot travel to a server yet.",
            "Leave --media out, or leave --offline out: this computer makes it with pictures.",
        )
    topic, script = read_script(script_file.read_markdown(options.script))
    return NewDraftBody(
        topic=topic,
        script=script,
        platform=options.platform,
        preset=options.preset,
        language=options.language,
        voice=options.voice,
        variants=options.variants,
    )
