"""Promises of storyboards: same words and seed, same reel, and nothing but the draft's words."""

from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.drafts import LONGEST_SCRIPT_CHARS, LONGEST_TOPIC_CHARS
from contract.problems import Code, Problem
from contract.storyboards import Storyboard
from reel.catalogue import get_platform, get_preset, get_vocabulary
from reel.timing import words_of


def texts(storyboard):
    return [[word.text for word in words_of(scene)] for scene in storyboard.scenes]


def said(storyboard):
    return " ".join(word for scene in texts(storyboard) for word in scene)


def refused(drawn, **wish):
    with pytest.raises(Problem) as caught:
        drawn(**wish)
    problem = caught.value
    assert problem.says.endswith(".")
    assert problem.remedy.endswith(".")
    return problem


def test_the_same_draft_and_seed_give_the_same_storyboard(drawn):
    assert drawn(seed=5) == drawn(seed=5)
    assert drawn(seed=5) != drawn(seed=6)


def test_a_storyboard_is_plain_data(drawn):
    storyboard = drawn()
    assert Storyboard.model_validate_json(storyboard.model_dump_json()) == storyboard


@pytest.mark.parametrize("platform", ["tiktok", "reels", "shorts"])
def test_a_storyboard_carries_the_platform_s_frame_and_box(drawn, platform):
    storyboard = drawn(platform=platform)
    assert storyboard.safe_box == get_platform(platform).safe_box
    assert storyboard.frame == get_platform(platform).frame


@pytest.mark.parametrize("variant", range(3))
def test_a_variant_wears_its_variation(drawn, variant):
    storyboard = drawn(variant=variant)
    variation = get_preset("explainer").variations[variant]
    style = storyboard.style
    assert (style.palette, style.caption.highlight) == (variation.palette, variation.highlight)
    assert (style.motion, style.mood) == (variation.motion, variation.mood)
    assert storyboard.voice.words_per_minute == round(158 * variation.pace)


def test_three_variants_open_and_look_and_sound_different_and_say_so(drawn):
    variants = [drawn(variant=variant) for variant in range(3)]
    assert len({said(variant) for variant in variants}) == 3
    assert len({variant.differs_by for variant in variants}) == 3
    assert len({variant.voice.words_per_minute for variant in variants}) == 3


def test_a_script_without_another_opening_says_only_what_differs(drawn):
    storyboard = drawn("So it goes.\n\nAnd so it ends with this for all of us.", variant=1)
    assert storyboard.differs_by.startswith("In night teal")
    assert texts(storyboard)[0] == ["Why", "is", "the", "sky", "blue?"]


def test_another_line_says_that_it_is_another_line(drawn):
    script = (
        "Red needs 3 hours.\n\nBlue needs 2 days.\n\nThe water of the lake stays dark and cold."
    )
    storyboard = drawn(script, variant=2)
    assert storyboard.differs_by.startswith("Opens with another line of the script, in plum")


def test_the_hook_comes_first_then_a_scene_for_each_paragraph_then_the_closing_card(drawn):
    storyboard = drawn()
    roles = [scene.role for scene in storyboard.scenes]
    assert roles == ["hook", "body", "body", "body", "closing"]
    assert [scene.position for scene in storyboard.scenes] == [0, 1, 2, 3, 0]
    assert {scene.total for scene in storyboard.scenes} == {3}


def test_the_script_s_last_short_line_is_the_closing_card(drawn):
    closing = drawn().scenes[-1].shots[0]
    assert closing.subject.text == "Now look up."
    assert not closing.captioned
    assert closing.subject.call in get_vocabulary("en").calls


def test_without_a_short_last_line_the_look_closes_in_the_language_of_the_reel(drawn):
    script = "Das Licht ist weiß und voller Farben, und die Luft streut das Blau sehr stark."
    closing = drawn(script, "Warum ist der Himmel blau?", preset="story").scenes[-1].shots[0]
    assert closing.subject.text == "Ende."
    assert closing.subject.call in get_vocabulary("de").calls


def test_a_language_without_words_closes_with_the_topic_s_key_words_and_no_call(drawn):
    script = "Anga ni bluu kwa sababu ya hewa na mwanga wa jua kila siku."
    storyboard = drawn(script, "Anga ya bluu", language="sw")
    closing = storyboard.scenes[-1].shots[0]
    assert closing.subject.text in "Anga ya bluu"
    assert closing.subject.call == ""


