"""Troubles of the server's own computer: who asks over the network learns that, not where."""

import pytest

from contract.problems import Code, Problem
from server.troubles import is_ours, told_outside

PATH = "/srv/data/files"


@pytest.mark.parametrize("code", [Code.FOLDER_UNWRITABLE, Code.DISK_FULL, Code.FFMPEG_UNFIT])
def test_which_folder_and_which_program_is_not_told(code: Code) -> None:
    problem = Problem(code, f"Nothing goes into {PATH}.", f"Change {PATH}.", facts={"at": PATH})
    told = told_outside(problem)
    assert is_ours(problem)
    assert told.code is code
    assert PATH not in f"{told} {told.facts}"
    assert told.retryable


def test_every_other_problem_is_told_as_it_is() -> None:
    problem = Problem(Code.TOPIC_MISSING, "No topic.", "Write one.")
    assert not is_ours(problem)
    assert told_outside(problem) is problem
