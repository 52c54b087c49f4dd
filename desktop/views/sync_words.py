"""How it stands with the server, in a person's words; of plain values, so it loads at once."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale

from desktop.settings import KnownAccount
from desktop.views.words import tr

if TYPE_CHECKING:
    from desktop.models.outbox import Waiting
    from desktop.sync.proof import Proof
    from desktop.sync.status import Status


@dataclass(frozen=True)
class SyncWords:
    """Two short lines with an icon; `asks` when a person has to do something."""

    icon: str
    tone: str
    says: str
    more: str
    asks: bool = False


def sync_words(status: "Status | None", account: KnownAccount | None) -> SyncWords:
    """The lines of the sidebar for whoever works here; no status while nothing is known."""
    if status is None:
        return _before_first(0, account)
    unsent = unsent_of(status.waiting)
    match status.state:
        case "waiting":
            more = waiting_words(unsent) if unsent else tr("Nothing is waiting")
            return SyncWords("cloud-off", "warn", tr("Saved offline"), more)
        case "signed-out":
            more = waiting_words(unsent) if unsent else tr("Sign in to sync")
            return SyncWords("log-out", "warn", tr("Signed out"), more, asks=True)
        case "outdated":
            return SyncWords(
                "download", "warn", tr("Update Reelyard"), tr("Edits are kept here"), asks=True
            )
        case "paused":
            return SyncWords(
                "warning", "warn", tr("Sync is paused"), tr("A question for you"), asks=True
            )
    if status.last_exchange_ms is None:
        return _before_first(unsent, account)
    if unsent:
        return SyncWords("cloud-upload", "dim", tr("Saved here"), waiting_words(unsent))
    return SyncWords("cloud-check", "ok", tr("All changes saved"), _held(status.proof))


def unsent_of(waiting: "Waiting") -> int:
    """How many edits, wishes and files the server has not got."""
    return waiting.ops + waiting.wishes + waiting.files


def waiting_words(count: int) -> str:
    """That so many wait, where a click shows them."""
    return tr("{n} waiting, see it|{n} waiting, see them", n=count)


def proof_words(proof: "Proof") -> str:
    """What the last comparison with the server found."""
    if proof.holds:
        return tr(
            "The server holds the one change made here.|"
            "The server holds all {n} changes made here.",
            n=proof.changes,
        )
    return tr("This computer and the server do not hold the same.")


def checked_words(proof: "Proof") -> str:
    """When that was."""
    return tr("Checked at {time}.", time=clock_words(proof.at_ms, with_seconds=True))


def clock_words(at_ms: int, *, with_seconds: bool = False) -> str:
    """A moment of today (ms since 1970) by the clock on the wall."""
    moment = datetime.fromtimestamp(at_ms / 1000)
    return moment.strftime("%H:%M:%S" if with_seconds else "%H:%M")


def moment_words(at_ms: int, now_ms: int) -> str:
    """A moment: the time where it is today's, else the day too."""
    moment, now = datetime.fromtimestamp(at_ms / 1000), datetime.fromtimestamp(now_ms / 1000)
    clock = clock_words(at_ms)
    if moment.date() == now.date():
        return clock
    return tr("{day}, {time}", day=day_words(at_ms), time=clock)


def day_words(at_ms: int) -> str:
    """The day of a moment, as the language of the window writes it."""
    moment = datetime.fromtimestamp(at_ms / 1000)
    return QLocale().toString(QDate(moment.year, moment.month, moment.day), "d MMM yyyy")


def _before_first(unsent: int, account: KnownAccount | None) -> SyncWords:
    """Nothing was heard of a server since the window opened."""
    saved = tr("Saved on this computer")
    if account is None:
        return SyncWords("hard-drive", "dim", saved, tr("No server chosen yet"))
    more = tr("The server here is starting") if account.is_own else tr("Looking for the server")
    return SyncWords("hard-drive", "dim", saved, waiting_words(unsent) if unsent else more)


def _held(proof: "Proof | None") -> str:
    if proof is not None and proof.holds:
        return tr("Server has it|Server has all {n}", n=proof.changes)
    return tr("On the server too")