def test_a_call_does_not_repeat_what_the_closing_line_asks(drawn):
    for seed in range(12):
        storyboard = drawn("Air is thin and cold.\n\nSave this.", seed=seed)
        assert not storyboard.scenes[-1].shots[0].subject.call.startswith("Save")


def test_everything_said_comes_from_the_draft_or_the_words_of_the_language(drawn):
    for variant in range(3):
        storyboard = drawn(variant=variant)
        script = texts(drawn(variant=0))
        own = get_vocabulary("en").closing.explainer.split()
        known = {word for scene in script for word in scene} | set(own)
        assert {word for scene in texts(storyboard) for word in scene} <= known


def test_no_line_is_said_twice_in_any_variant(drawn):
    for variant in range(3):
        lines = [" ".join(scene) for scene in texts(drawn(variant=variant))]
        assert len(set(lines)) == len(lines)


def test_editing_one_scene_leaves_the_others_alone(drawn):
    before = drawn()
    after = drawn("""Sunlight looks white, but it carries every colour at once.

So violet light is scattered about nine times more than red light.

At sunset the light crosses much more air. What is left is red.

Now look up.""")
    changed = [one != other for one, other in zip(before.scenes, after.scenes, strict=True)]
    assert changed == [False, False, True, False, False]


def test_scenes_have_seeds_of_their_own(drawn):
    seeds = [scene.seed for scene in drawn().scenes]
    assert len(set(seeds)) == len(seeds)
    assert seeds != [scene.seed for scene in drawn(seed=2).scenes]


def test_neighbouring_key_words_never_wear_the_same_motif(drawn):
    script = "\n\n".join(
        f"The {word} light crosses much more air. By then the {word} blue is gone away."
        for word in ["old", "new", "big", "small", "warm", "cold"]
    )
    for seed in range(4):
        shots = [shot for scene in drawn(script, seed=seed).scenes for shot in scene.shots]
        worn = [shot.subject.motif for shot in shots if shot.subject.kind == "keyword"]
        assert len(worn) == 12
        assert all(one != other for one, other in pairwise(worn))


def test_each_card_has_one_key_word_at_most_and_the_hook_two(drawn):
    for preset in ("explainer", "list", "story"):
        for scene in drawn(preset=preset, topic="The *sky* is *very blue*").scenes:
            for shot in scene.shots:
                keys = [word.key for word in shot.words]
                if scene.role == "body":
                    assert all(sum(keys[s.first : s.end]) <= 1 for s in shot.cards)
                assert sum(keys) <= 2 or scene.role == "body"


def test_labels_are_short_and_come_from_the_scene(drawn):
    storyboard = drawn()
    for scene in storyboard.scenes[:-1]:
        assert 0 < len(scene.label) <= 22
        assert scene.label in " ".join(word.text for word in words_of(scene))
    assert storyboard.scenes[0].label == "blue"
    assert drawn(tags=("#Light and air",)).scenes[0].label == "Light and air"
    assert drawn(tags=("x" * 60,)).scenes[0].label == "blue"
    assert drawn(tags=("বাংলা", "air")).scenes[0].label == "air"
    assert drawn(tags=("বাংলা",)).scenes[0].label == "blue"
    assert drawn(topic="Three cuts").scenes[0].label == "cuts"


CUTS = """One. Cut the hello. Start with the result at once.

Two. Cut the breath. A pause feels long and cold.

Three. Cut the goodbye. Stop early on purpose.

Try it."""


def test_a_list_is_recapped_and_what_was_cut_is_crossed_out(drawn):
    storyboard = drawn(CUTS, "Three cuts", preset="list")
    recap = storyboard.scenes[-2].shots[0]
    assert [row.text for row in recap.subject.rows] == ["hello", "breath", "goodbye"]
    assert recap.subject.struck
    assert not recap.captioned
    assert storyboard.scenes[0].shots[0].subject.numeral == "3"
    assert {scene.total for scene in storyboard.scenes} == {4}


def test_a_list_that_cuts_nothing_is_recapped_by_its_titles(drawn):
    recap = drawn(CUTS.replace("Two. Cut", "Two. Keep"), preset="list").scenes[-2].shots[0]
    titles = ["Cut the hello", "Keep the breath", "Cut the goodbye"]
    assert [row.text for row in recap.subject.rows] == titles
    assert not recap.subject.struck
    for row in recap.subject.rows:
        assert recap.words[row.at_word].text == row.text.split()[0]


