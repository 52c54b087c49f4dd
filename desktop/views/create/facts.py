"""All that Create shows of a draft beside its words, read in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from contract.drafts import Draft as Frozen
from contract.generations import LIVE, CreateBody
from contract.text import Texts
from desktop.models import drafts, generations, media, overwritten, usage, wishes
from desktop.models.drafts import Draft
from desktop.models.generations import Generation
from desktop.models.media import Media
from desktop.models.overwritten import Overwritten
from desktop.models.usage import Meter
from desktop.models.wishes import Wish

if TYPE_CHECKING:
    from desktop.models.session import Session

# What a wish makes other than by its number of variants, and how files are placed in it.
_SAYS = ("topic", "script", "platform", "preset", "language", "voice", "tags")


@dataclass(frozen=True)
class Facts:
    """A draft, its files by their sha256, the meter, its wishes that are open or refused, its
    generations (newest first), how many of the account are being made, what was overwritten."""

    draft: Draft
    files: Mapping[str, Media]
    meter: Meter
    wishes: tuple[Wish, ...]
    generations: tuple[Generation, ...]
    live: int
    overwritten: tuple[Overwritten, ...]

    @property
    def open_wish(self) -> Wish | None:
        """The latest wish for this draft that has no answer."""
        made = [one for one in self.wishes if one.state != "refused"]
        return made[-1] if made else None

    @property
    def refused_wish(self) -> Wish | None:
        """The latest one that the server said no to, and nobody has put away."""
        refused = [one for one in self.wishes if one.state == "refused"]
        return refused[-1] if refused else None

    @property
    def own_pct(self) -> int | None:
        """How far this draft's reel is, while it is being made."""
        latest = self.generations[0] if self.generations else None
        if latest is None or latest.is_provisional or latest.status not in LIVE:
            return None
        return latest.progress_pct

    @property
    def cooldown_until_ms(self) -> int:
        """Until when the server takes no other wish for this draft; 0 when it does."""
        moments = [one.cooldown_until for one in self.generations if one.cooldown_until]
        return max((ms_of(moment) for moment in moments), default=0)


def find_facts(session: "Session", draft_id: UUID) -> Facts | None:
    """All of it; None when there is no such draft."""
    draft = drafts.find(session, draft_id)
    if draft is None:
        return None
    placed = {one.media for one in draft.placements}
    found = {sha256: media.find(session, sha256) for sha256 in placed}
    mine = [
        one
        for one in wishes.list_open(session)
        if one.draft_id == draft_id and one.kind in ("create", "regenerate")
    ]
    return Facts(
        draft=draft,
        files={sha256: one for sha256, one in found.items() if one is not None},
        meter=usage.read(session),
        wishes=tuple(mine),
        generations=generations.list_of_draft(session, draft_id),
        live=len(generations.list_live(session)),
        overwritten=overwritten.list_of(session, draft_id),
    )


def frozen(draft: Draft, texts: Texts) -> Frozen:
    """The draft as it stands on screen, for whatever draws or prices it."""
    values = {name: getattr(draft, name) for name in Frozen.model_fields}
    return Frozen.model_construct(**{**values, "topic": texts.topic, "script": texts.script})


def is_what_was_wished(wish: Wish, now: Frozen) -> bool:
    """Whether a wish would make what stands on screen now."""
    if wish.kind != "create":
        return False
    body = CreateBody.model_validate(wish.body)
    placed = [(one.media, one.role, one.scene) for one in body.placements]
    stands = [(one.media, one.role, one.scene) for one in now.placements]
    is_same = all(getattr(body, name) == getattr(now, name) for name in _SAYS)
    return is_same and placed == stands


def ms_of(moment: str) -> int:
    """A moment as the server writes it, in ms since 1970."""
    return round(datetime.fromisoformat(moment).timestamp() * 1000)
