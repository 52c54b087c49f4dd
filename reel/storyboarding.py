"""A draft into the storyboard of one variant: pure, seeded, complete."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from contract.drafts import LONGEST_SCRIPT_CHARS, LONGEST_TOPIC_CHARS, MOST_VARIANTS, Draft
from contract.platforms import Platform
from contract.presets import Preset, Style, Variation
from contract.problems import Code, Problem
from contract.storyboards import Storyboard
from contract.version import ENGINE_VERSION
from reel import emphasis, languages, voices
from reel.catalogue import get_platform, get_preset, get_vocabulary
from reel.choices import derive
from reel.placing import PlacedScene, with_pictures
from reel.post_text import post_text
from reel.scenes import Plan, scenes_of
from reel.script import Paragraph, read_paragraphs, read_topic
from reel.subjects.selection import Reading
from reel.timing import estimate_ms, speech_ms, words_of
from reel.tokens import Token, is_emoji
from reel.writing.own_words import Opening, Telling, arrange
from reel.writing.retelling import retell


@dataclass(frozen=True)
class Remade:
    """Which scenes of an earlier video are made anew: the draft that it was first drawn whole
    of, and by the places of their paragraphs, the seed of each."""

    base: Draft
    seeds: Mapping[int, int]


def draw_up(draft: Draft, *, seed: int, variant: int, remade: Remade | None = None) -> Storyboard:
    """Return the storyboard of one variant; the same for the same draft, seed and variant.

    With `remade`, seed and variant are those of the earlier video, and all its scenes that are
    not made anew are the same as they were, as long as the new words fit in their places.

    Raises: Problem for an unknown platform or preset, a variant out of range, a missing
    topic or script, and one that is too long.
    """
    return draw_up_placed(draft, seed=seed, variant=variant, remade=remade)[0]


def draw_up_placed(
    draft: Draft, *, seed: int, variant: int, remade: Remade | None = None
) -> tuple[Storyboard, tuple[int | None, ...]]:
    """The same, and for each of its scenes the paragraph of the script that it tells (counted
    from 0; None for one that tells none).

    Raises: as draw_up.
    """
    platform, preset = get_platform(draft.platform), get_preset(draft.preset)
    variation = variation_of(draft, preset, variant)
    language = language_of(draft)
    topic = read_topic(draft.topic[: LONGEST_TOPIC_CHARS + 1], language)
    paragraphs = paragraphs_of(draft, topic, language)
    pace = round(preset.words_per_minute * variation.pace)
    words = [token.text for paragraph in paragraphs for token in paragraph.tokens]
    # Once before the work of laying it out, so that a pasted book is refused at once.
    refuse_too_long(words, speech_ms(words, pace), platform)
    scene_seed = derive(seed, f"variant {variant}")
    plan = plan_of(draft, preset, variation, topic, paragraphs, language, scene_seed)
    if remade is not None:
        plan = replace(plan, telling=_retold(plan, remade, paragraphs, variation))
    scenes = _reseeded(scenes_of(plan), remade.seeds if remade else {})
    storyboard = Storyboard(
        engine=ENGINE_VERSION,
        platform=platform.id,
        frame=platform.frame,
        safe_box=platform.safe_box,
        language=language,
        right_to_left=languages.right_to_left(language),
        voice=voices.voice_for(language, draft.voice, plan.reading.words_per_minute),
        style=plan.style,
        seed=seed,
        variant=variant,
        differs_by=_differs_by(variation, plan.telling.opening),
        scenes=with_pictures(scenes, draft.placements),
        post=post_text(draft, paragraphs, language),
    )
    words = [word.text for scene in storyboard.scenes for word in words_of(scene)]
    refuse_too_long(words, estimate_ms(storyboard), platform)
    return storyboard, tuple(place for _, place in scenes)


def scenes_made_anew(storyboard: Storyboard, place: int, seed: int) -> tuple[int, ...]:
    """Return which scenes tell the paragraph of this place, made anew with this seed."""
    new = _anew(place, seed)
    return tuple(at for at, scene in enumerate(storyboard.scenes) if scene.seed == new)


def variation_of(draft: Draft, preset: Preset, variant: int) -> Variation:
    """Return in which way a variant differs.

    Raises: Problem VARIANTS_OUT_OF_RANGE.
    """
    most = min(MOST_VARIANTS, len(preset.variations))
    if not 1 <= draft.variants <= most:
        raise Problem(
            Code.VARIANTS_OUT_OF_RANGE,
            f"{draft.variants} variants were asked for.",
            f"Ask for 1 to {most}.",
        )
    if not 0 <= variant < draft.variants:
        raise Problem(
            Code.VARIANTS_OUT_OF_RANGE,
            f"There is no variant {variant + 1} of {draft.variants}.",
            f"Choose one of 1 to {draft.variants}.",
        )
    return preset.variations[variant]


def language_of(draft: Draft) -> str:
    """Return the tag of a draft's language: the one that it names, else what its words show."""
    tag = languages.tidy_tag(draft.language) if draft.language else "und"
    if tag != "und":
        return tag
    return languages.guess_language(f"{draft.topic}\n{draft.script}"[:LONGEST_SCRIPT_CHARS])


