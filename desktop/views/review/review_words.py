"""The words of Review that are told of a draft, a generation, a variant."""

from contract.drafts import shown_title
from contract.usage import MS_A_MINUTE
from desktop.models.generations import Generation, Variant
from desktop.models.reviews import Review
from desktop.views.catalogue_words import platform_words, preset_words
from desktop.views.figures import number_words
from desktop.views.player.watched import Watched
from desktop.views.review.differences import letter_of
from desktop.views.review.standings import Standing
from desktop.views.words import tr
from reel.script import plain_topic


def ready_of(generation: Generation) -> list[Variant]:
    """The variants that can be watched."""
    return [one for one in generation.variants if one.status == "ready"]


def title_of(review: Review) -> str:
    """What the draft is called."""
    draft = review.draft
    return shown_title(draft.title, plain_topic(draft.topic)) or tr("Untitled")


def second_line(review: Review) -> str:
    """The draft, its platform and its look, below the title of the page."""
    draft = review.draft
    preset = preset_words(draft.preset)
    return " · ".join((title_of(review), platform_words(draft.platform), preset))


def watched_of(review: Review, generation: Generation, variant: Variant) -> Watched:
    """A variant as it is watched."""
    return Watched(
        generation.id,
        variant.id,
        variant.duration_ms or 0,
        review.draft.platform,
        letter_of(variant.index),
        variant.title or title_of(review),
    )


def facts_of(generation: Generation, standing: Standing) -> list[str]:
    """What else is known of a generation that is not to be watched."""
    facts = list[str]()
    ready, count = len(ready_of(generation)), len(generation.variants)
    if standing.kind in ("running", "cancelling") and ready:
        facts.append(
            tr(
                "{ready} of {n} variant is ready.|{ready} of {n} variants are ready.",
                ready=ready,
                n=count,
            )
        )
    if standing.code is not None:
        short = str(generation.id).split("-", maxsplit=1)[0].upper()
        facts.append(tr("Code {code} · generation {id}", code=standing.code, id=short))
    return facts


def minutes_of(ms: int) -> str:
    """A price, to a tenth of a minute."""
    return number_words(ms / MS_A_MINUTE)
