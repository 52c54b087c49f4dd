"""The header that names a wish: RFC 8941 strings, bare words, and nothing else."""

import json
from pathlib import Path

import pytest

from contract.problems import Code, Problem
from server.api.idempotency_key import LONGEST_KEY_CHARS, read_key

STRINGS = Path(__file__).parents[4] / "shared" / "material" / "http" / "sf-string.json"


def refused(header: str | None) -> Code:
    with pytest.raises(Problem) as problem:
        read_key(header)
    return problem.value.code


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ('"foo bar"', "foo bar"),
        (r'"say \"no\" \\ yes"', r'say "no" \ yes'),
        ("4f8e2c1a-8a1d-4a6e-9a55-0d8c7b6a5f4e", "4f8e2c1a-8a1d-4a6e-9a55-0d8c7b6a5f4e"),
        ("  bare  ", "bare"),
        ("a,b;c\\d", "a,b;c\\d"),
        ("k" * LONGEST_KEY_CHARS, "k" * LONGEST_KEY_CHARS),
    ],
)
def test_a_key_is_read_quoted_or_bare(header, key):
    assert read_key(header) == key


def test_quotes_are_no_part_of_a_key():
    assert read_key('"one"') == read_key("one")


def test_no_key_is_another_problem_than_a_bad_one():
    assert refused(None) == Code.KEY_MISSING


@pytest.mark.parametrize(
    "header",
    ["", "  ", '""', '"open', 'open"', "two words", 'a"b', '"a" "b"', "tab\tbed", "é", "\x7f",
     '"new\nline"', r'"\n"', "k" * (LONGEST_KEY_CHARS + 1)],
)  # fmt: skip
def test_what_is_no_string_is_no_key(header):
    assert refused(header) == Code.KEY_INVALID


@pytest.mark.skipif(not STRINGS.exists(), reason="the outside material is not beside the project")
def test_strings_are_read_as_their_standard_has_them():
    cases = json.loads(STRINGS.read_text(encoding="utf-8"))
    assert len(cases) > 10
    for case in cases:
        raw = ", ".join(case["raw"])
        text = "" if case.get("must_fail") else case["expected"][0]
        if 1 <= len(text) <= LONGEST_KEY_CHARS:
            assert read_key(raw) == text, case["name"]
        elif raw.startswith('"'):
            # Some words in single quotes are keys here: bare ones, as they stand.
            assert refused(raw) == Code.KEY_INVALID, case["name"]
