"""One scene made anew: it says the new words in a look of its own, all others stay as they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reel.storyboarding import Remade, draw_up
from reel.timing import words_of

SCENES = (
    "Sunlight looks white, but it carries every colour at once.",
    "So blue light is scattered about five times more than red light. Why is that?",
    "At sunset the light crosses much more air. What is left is red.",
    "Do 300 people in every town know this?",
    "Now look up.",
)
OTHER = "Small things in the air throw the short waves around."
# Bolder than any line of the script: drawn whole, it would open the second variant.
BOLDER = "Never again will you miss 97 percent of it! Did 9 doctors know?"
VARIANTS = range(3)


def script_with(place, text):
    return "\n\n".join((*SCENES[:place], text, *SCENES[place + 1 :]))


@pytest.fixture
def remade(draft):
    """Draws a variant of the script with other words in one place, and as it was before."""

    def draw(place, text, *, variant=0, seed=99, base=None, seeds=None, **other):
        before = draft("\n\n".join(SCENES), **other)
        after = draft(text if base else script_with(place, text), **other)
        change = Remade(base=base or before, seeds=seeds or {place: seed})
        return (
            draw_up(before, seed=1, variant=variant),
            draw_up(after, seed=1, variant=variant, remade=change),
        )

    return draw


def differing(before, after):
    assert len(before.scenes) == len(after.scenes)
    pairs = zip(before.scenes, after.scenes, strict=True)
    return [place for place, (one, other) in enumerate(pairs) if one != other]


def said(scene):
    return " ".join(word.text for word in words_of(scene))


@pytest.mark.parametrize("preset", ["explainer", "list", "story"])
@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("place", range(len(SCENES) - 1))
@pytest.mark.parametrize("text", [OTHER, BOLDER])
def test_only_the_one_scene_is_another(remade, preset, variant, place, text):
    """And in a list its title in the recap, which names every one."""
    before, after = remade(place, text, variant=variant, preset=preset)
    recap = {len(after.scenes) - 2} if preset == "list" else set()
    changed = [place for place in differing(before, after) if place not in recap]
    assert len(changed) <= 1, changed
    assert (before.style, before.voice, before.seed, before.differs_by) == (
        after.style,
        after.voice,
        after.seed,
        after.differs_by,
    )
    if changed:
        assert after.scenes[changed[0]].role != "closing"


def test_it_says_the_new_words(remade):
    before, after = remade(2, OTHER)
    (changed,) = differing(before, after)
    assert said(before.scenes[changed]) == SCENES[2]
    assert said(after.scenes[changed]) == OTHER


def test_the_same_words_once_more_look_different(remade):
    before, after = remade(2, SCENES[2])
    (changed,) = differing(before, after)
    assert said(before.scenes[changed]) == said(after.scenes[changed])
    assert before.scenes[changed].seed != after.scenes[changed].seed


def test_the_seed_decides_and_nothing_else(remade):
    assert remade(2, OTHER, seed=5) == remade(2, OTHER, seed=5)
    assert remade(2, OTHER, seed=5)[1] != remade(2, OTHER, seed=6)[1]


@pytest.mark.parametrize("text", ["Now look down.", "Look up, now!"])
def test_the_closing_card_can_be_made_anew(remade, text):
    before, after = remade(len(SCENES) - 1, text)
    assert differing(before, after) == [len(after.scenes) - 1]
    assert said(after.scenes[-1]) == text


def test_words_too_long_for_the_closing_card_are_told_before_it(remade):
    long = "Now that you know all of this, go out tonight and look up for a while."
    _, after = remade(len(SCENES) - 1, long)
    assert said(after.scenes[-2]) == long


@pytest.mark.parametrize("variant", VARIANTS)
def test_no_word_of_the_new_scene_is_lost_or_said_twice(remade, variant):
    """Where a line of it opens the reel, that line stays there."""
    for place in range(len(SCENES)):
        _, after = remade(place, SCENES[place], variant=variant)
        spoken = " ".join(said(scene) for scene in after.scenes)
        for sentence in SCENES[place].replace("? ", "?|").replace(". ", ".|").split("|"):
            assert spoken.count(sentence) == 1, sentence


def test_scenes_made_anew_one_after_the_other_all_stay(remade, draft):
    base = draft("\n\n".join(SCENES))
    first = draw_up(
        draft(script_with(1, OTHER)), seed=1, variant=0, remade=Remade(base=base, seeds={1: 7})
    )
    texts = [SCENES[0], OTHER, BOLDER, *SCENES[3:]]
    second = draw_up(
        draft("\n\n".join(texts)),
        seed=1,
        variant=0,
        remade=Remade(base=base, seeds={1: 7, 2: 8}),
    )
    (changed,) = differing(first, second)
    assert said(second.scenes[changed]) == BOLDER


words = st.text(st.sampled_from("abc dé5%?!.'-"), min_size=1, max_size=90)


@given(place=st.integers(0, len(SCENES) - 2), text=words, variant=st.sampled_from(VARIANTS))
def test_whatever_is_written_no_other_scene_changes_while_the_order_holds(
    draft, place, text, variant
):
    text = f"So {text.strip()} it goes on and on."
    before = draw_up(draft("\n\n".join(SCENES)), seed=1, variant=variant)
    after = draw_up(
        draft(script_with(place, text)),
        seed=1,
        variant=variant,
        remade=Remade(base=draft("\n\n".join(SCENES)), seeds={place: 3}),
    )
    opens_elsewhere = before.scenes[0].shots != after.scenes[0].shots
    assert opens_elsewhere or len(differing(before, after)) <= 1
