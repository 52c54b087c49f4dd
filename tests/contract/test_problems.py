"""Promises of problems: what is wrong, and what to do next, in two plain sentences."""

from contract.problems import Code, Problem


def test_a_problem_reads_as_what_is_wrong_and_what_to_do_next():
    problem = Problem(Code.SCRIPT_EMPTY, "The script has no words yet.", "Write some.")
    assert str(problem) == "The script has no words yet. Write some."
    assert problem.code == "script-empty"
    assert not problem.retryable


def test_a_problem_can_say_that_trying_again_helps():
    problem = Problem(Code.DISK_FULL, "The disk is full.", "Make room.", retryable=True)
    assert problem.retryable


def test_codes_are_plain_words_that_clients_can_compare_with():
    for code in Code:
        assert code == code.lower()
        assert set(code) <= set("abcdefghijklmnopqrstuvwxyz-")


def test_a_caught_problem_still_carries_its_parts():
    problem = Problem(Code.CANCELLED, "Cancelled.", "Start again.")
    assert (problem.says, problem.remedy) == ("Cancelled.", "Start again.")
    assert problem.args[0] is Code.CANCELLED
