"""From a typed wish to finished files, made by a server: send, follow, fetch, list."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from contract.drafts import Placement
from contract.generations import CreateBody, GenerationAnswer
from contract.problems import Code, Problem
from desktop import local_server
from desktop.sync import following, sign_in, wishes
from desktop.sync.api_client import ApiClient, is_this_computer
from desktop.sync.patience import Patience
from desktop.terminal.credentials import known_to
from desktop.terminal.errands import Errand, fetch_all, pause_of, say_wait, show, why_not
from desktop.terminal.sending import send_all
from reel.script import read_script
from reel.terminal import script_file
from reel.terminal.options import Options
from reel.terminal.outcome import make_and_tell
from reel.terminal.progress import shown
from reel.terminal.stopping import StopSwitch


def main(options: Options) -> int:
    """Have a server make what the options ask for and return the exit code."""
    return make_and_tell(
        lambda switch: _make(options, switch),
        "Stopped, on the server, too. Files that were fetched stay.",
    )


def _make(options: Options, switch: StopSwitch) -> Sequence[Path]:
    pictures = _pictures_of(options)
    body = _body_of(options, [sha256 for _, sha256 in pictures])
    with _server_of(options) as client, shown() as display:
        patience = Patience(pause_of(switch), lambda why, wait_s: say_wait(display, why, wait_s))
        name = script_file.name_of(options.script)
        errand = Errand(client, patience, display, switch, options.folder, name)
        owner_id = sign_in.whoami(client).id
        wish = wishes.write_down(options.folder, name, client.server, owner_id, body)
        # Bytes before words: the server makes nothing of what it does not hold.
        send_all(errand, pictures)
        generation = _have_made(errand, wish)
        files = tuple(fetch_all(errand, generation))
        wish.forget()
        return files


def _pictures_of(options: Options) -> list[tuple[Path, str]]:
    """The pictures that were named, with their sha256, once each was seen to be whole.

    Raises: Problem MEDIA_TOO_MANY, MEDIA_NOT_FOUND, MEDIA_TOO_LARGE, MEDIA_UNREADABLE.
    """
    if not options.media:
        return []
    # Late: looking at pictures takes what draws.
    from reel.terminal.inputs import read_media  # noqa: PLC0415

    return list(zip(options.media, read_media(options.media), strict=True))


def _body_of(options: Options, pictures: Sequence[str]) -> CreateBody:
    """The wish as it travels; whether it can be made is for the server to say.

    Raises: Problem, when the script cannot be read.
    """
    topic, script = read_script(script_file.read_markdown(options.script))
    return CreateBody.model_construct(
        topic=topic,
        script=script,
        platform=options.platform,
        preset=options.preset,
        language=options.language,
        voice=options.voice,
        variants=options.variants,
        tags=(),
        placements=_placed(pictures),
        draft_id=None,
    )


def _placed(pictures: Sequence[str]) -> tuple[Placement, ...]:
    if not pictures:
        return ()
    from reel.terminal.inputs import placements_of  # noqa: PLC0415

    return placements_of(pictures)


@contextmanager
def _server_of(options: Options) -> Iterator[ApiClient]:
    """The server that is asked, as somebody it knows."""
    if options.own_server is not None:
        print("Starting a server on this computer ...", file=sys.stderr, flush=True)
        with (
            local_server.running(options.own_server) as access,
            ApiClient(access.url, access.key) as client,
        ):
            yield client
        return
    assert options.server is not None
    with ApiClient(options.server) as client:
        if client.server.startswith("http:") and not is_this_computer(client.server):
            print("This connection is not encrypted: others may read it.", file=sys.stderr)
        with known_to(client, options.email, options.api_key_file):
            yield client


def _have_made(errand: Errand, wish: wishes.Wish) -> GenerationAnswer:
    """Send the wish and return its generation once it has succeeded.

    Its key is kept as long as the same command may still come to the same generation.

    Raises: Problem, among them CANCELLED and what the generation failed of.
    """
    client, patience = errand.client, errand.patience
    try:
        accepted = patience.until_answered(lambda: wishes.send(client, wish))
    except Problem as problem:
        if problem.code is Code.CANCELLED:
            _cancel_unheard(errand, wish)
        if not problem.retryable and problem.code is not Code.SERVER_UNREACHABLE:
            wish.forget()
        raise
    try:
        errand.look_up()
        generation = following.follow(
            client, accepted.generation_id, patience, lambda now: show(errand.display, now)
        )
    except Problem as problem:
        if problem.code is Code.CANCELLED:
            _cancel(errand, accepted.generation_id)
        if problem.code in (Code.CANCELLED, Code.NOT_FOUND):
            wish.forget()
        raise
    if generation.status == "succeeded":
        return generation
    wish.forget()
    raise why_not(generation)


def _cancel(errand: Errand, generation_id: UUID) -> None:
    """Tell the server to stop, too.

    Raises: Problem, when that did not arrive or it had ended.
    """
    errand.display.show("Stopping", 0)
    try:
        was_live = wishes.cancel(errand.client, generation_id)
    except Problem as problem:
        raise Problem(
            problem.code,
            f"Stopped here, but the server could not be told: {problem.says}",
            "The same command takes it up again.",
            retryable=True,
        ) from problem
    if not was_live:
        raise Problem(
            Code.ALREADY_ENDED,
            "It had ended on the server before it could be stopped.",
            "The same command fetches what it made.",
            retryable=True,
        )


def _cancel_unheard(errand: Errand, wish: wishes.Wish) -> None:
    """Tell the server to stop what it may have accepted, its answer lost on the way.

    Raises: as `_cancel`.
    """
    try:
        _cancel(errand, wish.generation_id)
    except Problem as problem:
        if problem.code is not Code.NOT_FOUND:
            raise
