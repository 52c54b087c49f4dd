"""All that is known of what was made of one draft, read at one moment."""

from dataclasses import dataclass
from uuid import UUID

from desktop.models import drafts, generations, usage, wishes
from desktop.models.drafts import Draft
from desktop.models.generations import Generation
from desktop.models.session import Session
from desktop.models.usage import Meter
from desktop.models.wishes import Wish


@dataclass(frozen=True)
class Review:
    """`generations` of the draft, the newest first; `wishes` of it that wait, are on their way,
    or were refused and not read about yet; `live` how many generations of this owner go on."""

    draft: Draft
    generations: tuple[Generation, ...]
    wishes: tuple[Wish, ...]
    meter: Meter
    live: int

    @property
    def refused(self) -> Wish | None:
        """What the server refused last, until it was read."""
        return next((wish for wish in reversed(self.wishes) if wish.state == "refused"), None)

    def wish_of(self, generation: Generation) -> Wish | None:
        """The open wish that makes a generation."""
        return next((wish for wish in self.wishes if wish.id == generation.wish_id), None)

    def find(self, generation_id: UUID | None) -> Generation | None:
        """One of the generations; without an id the newest."""
        wanted = (one for one in self.generations if generation_id in (None, one.id))
        return next(wanted, None)


def read(session: Session, draft_id: UUID) -> Review:
    """A draft, also one in the trash, with what was made of it.

    Raises: Problem NOT_FOUND.
    """
    draft = drafts.get(session, draft_id)
    made = generations.list_of_draft(session, draft_id)
    mine = {one.id for one in made}
    open_ones = tuple(
        wish
        for wish in wishes.list_open(session)
        if wish.draft_id == draft_id or wish.generation_id in mine
    )
    live = len(generations.list_live(session))
    return Review(draft, made, open_ones, usage.read(session), live)