def paragraphs_of(draft: Draft, topic: Sequence[Token], language: str) -> tuple[Paragraph, ...]:
    """Return the scenes of the script, once topic and script have what a reel needs.

    Raises: Problem TOPIC_MISSING, TOPIC_TOO_LONG, SCRIPT_EMPTY, SCRIPT_TOO_LONG.
    """
    if not any(token.bare for token in topic):
        raise Problem(
            Code.TOPIC_MISSING,
            "There is no topic yet.",
            "Write one line that says what the reel is about; it opens the video.",
        )
    if len(draft.topic) > LONGEST_TOPIC_CHARS:
        raise Problem(
            Code.TOPIC_TOO_LONG,
            f"The topic has {len(draft.topic):,} characters; {LONGEST_TOPIC_CHARS} are the most.",
            "Make it one short line, and move the rest into the script.",
        )
    if len(draft.script) > LONGEST_SCRIPT_CHARS:
        raise Problem(
            Code.SCRIPT_TOO_LONG,
            f"The script has {len(draft.script):,} characters; "
            f"{LONGEST_SCRIPT_CHARS:,} are the most.",
            "Cut it down, or make several reels of it.",
        )
    paragraphs = read_paragraphs(draft.script, language)
    if not any(token.bare for paragraph in paragraphs for token in paragraph.tokens):
        raise Problem(
            Code.SCRIPT_EMPTY,
            "There is a topic, but nothing yet to say about it.",
            "Write below it what the reel says, with a blank line between scenes.",
        )
    return paragraphs


def plan_of(
    draft: Draft,
    preset: Preset,
    variation: Variation,
    topic: tuple[Token, ...],
    paragraphs: tuple[Paragraph, ...],
    language: str,
    seed: int,
) -> Plan:
    """Return what all scenes of one variant share."""
    vocabulary = get_vocabulary(language)
    reading = Reading(
        vocabulary=vocabulary,
        language=language,
        hook=emphasis.content_words(topic, vocabulary),
        words_per_minute=round(preset.words_per_minute * variation.pace),
        keeps_titles=preset.style.look == "list",
    )
    return Plan(
        topic=topic,
        tags=draft.tags,
        style=_style(preset, variation),
        reading=reading,
        telling=arrange(topic, paragraphs, variation.hook, vocabulary),
        seed=seed,
    )


def _retold(
    plan: Plan, remade: Remade, paragraphs: Sequence[Paragraph], variation: Variation
) -> Telling:
    """The order of the earlier video with the new words in their places; where those do not fit,
    the order that the words ask for now."""
    vocabulary = plan.vocabulary
    before = paragraphs_of(remade.base, plan.topic, plan.reading.language)
    telling: Telling | None = arrange(plan.topic, before, variation.hook, vocabulary)
    for place in sorted(remade.seeds):
        if telling is not None:
            telling = retell(telling, paragraphs[place], vocabulary)
    return plan.telling if telling is None else telling


def _reseeded(scenes: Sequence[PlacedScene], seeds: Mapping[int, int]) -> tuple[PlacedScene, ...]:
    """The scenes, those of the named paragraphs with chance of their own."""
    return tuple(
        (scene, place)
        if place is None or place not in seeds
        else (scene.model_copy(update={"seed": _anew(place, seeds[place])}), place)
        for scene, place in scenes
    )


def _anew(place: int, seed: int) -> int:
    """The chance of a scene that was made anew."""
    return derive(seed, f"scene {place}")


def _style(preset: Preset, variation: Variation) -> Style:
    style = preset.style
    return style.model_copy(
        update={
            "palette": variation.palette,
            "caption": style.caption.model_copy(update={"highlight": variation.highlight}),
            "motion": style.motion * variation.motion,
            "mood": variation.mood,
        }
    )


def _differs_by(variation: Variation, opening: Opening) -> str:
    """What sets a variant apart, true to how it really opens."""
    rest = variation.says.split(", ", 1)[1]
    if opening == variation.hook:
        return variation.says
    if opening == "another_line":
        return f"Opens with another line of the script, {rest}"
    return rest[0].upper() + rest[1:]


def refuse_too_long(words: Sequence[str], duration_ms: int, platform: Platform) -> None:
    """Pass when a video of this length fits the platform.

    Raises: Problem SCRIPT_TOO_LONG.
    """
    if duration_ms <= platform.longest_ms:
        return
    count = sum(not is_emoji(word) for word in words)
    room = int(count * platform.longest_ms / duration_ms / 10) * 10
    raise Problem(
        Code.SCRIPT_TOO_LONG,
        f"Spoken, this script lasts about {_spoken(duration_ms)}; "
        f"{platform.name} takes {_spoken(platform.longest_ms)} at most.",
        f"About {room:,} words fit; this has {count:,}.",
    )


def _spoken(ms: int) -> str:
    minutes, seconds = divmod(round(ms / 1000), 60)
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
