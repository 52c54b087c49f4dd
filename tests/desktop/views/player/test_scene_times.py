"""The scenes of a video, read from the files beside it."""

from itertools import pairwise

import told_receipts

from desktop.views.player.caption_cues import cue_at, read_srt, said_between
from desktop.views.player.scene_times import SceneSpan, read_receipt, scene_at, spans_of, whole

SAID = (
    "Why is the sky blue?",
    "Sunlight looks white, but it carries every colour at once.",
    "So blue light is scattered about five times more than red light.",
    "What is left is not less light, but red light.",
    "Now look up.",
)


def test_scenes_follow_each_other_from_the_first_frame_to_the_last():
    spans = spans_of(told_receipts.receipt_of())
    assert spans[0].start_ms == 0
    assert spans[-1].end_ms == 5000
    assert all(one.end_ms == after.start_ms for one, after in pairwise(spans))
    assert [span.length_ms for span in spans] == [800, 1200, 1200, 1000, 800]


def test_a_moment_belongs_to_one_scene_and_the_end_to_the_last():
    spans = spans_of(told_receipts.receipt_of())
    assert [scene_at(spans, at) for at in (0, 799, 800, 4999, 5000, 9000)] == [0, 0, 1, 4, 4, 4]


def test_what_is_no_receipt_of_ours_is_none_and_one_scene_stands_for_all():
    assert read_receipt(b"{}") is None
    assert read_receipt(b"\xff") is None
    assert whole(5000) == (SceneSpan(0, 5000),)


def test_a_receipt_reads_as_it_was_written():
    receipt = told_receipts.receipt_of()
    assert read_receipt(receipt.model_dump_json().encode()) == receipt


def test_captions_are_read_with_their_lines_and_times():
    cues = read_srt("\ufeff1\r\n00:00:01,000 --> 00:00:02,500\r\ntwo\r\nlines\r\n\r\nnoise\r\n")
    assert [(cue.start_ms, cue.end_ms, cue.text) for cue in cues] == [(1000, 2500, "two\nlines")]
    assert read_srt("") == ()


def test_at_a_moment_stands_what_is_said_then_and_nothing_in_between():
    cues = read_srt(told_receipts.srt_of(SAID))
    assert cue_at(cues, 900).text.startswith("Sunlight")
    assert cue_at(cues, 5000) is None
    assert cue_at((), 0) is None
    assert said_between(cues, 800, 2000) == SAID[1]
