"""How a generation stands, in a person's words: what is, what happens next, what it costs."""

from dataclasses import dataclass, field
from typing import Literal

from contract.generations import Stage
from contract.usage import MS_A_MINUTE
from desktop.models.generations import Generation
from desktop.models.wishes import Wish
from desktop.sync.status import Status
from desktop.views.figures import clock_words, number_words
from desktop.views.parts.pill import Tone
from desktop.views.problem_words import words_of, words_of_parts
from desktop.views.words import tr

Kind = Literal[
    "waiting", "held", "sending", "queued", "running", "ready", "failed", "cancelling", "cancelled"
]
MS_A_SECOND = 1000


@dataclass(frozen=True)
class Standing:
    """`pill` is its one word; `title` and `sentence` say it in full; `until_ms` when what is
    waited for is over; `share` how far it is."""

    kind: Kind
    pill: str
    tone: Tone
    title: str
    sentence: str
    until_ms: int | None = None
    share: float | None = None
    code: str | None = field(default=None)


def standing_of(
    generation: Generation, wish: Wish | None, status: Status, platform: str, now_ms: int
) -> Standing:
    """How it stands now."""
    if generation.is_cancelling:
        return Standing(
            "cancelling",
            tr("Cancelling"),
            "plain",
            tr("Cancelling …"),
            tr("It costs nothing unless a variant was finished before."),
        )
    if generation.is_provisional:
        return _unsent(wish, status, platform, now_ms)
    match generation.status:
        case "queued":
            return _queued(generation)
        case "running":
            return _running(generation)
        case "failed":
            return _failed(generation)
        case "cancelled":
            return Standing(
                "cancelled",
                tr("Cancelled"),
                "plain",
                tr("You cancelled this"),
                tr("This cost you nothing."),
            )
        case "succeeded":
            return Standing("ready", tr("Ready"), "ok", tr("Ready"), "")


def stage_words(stage: Stage | None) -> str:
    """What is being done."""
    match stage:
        case "writing":
            return tr("Writing")
        case "narrating":
            return tr("Narrating")
        case "drawing":
            return tr("Drawing")
        case "finishing":
            return tr("Finishing")
        case None:
            return tr("Starting")


def _unsent(wish: Wish | None, status: Status, platform: str, now_ms: int) -> Standing:
    held = next((one for one in status.held if wish is not None and one.wish_id == wish.id), None)
    if held is not None:
        seconds = max(0, -(-(held.until_ms - now_ms) // MS_A_SECOND))
        return Standing(
            "held",
            tr("Waiting"),
            "warn",
            words_of(held.why).says,
            tr("It is sent by itself in {seconds} s. You can cancel until then.", seconds=seconds),
            until_ms=held.until_ms,
        )
    if status.state in ("resting", "exchanging") and status.last_exchange_ms is not None:
        return Standing(
            "sending",
            tr("Sending"),
            "plain",
            tr("On its way to the server"),
            tr("Edits and files go first."),
        )
    return Standing(
        "waiting",
        tr("Waiting"),
        "warn",
        tr("Waiting for network"),
        _waits(wish, platform),
    )


def _waits(wish: Wish | None, platform: str) -> str:
    if wish is None:
        return tr("Sent when you are online. You can cancel until then.")
    return tr(
        "{platform}, {minutes} min, sent when you are online. Pressed {time}. "
        "You can cancel until then.",
        platform=platform,
        minutes=number_words(wish.price_ms / MS_A_MINUTE),
        time=clock_words(wish.at_ms),
    )


def _queued(generation: Generation) -> Standing:
    place = generation.queue_position
    if place is None or place <= 1:
        sentence = tr("It is the next one to be made.")
    else:
        sentence = tr("{n} reel comes first.|{n} reels come first.", n=place - 1)
    title = tr("In the queue") if place is None else tr("Number {place} in the queue", place=place)
    return Standing("queued", tr("Queued"), "accent", title, sentence, share=0.0)


def _running(generation: Generation) -> Standing:
    percent = generation.progress_pct
    return Standing(
        "running",
        tr("Making"),
        "accent",
        tr("{stage} · {percent} %", stage=stage_words(generation.stage), percent=percent),
        tr("You can go on working; it is here when it is done."),
        share=percent / 100,
    )


def _failed(generation: Generation) -> Standing:
    error = generation.error
    if error is None:
        says, remedy = tr("It could not be made."), tr("Try again.")
    else:
        says, remedy = words_of_parts(error.code, error.says, error.remedy)
    code = error.code if error is not None else None
    return Standing("failed", tr("Failed"), "err", says, remedy, code=code)
