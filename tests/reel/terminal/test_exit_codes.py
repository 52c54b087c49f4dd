"""Promises of exit codes: one for every problem, and all explained."""

import pytest

from contract.problems import Code
from reel.terminal import exit_codes


@pytest.mark.parametrize("problem", Code)
def test_every_problem_ends_with_an_explained_code_other_than_success(problem):
    code = exit_codes.code_of(problem)
    assert code != exit_codes.OK
    assert f"\n  {code} " in "\n" + exit_codes.EXPLAINED


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (Code.SCRIPT_NOT_FOUND, 66),
        (Code.SCRIPT_EMPTY, 65),
        (Code.UNKNOWN_PRESET, 2),
        (Code.UNKNOWN_PLATFORM, 2),
        (Code.MEDIA_UNREADABLE, 65),
        (Code.FOLDER_UNWRITABLE, 73),
        (Code.DISK_FULL, 74),
        (Code.LANGUAGE_NOT_SPOKEN, 65),
        (Code.LETTERS_NOT_COVERED, 65),
        (Code.FFMPEG_UNFIT, 69),
        (Code.PROMISE_BROKEN, 70),
    ],
)
def test_scripts_that_call_us_can_rely_on_these_codes(problem, code):
    assert exit_codes.code_of(problem) == code
