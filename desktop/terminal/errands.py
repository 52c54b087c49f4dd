"""What both ways to a server's reel share: wait for it, say how far it is, fetch its files."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import UUID

from contract.generations import FileUrls, GenerationAnswer, VariantAnswer
from contract.problems import Code, Problem
from desktop.sync import following, transfers
from desktop.sync.api_client import ApiClient
from desktop.sync.patience import Patience
from reel.terminal.progress import Display, words_for
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


@dataclass(frozen=True)
class Errand:
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
            raise stopped()


def fetch_all(errand: Errand, generation: GenerationAnswer) -> Iterator[Path]:
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
    errand: Errand, generation_id: UUID, variant: VariantAnswer, kind: str, target: Path
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


def show(display: Display, now: GenerationAnswer) -> None:
    """One line about a generation, worded as when it is made here."""
    if now.status == "queued":
        place = f", place {now.queue_position}" if now.queue_position else ""
        display.show(f"Waiting{place}", now.progress_pct)
    elif now.status == "running" and now.stage is not None:
        drawing = [one.index for one in now.variants if one.status == "drawing"]
        said = words_for(now.stage, drawing[0] if drawing else 0, len(now.variants))
        display.show(said, now.progress_pct)


def say_wait(display: Display, why: Problem, wait_s: float) -> None:
    """Say why nothing happens, unless it is over in a moment."""
    if why.retry_after_s is not None or wait_s > 1:
        display.say(f"{why.says} Trying again in {wait_s:.0f} s.")


def pause_of(switch: StopSwitch) -> Callable[[float], None]:
    """Waits that many seconds, unless somebody wants to stop."""

    def pause(wait_s: float) -> None:
        until = time.monotonic() + wait_s
        while (left_s := until - time.monotonic()) > 0:
            if switch.is_cancelled():
                raise stopped()
            time.sleep(min(left_s, LOOK_AGAIN_S))

    return pause


def why_not(generation: GenerationAnswer) -> Problem:
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


def stopped() -> Problem:
    """The problem of somebody who does not want to wait any longer."""
    return Problem(Code.CANCELLED, "Stopped.", "Give the command again to make it.")
