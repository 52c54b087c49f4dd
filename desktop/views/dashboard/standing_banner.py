"""What everybody should know now, across the top: offline and what waits; a boost that ended."""

from collections.abc import Callable
from dataclasses import dataclass

from desktop.models.overview import Overview
from desktop.sync.status import Status
from desktop.views.dashboard.left_words import boost_ended_words
from desktop.views.figures import clock_words
from desktop.views.parts.banner import Action, BannerTone
from desktop.views.words import tr


@dataclass(frozen=True)
class Said:
    """The words of a banner."""

    tone: BannerTone
    bold: str
    dim: str
    actions: tuple[Action, ...]
    is_closable: bool = False


def standing_of(
    status: Status,
    overview: Overview,
    now_ms: int,
    boost_ended_ms: int | None,
    see: Callable[[], object],
    look_now: Callable[[], object],
) -> Said | None:
    """What to say, the most pressing first; None when all is as usual."""
    waiting = (tr("See what is waiting"), see)
    match status.state:
        case "waiting":
            return Said("warn", _offline_words(status), _meters_words(overview),
                        (waiting, (tr("Try now"), look_now)))  # fmt: skip
        case "signed-out":
            return Said("warn", tr("Signed out. Everything here stays and can be edited."),
                        tr("What waits is sent once you sign in."), (waiting,))  # fmt: skip
        case "paused" | "outdated" if status.why is not None:
            return Said("warn", status.why.says, status.why.remedy, (waiting,))
    told = overview.meter.told
    if boost_ended_ms is not None and told is not None:
        bold = boost_ended_words(told, boost_ended_ms, now_ms)
        return Said("info", bold, tr("Everything you made stays."), (), is_closable=True)
    return None


def _offline_words(status: Status) -> str:
    changes, reels = status.waiting.ops, status.waiting.wishes
    if changes and reels:
        return tr(
            "Offline. {changes} and {reels} are waiting.",
            changes=tr("{n} change|{n} changes", n=changes),
            reels=tr("{n} reel|{n} reels", n=reels),
        )
    if changes:
        return tr("Offline. {n} change is waiting.|Offline. {n} changes are waiting.", n=changes)
    if reels:
        return tr("Offline. {n} reel is waiting.|Offline. {n} reels are waiting.", n=reels)
    return tr("Offline. Nothing is waiting.")


def _meters_words(overview: Overview) -> str:
    as_of_ms = overview.meter.as_of_ms
    return "" if as_of_ms is None else tr("Meters as of {time}.", time=clock_words(as_of_ms))
