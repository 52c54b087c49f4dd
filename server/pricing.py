"""What a wish costs, before anything is decided: pure, and cheap enough to ask at every key."""

import asyncio
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from contract.drafts import Draft
from contract.generations import CreateBody, PriceAnswer
from contract.media import needed_for
from contract.problems import Code, Problem
from contract.usage import MS_A_MINUTE
from reel import estimating
from reel.catalogue import get_preset

# A reel of a minute and more, priced in 5 ms. The longest script takes 200, in which nobody else
# would be answered: a few of those sent again and again would keep a whole process from everybody.
LONGEST_AT_ONCE_CHARS = 2_000

T = TypeVar("T")

_aside = ThreadPoolExecutor(1, thread_name_prefix="pricing")


async def weigh(draft: Draft) -> None:
    """True on return: the draft has a price, and whoever asks for it soon has it at once.

    Long scripts are weighed one at a time, beside everything else.

    Raises: Problem, as `price` does.
    """
    if len(draft.script) > LONGEST_AT_ONCE_CHARS:
        await beside(len(draft.script), lambda: estimating.price(draft))


async def beside(chars: int, reckon: Callable[[], T]) -> T:
    """What is reckoned of a script of so many characters: a short one at once, long ones one at
    a time, beside everything else."""
    if chars <= LONGEST_AT_ONCE_CHARS:
        return reckon()
    return await asyncio.get_running_loop().run_in_executor(_aside, reckon)


def price(draft: Draft) -> PriceAnswer:
    """What a draft's videos will last, or a little more; asked again, it is remembered.

    Raises: Problem, as drawing them up would: nothing that is priced is refused later for its
    words.
    """
    found = estimating.price(draft)
    return PriceAnswer(
        ms_per_variant=found.ms_per_variant,
        variants=found.variants,
        minutes=found.ms / MS_A_MINUTE,
        media_not_used=not_used(draft),
    )


def frozen(body: CreateBody) -> Draft:
    """The draft as it was on screen at the click.

    Raises: Problem UNKNOWN_PRESET.
    """
    return Draft(
        topic=body.topic,
        script=body.script,
        title=None,
        platform=body.platform,
        preset=body.preset,
        language=body.language,
        voice=body.voice,
        variants=body.variants or get_preset(body.preset).variants,
        tags=body.tags,
        placements=body.placements,
    )


def not_used(draft: Draft) -> tuple[str, ...]:
    """The files that a draft places as something that no video has yet: only pictures are drawn."""
    drawn = {one.media for one in draft.placements if one.role == "picture"}
    return tuple(sha256 for sha256 in needed_for(draft.placements) if sha256 not in drawn)


def refuse_missing_media(draft: Draft, held: Collection[str]) -> None:
    """Pass when the draft's owner holds every file that it places; `held` are those of them.

    Raises: Problem MEDIA_MISSING.
    """
    missing = [sha256 for sha256 in needed_for(draft.placements) if sha256 not in held]
    if missing:
        raise Problem(
            Code.MEDIA_MISSING,
            f"The server does not have {len(missing)} of the files that this draft uses.",
            "Upload them first, or take them out.",
            facts={"media": " ".join(missing)},
        )
