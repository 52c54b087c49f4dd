"""Promises of the benchmark's rows."""

import json

from bench.table import Row, as_text, at_least_times, at_most, at_most_times, write_json


def test_a_figure_holds_up_to_its_limit_and_not_beyond():
    assert at_most("wait", 30.0, "ms", 30).holds
    assert not at_most("wait", 30.1, "ms", 30).holds


def test_what_could_not_be_measured_does_not_hold():
    row = at_most("memory", None, "MB", 900)
    assert not row.holds
    assert "not measured" in as_text([row], [])


def test_a_figure_holds_against_its_reference_on_the_right_side():
    assert at_most_times("ours", 40.0, "CPU-s", 20.0, 2.0).holds
    assert not at_most_times("ours", 40.1, "CPU-s", 20.0, 2.0).holds
    assert at_least_times("theirs", 320.0, "CPU-s", 40.0, 8.0).holds
    assert not at_least_times("theirs", 319.0, "CPU-s", 40.0, 8.0).holds


def test_the_file_is_a_list_of_objects_with_the_names_that_readers_know(tmp_path):
    path = tmp_path / "build" / "bench.json"
    write_json([at_most_times("ours", 39.1234, "CPU-s", 20.0, 2.0)], path)
    assert json.loads(path.read_text()) == [
        {
            "name": "ours",
            "value": 39.12,
            "unit": "CPU-s",
            "reference": 20.0,
            "target": "<= 2 x reference",
            "holds": True,
        }
    ]


def test_the_table_says_plainly_what_does_not_hold():
    rows = [
        at_most_times("ours", 50.0, "CPU-s", 20.0, 2.0),
        Row("theirs", 20.0, "CPU-s", None, None, True),
    ]
    text = as_text(rows, ["a note"])
    ours, theirs = (
        next(line for line in text.split("\n") if name in line) for name in ("ours", "theirs")
    )
    assert ours.endswith("NO")
    assert "2.50" in ours
    assert not theirs.endswith(("NO", "yes"))
    assert text.endswith("a note")
