"""`reelyard make --offline`: the wish is written down whole, and waits for a network."""

import signal
from collections.abc import Sequence
from uuid import UUID, uuid4

from contract.drafts import Focus, NewDraftBody
from contract.problems import Problem
from desktop.models import drafts, media, placements, wishes
from desktop.models.media import Brought
from desktop.models.session import Session
from desktop.models.wishes import Wish
from desktop.terminal import home
from desktop.terminal.home import Order
from desktop.terminal.saying import say, words_for_price
from reel.script import read_script
from reel.terminal import exit_codes, script_file
from reel.terminal.options import Options
from reel.terminal.outcome import tell

# Faces stand in the upper half of most pictures, a little above the middle.
USUAL_FOCUS = Focus(0.5, 0.45)


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
            brought = [media.bring(storage.folder, path) for path in options.media]
            wish, said = storage.call(_put, draft_id, body, brought), _NOW_WAITS
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


def _put(session: Session, draft_id: UUID, body: NewDraftBody, pictures: Sequence[Brought]) -> Wish:
    """The draft with its pictures in the order of the scenes, and its wish.

    Raises: _WaitsAlready, and nothing has happened.
    """
    before = wishes.list_open(session)
    drafts.new(session, body, id=draft_id)
    for picture in pictures:
        media.add(session, picture)
        placements.add(session, draft_id, picture.sha256, focus=USUAL_FOCUS)
    wish = wishes.create(session, draft_id)
    for other in before:
        if other.state in ("waiting", "sent") and _words_of(other) == _words_of(wish):
            raise _WaitsAlready(other)
    return wish


def _words_of(wish: Wish) -> tuple[str, dict[str, object]]:
    """What is asked for, whichever draft it is asked for."""
    words = {name: value for name, value in wish.body.items() if name != "draft_id"}
    words["placements"] = [
        {name: value for name, value in placement.items() if name != "id"}
        for placement in wish.body.get("placements", ())
    ]
    return wish.kind, words


def _body_of(options: Options) -> NewDraftBody:
    """The draft as typed, once every picture was seen to be one.

    Raises: Problem, when the script or a picture cannot be read.
    """
    if options.media:
        # Late: looking at pictures takes what draws.
        from reel.terminal.inputs import read_media  # noqa: PLC0415

        read_media(options.media)
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
