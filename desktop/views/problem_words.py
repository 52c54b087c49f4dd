"""Problems in the language of the window.

What raises a problem words it in English, with the names and figures of that moment. So English
shows those words; another language says what the code means, and what helps.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import QDate, QLocale

from contract.problems import Code, Fact, Problem
from desktop.views.words import language, tr


class Words(NamedTuple):
    """What is wrong, and what helps."""

    says: str
    remedy: str


def words_of(problem: Problem) -> Words:
    """A problem as a person reads it."""
    return words_of_parts(problem.code, problem.says, problem.remedy, problem.facts)


def words_of_parts(
    code: str, says: str, remedy: str, facts: Mapping[str, Fact] | None = None
) -> Words:
    """One that was kept by its parts: a refused wish, a file that cannot be sent."""
    if code == Code.QUOTA_EXCEEDED and (month := _month_words(facts or {})) is not None:
        return month
    if language() == "en":
        return Words(says, remedy)
    known = _MEANINGS.get(code)
    return known() if known is not None else Words(says, remedy)


def day_and_time(moment: datetime) -> str:
    """A moment to come, as the wall and the calendar here have it: "1 December, 01:00"."""
    here = moment.astimezone()
    day = QLocale().toString(QDate(here.year, here.month, here.day), "d MMMM")
    return tr("{day}, {time}", day=day, time=here.strftime("%H:%M"))


def _month_words(facts: Mapping[str, Fact]) -> Words | None:
    """What a month has not got any more, when the server said how much and until when."""
    until = _moment(facts.get("resets_at"))
    if until is None:
        return None
    ends = tr("Until {moment}. Nothing was charged.", moment=day_and_time(until))
    limit, used = facts.get("limit"), facts.get("used")
    needed, reserved = facts.get("needed"), facts.get("reserved")
    if facts.get("pool") == "exports" and isinstance(limit, int):
        return Words(
            tr("The one export of this month is used.|All {n} exports are used.", n=limit), ends
        )
    figures = (limit, used, needed, reserved)
    if not all(isinstance(figure, (int, float)) for figure in figures):
        return None
    left = max(0.0, float(limit or 0) - float(used or 0) - float(reserved or 0))
    return Words(
        tr(
            "Needs {needed} minutes, {left} are left.",
            needed=f"{float(needed or 0):.1f}",
            left=f"{left:.1f}",
        ),
        ends,
    )


def _moment(text: Fact) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _try_again() -> str:
    return tr("Try again in a moment.")


# Only what reaches the window; the rest of the codes are between programs.
_MEANINGS: Mapping[str, Callable[[], Words]] = {
    Code.NOT_SIGNED_IN: lambda: Words(
        tr("You are signed out of the server."),
        tr("Sign in again; what waits here is sent then."),
    ),
    Code.INVALID_GRANT: lambda: Words(
        tr("That email and password do not go together."), tr("Check both, then try again.")
    ),
    Code.EMAIL_INVALID: lambda: Words(
        tr("This is not an email address."), tr("Write it like you@example.org.")
    ),
    Code.EMAIL_TAKEN: lambda: Words(
        tr("There is an account with this email."), tr("Sign in with it, or take another.")
    ),
    Code.TOO_MANY_ATTEMPTS: lambda: Words(
        tr("Too many sign-ins failed."), tr("Wait a few minutes, then try again.")
    ),
    Code.API_KEYS_TOO_MANY: lambda: Words(
        tr("There are as many keys as there may be."), tr("Revoke one that is not used.")
    ),
    Code.SERVER_UNREACHABLE: lambda: Words(
        tr("The server cannot be reached."), tr("Check the address and the network.")
    ),
    Code.SERVER_BUSY: lambda: Words(tr("The server is busy."), _try_again()),
    Code.OUTDATED: lambda: Words(
        tr("Reelyard here and the server do not understand each other."),
        tr("Bring both up to date; you can go on working here."),
    ),
    Code.OTHER_SERVER: lambda: Words(
        tr("Another server answers at this address."),
        tr("What is here stays, and is sent once the first one answers."),
    ),
    Code.CONFIRM_DELETIONS: lambda: Words(
        tr("Many things here were deleted elsewhere."),
        tr("Say whether that was meant; until then they stay."),
    ),
    Code.QUOTA_EXCEEDED: lambda: Words(
        tr("This month has not got that much left."), tr("Nothing was charged.")
    ),
    Code.BURST_LIMIT: lambda: Words(
        tr("Many reels were asked for within an hour."), tr("It is sent when it can be.")
    ),
    Code.CONCURRENCY_LIMIT: lambda: Words(
        tr("Other reels are being made."), tr("This one goes next.")
    ),
    Code.COOLDOWN: lambda: Words(
        tr("This draft was sent a moment ago."), tr("One minute lies between two tries.")
    ),
    Code.NOT_FOUND: lambda: Words(tr("It is not there any more."), tr("It may have been deleted.")),
    Code.ALREADY_ENDED: lambda: Words(
        tr("It has ended already."), tr("There is nothing left to cancel.")
    ),
    Code.VARIANT_NOT_READY: lambda: Words(
        tr("This variant is not finished."), tr("Wait until it is ready.")
    ),
    Code.MEDIA_NOT_FOUND: lambda: Words(
        tr("The file is not there."), tr("Add it again, or leave it out.")
    ),
    Code.MEDIA_UNREADABLE: lambda: Words(
        tr("The file cannot be read."), tr("Check that its disk is there.")
    ),
    Code.MEDIA_TOO_LARGE: lambda: Words(
        tr("The file is too large."), tr("Shorten it, or save it smaller.")
    ),
    Code.MEDIA_TOO_MANY: lambda: Words(
        tr("A draft cannot use more files."), tr("Take one out first.")
    ),
    Code.STORAGE_FULL: lambda: Words(
        tr("The server has no room for more files."), tr("Delete what is not used.")
    ),
    Code.DISK_FULL: lambda: Words(
        tr("The disk is full."), tr("Make room; nothing that was saved is lost.")
    ),
    Code.FOLDER_UNWRITABLE: lambda: Words(
        tr("The folder cannot be written."), tr("Change who may write there.")
    ),
    Code.STORE_IN_USE: lambda: Words(
        tr("Another program has the drafts open."), tr("Close it, then try again.")
    ),
    Code.STORE_NEWER: lambda: Words(
        tr("This data was written by a newer Reelyard."), tr("Update Reelyard on this computer.")
    ),
    Code.STORE_DAMAGED: lambda: Words(
        tr("The database was damaged and is kept aside."),
        tr("What the server has comes back by itself."),
    ),
    Code.SCRIPT_EMPTY: lambda: Words(tr("The script is empty."), tr("Write a few words.")),
    Code.SCRIPT_TOO_LONG: lambda: Words(tr("The script is too long."), tr("Shorten it.")),
    Code.SCRIPT_TOO_SHORT: lambda: Words(
        tr("The script is too short."), tr("Write a little more.")
    ),
    Code.TOPIC_MISSING: lambda: Words(
        tr("The topic is missing."), tr("Say in a few words what it is about.")
    ),
    Code.TOPIC_TOO_LONG: lambda: Words(tr("The topic is too long."), tr("Shorten it.")),
    Code.TEXT_TOO_LONG: lambda: Words(
        tr("The text is too long."), tr("Move a part of it into another draft.")
    ),
    Code.TAGS_TOO_MANY: lambda: Words(tr("There are too many tags."), tr("Take one off first.")),
    Code.LETTERS_NOT_COVERED: lambda: Words(
        tr("Some letters cannot be drawn."), tr("Write them in another way.")
    ),
    Code.FIELD_INVALID: lambda: Words(tr("This cannot be sent as it is."), tr("Change it.")),
    Code.INTERNAL_ERROR: lambda: Words(
        tr("Something went wrong in Reelyard itself."),
        tr("What you wrote is kept. If it happens again, report it."),
    ),
}
