"""From a typed wish to finished files, made by a server: send, follow, fetch, list."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import UUID

from contract.generations import CreateBody, FileUrls, GenerationAnswer, VariantAnswer
from contract.problems import Code, Problem
from desktop import local_server
from desktop.sync import following, sign_in, transfers, wishes
from desktop.sync.api_client import ApiClient, is_this_computer
from desktop.sync.patience import Patience
from desktop.terminal.credentials import known_to
from reel.script import read_script
from reel.terminal import script_file
from reel.terminal.options import Options
from reel.terminal.outcome import make_and_tell
from reel.terminal.progress import Display, shown, words_for
from reel.terminal.stopping import StopSwitch

# What a person takes for "at once" after Ctrl-C.
LOOK_AGAIN_S = 0.1

# The endings of a variant's files as the command writes them here, too; the video first.
ENDINGS = {
    "video_url": ".mp4",
    "cover_url": ".jpg",
    "captions_url": ".srt",
    "vtt_url": ".vtt",
    "text_url": ".txt",
    "receipt_url": ".receipt.json",
}
assert set(ENDINGS) <= set(FileUrls.model_fields)


def main(options: Options) -> int:
    """Have a server make what the options ask for and return the exit code."""
    return make_and_tell(
        lambda switch: _make(options, switch),
        "Stopped, on the server, too. Files that were fetched stay.",
    )


@dataclass(frozen=True)
class _Errand:
    """What every step needs at hand."""

    client: ApiClient
    patience: Patience
    display: Display
    switch: StopSwitch
    out: Path
    name: str

    def look_up(self) -> None:
        """Between two steps: stop when somebody wants to."""
        if self.switch.is_cancelled():
            raise _stopped()


def _make(options: Options, switch: StopSwitch) -> Sequence[Path]:
    body = _body_of(options)
    with _server_of(options) as client, shown() as display:
        patience = Patience(_pause_of(switch), lambda why, wait_s: _say_wait(display, why, wait_s))
        name = script_file.name_of(options.script)
        errand = _Errand(client, patience, display, switch, options.out, name)
        owner_id = sign_in.whoami(client).id
        wish = wishes.write_down(options.out, name, client.server, owner_id, body)
        generation = _have_made(errand, wish)
        files = tuple(_fetch_all(errand, generation))
        wish.forget()
        return files


def _body_of(options: Options) -> CreateBody:
    """The wish as it travels; whether it can be made is for the server to say.

    Raises: Problem, when the script cannot be read or pictures would have to travel.
    """
    if options.media:
        raise Problem(
            Code.MEDIA_MISSING,
            "Pictures cannot travel to a server yet.",
            "Leave --media out, or leave the server out: this computer makes it with pictures.",
        )
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
        placements=(),
        draft_id=None,
    )


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


def _have_made(errand: _Errand, wish: wishes.Wish) -> GenerationAnswer:
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
            client, accepted.generation_id, patience, lambda now: _show(errand.display, now)
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
    raise _why_not(generation)


def _cancel(errand: _Errand, generation_id: UUID) -> None:
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


def _cancel_unheard(errand: _Errand, wish: wishes.Wish) -> None:
    """Tell the server to stop what it may have accepted, its answer lost on the way.

    Raises: as `_cancel`.
    """
    try:
        _cancel(errand, wish.generation_id)
    except Problem as problem:
        if problem.code is not Code.NOT_FOUND:
            raise


def _fetch_all(errand: _Errand, generation: GenerationAnswer) -> Iterator[Path]:
    """Fetch the files of every variant that was made; a variant's video last of its files."""
    for variant in generation.variants:
        if variant.status != "ready":
            errand.display.say(f"Variant {variant.index + 1} could not be made and costs nothing.")
            continue
        targets = {
            kind: errand.out / f"{errand.name}-{variant.index + 1}{ending}"
            for kind, ending in ENDINGS.items()
            if getattr(variant, kind) is not None
        }
        for kind in reversed(targets):
            errand.display.show("Fetching", 100)
            _fetch(errand, generation.id, variant, kind, targets[kind])
        yield from targets.values()


def _fetch(
    errand: _Errand, generation_id: UUID, variant: VariantAnswer, kind: str, target: Path
) -> None:
    """Fetch one file, by a fresh address where the first has run out."""
    bring = partial(transfers.fetch, errand.client, target=target, look_up=errand.look_up)
    try:
        errand.patience.until_answered(partial(bring, getattr(variant, kind)))
    except Problem as problem:
        if problem.code is not Code.NOT_FOUND:
            raise
        now = errand.patience.until_answered(partial(following.look, errand.client, generation_id))
        (address,) = [getattr(one, kind) for one in now.variants if one.id == variant.id]
        errand.patience.until_answered(partial(bring, address))


def _show(display: Display, now: GenerationAnswer) -> None:
    """One line about a generation, worded as when it is made here."""
    if now.status == "queued":
        place = f", place {now.queue_position}" if now.queue_position else ""
        display.show(f"Waiting{place}", now.progress_pct)
    elif now.status == "running" and now.stage is not None:
        drawing = [one.index for one in now.variants if one.status == "drawing"]
        said = words_for(now.stage, drawing[0] if drawing else 0, len(now.variants))
        display.show(said, now.progress_pct)


def _say_wait(display: Display, why: Problem, wait_s: float) -> None:
    if why.retry_after_s is not None or wait_s > 1:
        display.say(f"{why.says} Trying again in {wait_s:.0f} s.")


def _pause_of(switch: StopSwitch) -> Callable[[float], None]:
    """Waits that many seconds, unless somebody wants to stop."""

    def pause(wait_s: float) -> None:
        until = time.monotonic() + wait_s
        while (left_s := until - time.monotonic()) > 0:
            if switch.is_cancelled():
                raise _stopped()
            time.sleep(min(left_s, LOOK_AGAIN_S))

    return pause


def _why_not(generation: GenerationAnswer) -> Problem:
    """The problem of a generation that made nothing."""
    error = generation.error
    if generation.status == "cancelled" or error is None:
        return Problem(
            Code.CANCELLED,
            "It was cancelled by somebody else of this account; it costs nothing.",
            "Give the command again to make it anyway.",
        )
    try:
        code = Code(error.code)
    except ValueError:
        code = Code.INTERNAL_ERROR
    return Problem(code, error.says, f"{error.remedy} It costs nothing.")


def _stopped() -> Problem:
    return Problem(Code.CANCELLED, "Stopped.", "Give the command again to make it.")
