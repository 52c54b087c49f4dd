"""Which revision of a thing a change was meant for, so that nobody overwrites unseen words."""

from dataclasses import dataclass

from contract.problems import Code, Problem


@dataclass(frozen=True)
class Meant:
    """The revisions that a change may be made to; None means whichever there is."""

    revisions: frozenset[int] | None


def etag_of(revision: int) -> str:
    """A revision as HTTP tells it."""
    return f'"{revision}"'


def check(meant: Meant | None, revision: int) -> None:
    """True on return: the change was meant for this revision, or it does not matter.

    Raises: Problem STALE.
    """
    if meant is None or meant.revisions is None or revision in meant.revisions:
        return
    raise stale(revision)


def stale(revision: int) -> Problem:
    """The problem of a change that was meant for another revision than this."""
    return Problem(
        Code.STALE,
        "This was changed since you read it.",
        "Read it again, make your change to what it is now, and send the new ETag.",
        facts={"etag": etag_of(revision)},
    )


def require(meant: Meant | None, revision: int) -> None:
    """As `check`, for what is never changed unseen.

    Raises: Problem IF_MATCH_MISSING, STALE.
    """
    if meant is None:
        raise Problem(
            Code.IF_MATCH_MISSING,
            "This call must say which revision it changes.",
            "Send the ETag of what you read as If-Match.",
        )
    check(meant, revision)
