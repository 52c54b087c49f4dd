"""Where what was written is now: on this computer, or on the server too. Pure."""

from dataclasses import dataclass

from contract.problems import Problem
from desktop.sync.status import Status
from desktop.views.figures import clock_words
from desktop.views.problem_words import words_of
from desktop.views.words import tr


@dataclass(frozen=True)
class SavedWords:
    """An icon in a tone, a bold word, a dim line."""

    icon: str
    tone: str
    bold: str
    dim: str


def saved_words(
    *, is_kept: bool, trouble: Problem | None, status: Status, is_connected: bool, edited_at_ms: int
) -> SavedWords:
    """What is true of the draft now; `trouble` is why the store could not take what was typed."""
    if trouble is not None:
        return SavedWords("circle-alert", "err", tr("Not saved"), words_of(trouble).says)
    if not is_kept:
        return SavedWords("pencil", "dim", tr("Saving ..."), tr("On this computer"))
    time = clock_words(edited_at_ms)
    if not is_connected:
        return SavedWords(
            "hard-drive", "ok", tr("Saved"), tr("{time}, on this computer", time=time)
        )
    unsent = status.waiting.ops + status.waiting.wishes + status.waiting.files
    if status.state == "waiting":
        dim = waiting_words(status) if unsent else tr("Nothing is waiting")
        return SavedWords("cloud-off", "warn", tr("Saved offline"), dim)
    if status.state in ("signed-out", "outdated", "paused"):
        dim = waiting_words(status) if unsent else tr("{time}, on this computer", time=time)
        return SavedWords("cloud-off", "warn", tr("Saved here"), dim)
    if unsent or status.last_exchange_ms is None:
        return SavedWords("cloud-upload", "dim", tr("Saved"), tr("{time}, going out", time=time))
    return SavedWords("circle-check", "ok", tr("Saved"), tr("{time}, on the server too", time=time))


def waiting_words(status: Status) -> str:
    """What waits for the network: "3 changes, 1 reel waiting"."""
    waiting = status.waiting
    changes = tr("{n} change|{n} changes", n=waiting.ops)
    reels = tr("{n} reel|{n} reels", n=waiting.wishes)
    files = tr("{n} file|{n} files", n=waiting.files)
    counted = ((waiting.ops, changes), (waiting.wishes, reels), (waiting.files, files))
    shown = [words for count, words in counted if count]
    match shown:
        case [one]:
            return tr("{what} waiting", what=one)
        case [one, two]:
            return tr("{what}, {more} waiting", what=one, more=two)
        case [one, two, three]:
            return tr("{what}, {more}, {most} waiting", what=one, more=two, most=three)
    return tr("Nothing is waiting")
