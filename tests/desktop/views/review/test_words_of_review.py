"""What Review says of limits, scenes, differences and post texts."""

from uuid import UUID

import pytest
import told_receipts

from contract.plans import PlanName
from contract.usage import UsageAnswer
from desktop.models.generations import Variant
from desktop.models.usage import Meter
from desktop.views.player.caption_cues import read_srt
from desktop.views.player.scene_times import spans_of
from desktop.views.review.differences import differences, parts_of
from desktop.views.review.post_counts import count_post
from desktop.views.review.told_scenes import paragraphs_told
from desktop.views.review.weighing import goes_next, refusal_of, save_refusal
from reel.catalogue import presets

NOW_MS = 1_795_000_000_000
AFTER, BEFORE = "2026-12-01T00:00:00Z", "2026-11-01T00:00:00Z"

SAID = (
    "Why is the sky blue?",
    "Sunlight looks white, but it carries every colour at once.",
    "So blue light is scattered about five times more than red light.",
    "What is left is not less light, but red light.",
    "Now look up.",
)


def meter(left=0.8, exports=0, resets_at=AFTER, plan: PlanName = "free", waiting_ms=0):
    told = UsageAnswer(
        plan=plan, exports_used=exports, exports_limit=10, minutes_used=20 - left,
        minutes_limit=20, minutes_reserved=0, boost_expires_at=None, resets_at=resets_at,
    )  # fmt: skip
    return Meter(told, NOW_MS, waiting_ms, 0)


def variant(index, says, ms=28_000):
    return Variant(UUID(int=index), index, "ready", "", says, ms, 1, 1, False)


def test_what_fits_to_the_last_tenth_is_not_refused():
    assert refusal_of(meter(left=1.0), (), 60_000, NOW_MS) is None
    assert refusal_of(meter(left=1.0), (), 60_001, NOW_MS).says.startswith("Needs ")


def test_what_waits_here_counts_as_taken():
    assert refusal_of(meter(left=1.5, waiting_ms=60_000), (), 60_000, NOW_MS).says.startswith(
        "Needs "
    )


def test_a_meter_of_a_month_that_has_ended_refuses_nothing():
    assert refusal_of(meter(left=0, exports=10, resets_at=BEFORE), (), 60_000, NOW_MS) is None


def test_before_the_first_sync_nobody_knows_and_nothing_is_refused():
    assert refusal_of(Meter(None, None, 0, 0), (), 60_000, NOW_MS) is None


def test_saving_again_is_free_when_all_exports_are_used():
    full = meter(exports=10)
    assert save_refusal(full, True, NOW_MS) is None
    assert save_refusal(full, False, NOW_MS).says == "All 10 exports are used."


def test_a_full_house_is_said_and_refuses_nothing():
    assert goes_next(meter(), 1, NOW_MS) == "A reel is being made; this one goes next."
    assert goes_next(meter(), 0, NOW_MS) is None
    assert goes_next(meter(plan="own"), 9, NOW_MS) is None


def test_each_scene_finds_the_paragraph_that_it_tells():
    spans = spans_of(told_receipts.receipt_of())
    cues = read_srt(told_receipts.srt_of(SAID))
    written = [SAID[place] for place in (1, 2, 3, 4)]
    assert paragraphs_told(spans, cues, written) == (None, 0, 1, 2, 3)


def test_words_that_were_changed_since_still_tell_their_scene_and_others_do_not():
    spans = spans_of(told_receipts.receipt_of())
    cues = read_srt(told_receipts.srt_of(SAID))
    written = ["Sunlight *seems* white, but it carries every colour at once!", "Something else."]
    assert paragraphs_told(spans, cues, written) == (None, 0, None, None, None)


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.id)
def test_what_a_preset_tells_of_its_variants_stands_side_by_side(preset):
    told = [variant(at, one.says) for at, one in enumerate(preset.variations)]
    found = differences(told)
    assert [one.name for one in found] == ["Opening", "Colours", "Captions", "Pace", "Length"]
    assert all(all(one.differs) for one in found[:2])
    assert not any(found[-1].differs)


def test_only_what_is_not_as_the_others_are_is_marked():
    says = "Opens with the topic, on yellow, with boxed captions, at a brisk pace."
    other = says.replace("yellow", "mint")
    found = differences([variant(0, says), variant(1, says), variant(2, other)])
    assert found[1].values == ("On yellow", "On yellow", "On mint")
    assert found[1].differs == (False, False, True)
    assert found[0].differs == (False, False, False)


def test_a_variant_that_tells_nothing_of_its_opening_keeps_its_other_parts_in_place():
    assert parts_of("On yellow, with boxed captions, at a brisk pace.")[0] == ""
    assert parts_of("") == ()


def test_told_in_other_words_it_is_shown_as_it_is_told():
    found = differences([variant(0, "As written"), variant(1, "Faster")])
    assert found[0].name == "Differs by"
    assert found[0].values == ("As written", "Faster")


def test_a_post_is_counted_as_its_platform_counts():
    text = "A title\n\nA description.\n\n#one #two"
    assert count_post(text, "tiktok").line == f"{len(text)} of 2,200 · 2 hashtags"
    assert count_post(text, "shorts").line.startswith(f"{len('A description.') + 11} of 5,000")
    assert count_post(text, "tiktok").fits


def test_what_a_platform_does_not_take_is_said():
    assert count_post("x" * 2201, "tiktok").verdict == "Too long for TikTok"
    assert count_post("x" * 101, "shorts").verdict.startswith("Too long for")
    assert count_post("#a #b #c #d #e #f", "reels").verdict == "Too many hashtags"
    assert count_post("#1 number#sign", "reels").line.endswith("0 hashtags")


def test_a_platform_of_a_later_version_is_counted_without_a_verdict():
    assert count_post("Some words", "a-later-one").line == "10"
    assert count_post("Some words", "a-later-one").verdict == ""