def test_a_recap_of_unspaced_writing_rests_after_each_row(drawn):
    script = "第一，起床。早上很早。\n\n第二，喝水。一杯水很好。\n\n第三，走路。每天都走路。"
    storyboard = drawn(script, "三个习惯", preset="list", language="zh")
    words = [word.text for word in storyboard.scenes[-2].shots[0].words]
    assert sum(word.endswith("。") for word in words) == 3


@pytest.mark.parametrize("preset", ["explainer", "story"])
def test_other_looks_have_no_recap(drawn, preset):
    assert len(drawn(CUTS, preset=preset).scenes) == 5


def test_two_steps_are_too_few_for_a_recap(drawn):
    assert len(drawn("Walk a lot today.\n\nRun a little less.\n\nGo.", preset="list").scenes) == 4


def test_a_long_topic_is_spoken_in_several_shots(drawn):
    topic = "When the light meets the air above the sea, " * 4 + "what happens?"
    assert len(drawn(topic=topic).scenes[0].shots) > 1


def test_the_language_is_the_draft_s_or_else_guessed(drawn):
    assert drawn(language="pt-br").language == "pt-BR"
    assert drawn(language="not a tag").language == "en"
    arabic = drawn("الهواء ينثر الضوء الأزرق أكثر من غيره.", "لماذا السماء زرقاء؟")
    assert (arabic.language, arabic.right_to_left) == ("ar", True)


def test_a_voice_is_found_for_the_language_and_silence_is_one_too(drawn):
    assert drawn(voice=None).voice.name.startswith("en-us")
    assert drawn(voice="silent").voice.narrator == "silent"


def test_what_is_missing_or_unknown_is_said(drawn):
    assert refused(drawn, topic=" | ").code is Code.TOPIC_MISSING
    assert refused(drawn, topic="🌇").code is Code.TOPIC_MISSING
    assert refused(drawn, script=" \n ").code is Code.SCRIPT_EMPTY
    assert refused(drawn, script="... 🌇").code is Code.SCRIPT_EMPTY
    assert refused(drawn, preset="news").code is Code.UNKNOWN_PRESET
    assert refused(drawn, platform="vine").code is Code.UNKNOWN_PLATFORM
    assert refused(drawn, voice="gandalf").code is Code.UNKNOWN_VOICE
    assert refused(drawn, voice=None, language="th").code is Code.LANGUAGE_NOT_SPOKEN


@pytest.mark.parametrize(("variants", "variant"), [(0, 0), (4, 0), (3, 3), (1, 1), (3, -1)])
def test_variants_out_of_range_are_refused(drawn, variants, variant):
    problem = refused(drawn, variants=variants, variant=variant)
    assert problem.code is Code.VARIANTS_OUT_OF_RANGE


def test_too_many_characters_are_refused_with_their_number(drawn):
    topic = refused(drawn, topic="x" * (LONGEST_TOPIC_CHARS + 1))
    assert topic.code is Code.TOPIC_TOO_LONG
    script = refused(drawn, script="x" * (LONGEST_SCRIPT_CHARS + 1))
    assert script.code is Code.SCRIPT_TOO_LONG
    assert "20,000" in script.says


def test_a_script_that_lasts_too_long_is_told_how_many_words_fit(drawn):
    problem = refused(drawn, script="The light crosses much more air. " * 120, platform="shorts")
    assert problem.code is Code.SCRIPT_TOO_LONG
    assert "YouTube Shorts takes 3 min 0 s" in problem.says
    room = int(problem.remedy.split()[1].replace(",", ""))
    assert 350 < room < 600
    drawn("The light crosses much more air. " * (room // 6 - 8), platform="shorts")


def test_a_pasted_book_is_refused_at_once(drawn):
    assert refused(drawn, script="x " * 9_999).code is Code.SCRIPT_TOO_LONG
    assert refused(drawn, script="word " * 100_000).code is Code.SCRIPT_TOO_LONG


@settings(max_examples=40)
@given(
    topic=st.text(max_size=60),
    script=st.text(max_size=400),
    preset=st.sampled_from(["explainer", "list", "story"]),
    variant=st.integers(0, 2),
)
def test_any_text_is_drawn_up_or_refused(drawn, timed, topic, script, preset, variant):
    with suppress(Problem):
        timed(drawn(script, topic, preset=preset, variant=variant))
