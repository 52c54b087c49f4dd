"""What comes from the server: pages, acknowledgements, snapshots, each in one transaction."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from uuid import UUID

from contract.syncing.memory import Memory, Next
from contract.syncing.ops import Op
from contract.syncing.pull import PullAnswer, SnapshotAnswer
from contract.syncing.push import PushAnswer
from desktop.models.session import Session

# Asked for while a person is at work, a page takes the storage thread some 5 ms; at the first
# sync larger ones (contract's USUAL_CHANGES) are quicker over all.
GENTLE_CHANGES = 50


@dataclass(frozen=True)
class HeldBack:
    """A page that would delete so much that a person is asked first: nothing of it was taken
    in. `of` names the kind, `deleted` of `held` rows would go."""

    of: str
    deleted: int
    held: int


def take_in_page(session: Session, page: PullAnswer) -> Generator[None, None, Next | HeldBack]:
    """Take a page in: `await storage.run_long(arrivals.take_in_page, page)`.

    What can be made ready from the page alone is, in slices between which others come in; then
    rows, texts, cursor and mark are written as one transaction.

    Raises: Problem TEXT_DAMAGED, TEXT_GAP; nothing is taken in then.
    """
    raise NotImplementedError
    yield


def take_in_acks(session: Session, sent: Sequence[Op], answer: PushAnswer) -> Next:
    """Applied ops leave the outbox and become part of what the server is known to hold; refused
    ones go to the dead letters with the person's words, and their rows show the server's again.
    """
    raise NotImplementedError


def take_in_snapshot(
    session: Session, page: SnapshotAnswer
) -> Generator[None, None, Next | HeldBack]:
    """Take a page of a snapshot in, as `take_in_page`. With the last one, what this device held
    and the snapshot did not name lies in our own trash, unless an edit of it waits."""
    raise NotImplementedError
    yield


def confirm_deletions(session: Session) -> None:
    """A person said yes: the next page that asked is taken in whatever it deletes."""
    raise NotImplementedError


def put_whole_state(session: Session, last_n: int) -> Generator[None, None, Memory]:
    """Step `resend`: all that is held stands in the outbox before what waits (in the horizon's
    case only what waits does); numbers go on after `last_n`, hello's. Begun anew after a crash,
    it puts nothing twice."""
    raise NotImplementedError
    yield


def fork(session: Session) -> UUID:
    """Step `fork`: this device has a new id, and all that waits is numbered from 1."""
    raise NotImplementedError


def drafts_to_read_anew(session: Session) -> tuple[UUID, ...]:
    """Drafts whose text the server refused: their documents are rebuilt from its own, by the
    next snapshot."""
    raise NotImplementedError
