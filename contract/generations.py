"""Generations as they travel: the wish, its price, its states, what a poll answers."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contract.drafts import (
    LONGEST_TEXT_CHARS,
    LONGEST_TOPIC_CHARS,
    MOST_PLACEMENTS,
    LanguageTag,
    Placement,
    Variants,
    VoiceName,
)
from contract.tags import Tags
from contract.values import Answer, Value, Whole

Status = Literal["queued", "running", "succeeded", "failed", "cancelled"]
Stage = Literal["writing", "narrating", "drawing", "finishing"]
VariantStatus = Literal["waiting", "drawing", "ready", "failed"]

# From each state, the states that may follow; nothing follows an end. Running goes back to
# queued when its worker was lost; what then cannot go on succeeds with what was ready before.
FOLLOWS: dict[Status, frozenset[Status]] = {
    "queued": frozenset({"running", "succeeded", "failed", "cancelled"}),
    "running": frozenset({"queued", "succeeded", "failed", "cancelled"}),
    "succeeded": frozenset(),
    "failed": frozenset(),
    "cancelled": frozenset(),
}
ENDS = frozenset(state for state, after in FOLLOWS.items() if not after)
LIVE = frozenset(FOLLOWS) - ENDS


class CreateBody(Value):
    """`POST /v1/create`: the whole draft as it was on screen at the click.

    With `draft_id` of an own draft the generation belongs to that, else a draft is made.
    `variants` None leaves their number to the preset.
    """

    topic: Annotated[str, Field(max_length=LONGEST_TOPIC_CHARS)]
    script: Annotated[str, Field(max_length=LONGEST_TEXT_CHARS)]
    platform: str
    preset: str
    language: LanguageTag | None = None
    voice: VoiceName | None = None
    tags: Tags = ()
    placements: Annotated[tuple[Placement, ...], Field(max_length=MOST_PLACEMENTS)] = ()
    variants: Variants | None = None
    draft_id: UUID | None = None


class RegenerateBody(Value):
    """`POST /v1/regenerate`: the draft as the server holds it, once more.

    With `scene` (counted from 0 over the draft's paragraphs), `variant_id` names the variant
    whose other scenes are kept, and one new variant is made.
    """

    draft_id: UUID
    preset: str | None = None
    variants: Variants | None = None
    variant_id: UUID | None = None
    scene: Whole | None = None


class AcceptedAnswer(Answer):
    """202: the wish was accepted and will reach exactly one end."""

    generation_id: UUID
    draft_id: UUID


class PriceAnswer(Answer):
    """`POST /v1/estimate`: what will be reserved; `minutes` is of all variants together.
    `media_not_used` are files that are placed as clip, music or voice: they are taken along, but
    videos show pictures only so far."""

    ms_per_variant: int
    variants: int
    minutes: float
    media_not_used: tuple[str, ...] = ()


class ErrorAnswer(Answer):
    """Why a generation failed: a stable code, a sentence, what to do next."""

    code: str
    says: str
    remedy: str


class FileUrls(Answer):
    """Signed addresses, good for 15 minutes and fresh in each answer; None while there is no
    such file. `captions_url` is SRT, `proxy_url` the same video at 540x960."""

    video_url: str | None
    proxy_url: str | None
    cover_url: str | None
    captions_url: str | None
    vtt_url: str | None
    text_url: str | None
    receipt_url: str | None


class VariantAnswer(FileUrls):
    """One video of a generation."""

    id: UUID
    index: int
    status: VariantStatus
    title: str | None
    differs_by: str | None
    duration_ms: int | None
    width: int | None
    height: int | None
    saved: bool


class GenerationAnswer(Answer):
    """`GET /v1/generations/{id}`. `queue_position` counts from 1 while it is queued."""

    id: UUID
    draft_id: UUID
    status: Status
    stage: Stage | None
    progress_pct: int
    queue_position: int | None
    error: ErrorAnswer | None
    cooldown_until: datetime | None
    created_at: datetime
    variants: tuple[VariantAnswer, ...]
