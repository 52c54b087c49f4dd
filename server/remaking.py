"""One scene of a finished variant made anew: from what, and how much of it stays."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contract.drafts import LONGEST_SCRIPT_CHARS, Draft
from contract.generations import RegenerateBody
from contract.problems import Code, Problem
from reel import estimating
from reel.estimating import Price
from reel.script import scene_texts, with_scene
from reel.storyboarding import language_of
from server import frozen, pricing
from server.absence import nothing_here
from server.tables import Generation, Variant


@dataclass(frozen=True)
class Remake:
    """What is kept of an earlier video: `seed` and `index` of the variant that was drawn whole,
    and the seed of each scene that was made anew since, by its place."""

    variant_id: UUID
    scene: int
    seed: int
    index: int
    scene_seeds: dict[int, int]

    def as_json(self) -> dict[str, Any]:
        """As it stands in a generation's row."""
        return {
            "variant_id": str(self.variant_id),
            "scene": self.scene,
            "seed": self.seed,
            "index": self.index,
            "scene_seeds": {str(place): seed for place, seed in self.scene_seeds.items()},
        }


@dataclass(frozen=True)
class Base:
    """A finished variant to start from, and the draft it was made of."""

    variant_id: UUID
    frozen: Draft
    seed: int
    index: int
    scene_seeds: dict[int, int]

    def remade(self, scene: int, seed: int) -> Remake:
        """The same with one scene of another seed."""
        seeds = {**self.scene_seeds, scene: seed}
        return Remake(self.variant_id, scene, self.seed, self.index, seeds)


def check(body: RegenerateBody) -> None:
    """Pass when the body asks for a whole generation, or for one scene of one variant.

    Raises: Problem INVALID_BODY.
    """
    if (body.scene is None) != (body.variant_id is None):
        missing = "variant_id" if body.variant_id is None else "scene"
        raise Problem(
            Code.INVALID_BODY,
            f"One scene is made anew of one variant, and {missing} is missing.",
            "Send both variant_id and scene, or neither.",
        )
    if body.scene is not None and (body.preset is not None or body.variants not in (None, 1)):
        raise Problem(
            Code.INVALID_BODY,
            "A scene is made anew in its own variant's look, once.",
            "Leave preset and variants out, or ask for the whole draft.",
        )


async def get_base(session: AsyncSession, owner_id: UUID, draft_id: UUID, variant_id: UUID) -> Base:
    """A ready variant of this owner's draft.

    Raises: Problem NOT_FOUND, VARIANT_NOT_READY.
    """
    found = await session.execute(
        select(
            Variant.status,
            Variant.index.label("place"),
            Generation.frozen,
            Generation.seed,
            Generation.remake,
        )
        .join(Generation, Generation.id == Variant.generation_id)
        .where(
            Variant.id == variant_id,
            Variant.owner_id == owner_id,
            Generation.draft_id == draft_id,
        )
    )
    row = found.one_or_none()
    if row is None:
        raise nothing_here()
    if row.status != "ready":
        raise Problem(
            Code.VARIANT_NOT_READY,
            "This variant is not finished, so no scene of it can be made anew.",
            "Wait until it is ready, or choose another.",
            retryable=row.status != "failed",
        )
    base = Base(variant_id, _thawed(row.frozen), row.seed, row.place, {})
    before = row.remake
    if before is None:
        return base
    seeds = {int(place): seed for place, seed in before["scene_seeds"].items()}
    return replace(base, seed=before["seed"], index=before["index"], scene_seeds=seeds)


def _thawed(document: dict[str, Any]) -> Draft:
    try:
        return frozen.thaw(document)
    except Problem as problem:
        raise Problem(
            Code.VARIANT_NOT_READY,
            "This variant was made by another version of Reelyard, so it stays as it is.",
            "Make the whole draft anew.",
        ) from problem


async def reckon(base: Base, draft: Draft, scene: int) -> tuple[Draft, Price]:
    """The draft `with_new_scene`, and what the scene costs; long scripts keep nobody waiting.

    Raises: Problem, as with_new_scene and estimating.price_scene do.
    """

    def reckoned() -> tuple[Draft, Price]:
        new = with_new_scene(base.frozen, draft, scene)
        return new, estimating.price_scene(new, scene, base.index)

    return await pricing.beside(max(len(base.frozen.script), len(draft.script)), reckoned)


def with_new_scene(base: Draft, draft: Draft, scene: int) -> Draft:
    """The draft of an earlier video, in which one scene says what the stored draft says now.

    Raises: Problem SCENE_UNKNOWN.
    """
    language = language_of(base)
    before = scene_texts(base.script, language)
    # What a stored draft holds beyond the longest script is no scene of a reel.
    now = scene_texts(draft.script[:LONGEST_SCRIPT_CHARS], language_of(draft))
    scenes = min(len(before), len(now))
    if scene >= scenes:
        raise estimating.scene_unknown(scene, scenes)
    script = with_scene(base.script, scene, now[scene], language)
    if script is None:
        raise Problem(
            Code.SCENE_UNKNOWN,
            "What this scene says now runs into the scenes beside it, which would change, too.",
            "Make the whole draft anew.",
        )
    return base.model_copy(update={"script": script})
