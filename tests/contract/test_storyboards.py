"""Promises of the storyboard's types: plain data, the same after a trip through JSON."""

import pytest
from pydantic import TypeAdapter, ValidationError

from contract.storyboards import (
    ContrastSubject,
    NumeralSubject,
    Row,
    RowsSubject,
    SceneTiming,
    ShotTiming,
    Subject,
    Timing,
)

SUBJECTS = TypeAdapter(Subject)


def test_a_subject_is_told_apart_by_its_kind():
    rows = RowsSubject(kind="rows", rows=(Row(text="Water", at_word=0),), struck=False)
    numeral = NumeralSubject(kind="numeral", value="5×", gloss="more than red", bars=())
    for subject in (rows, numeral):
        assert SUBJECTS.validate_json(SUBJECTS.dump_json(subject)) == subject


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValidationError):
        SUBJECTS.validate_python({"kind": "stamp", "text": "FALSE"})


def test_a_subject_keeps_its_fields_apart_from_those_of_other_kinds():
    with pytest.raises(ValidationError):
        ContrastSubject(kind="contrast", before="a", after="b", turn_word=1, value="5")


def test_a_timing_is_the_same_after_a_trip_through_json():
    shot = ShotTiming(first_frame=0, end_frame=60, word_frames=(4, 12))
    scene = SceneTiming(
        enters_frames=0,
        body_frames=50,
        leaves_frames=10,
        speech_frame=4,
        shots=(shot,),
        loudness=(0, 255),
    )
    timing = Timing(scenes=(scene,))
    assert Timing.model_validate_json(timing.model_dump_json()) == timing
