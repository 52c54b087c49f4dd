"""A draft of the list in two lines and a pill."""

from desktop.models.made_drafts import MadeDraft
from desktop.views.figures import clock_words, day_words
from desktop.views.parts.pill import Tone
from desktop.views.review.standings import stage_words
from desktop.views.review.weighing import moment_ms
from desktop.views.words import tr


def pill_of(made: MadeDraft) -> tuple[str, Tone]:
    """How its latest generation stands, in a word."""
    if made.is_waiting:
        return tr("Waiting"), "warn"
    match made.status:
        case "queued":
            return tr("Queued"), "accent"
        case "running":
            return tr("Making"), "accent"
        case "failed":
            return tr("Failed"), "err"
        case "cancelled":
            return tr("Cancelled"), "plain"
        case "succeeded":
            return (tr("Saved"), "plain") if made.saved else (tr("Ready"), "ok")


def second_line(made: MadeDraft, now_ms: int) -> str:
    """What is known of it."""
    if made.is_waiting:
        return tr("Sent when online")
    match made.status:
        case "queued":
            place = made.queue_position
            return tr("In the queue") if place is None else tr("Number {place}", place=place)
        case "running":
            stage = stage_words(made.stage)
            return tr("{stage} · {percent} %", stage=stage, percent=made.progress_pct)
        case "failed" | "cancelled":
            return tr("Cost nothing")
        case "succeeded":
            return _made_words(made, now_ms)


def _made_words(made: MadeDraft, now_ms: int) -> str:
    made_ms = moment_ms(made.made_at) or now_ms
    when = day_words(made_ms, now_ms)
    if when == day_words(now_ms, now_ms):
        when = clock_words(made_ms)
    if made.ready < made.variants:
        return tr(
            "{ready} of {n} variant · {when}|{ready} of {n} variants · {when}",
            ready=made.ready,
            n=made.variants,
            when=when,
        )
    return tr("{n} variant · {when}|{n} variants · {when}", n=made.variants, when=when)
