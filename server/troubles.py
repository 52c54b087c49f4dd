"""Troubles of the server's own computer, in words for those who ask it over the network.

Which folder, which program: that is its operator's to know, and stands in the log alone.
"""

from contract.problems import Code, Problem

_REMEDY = "Try again later; whoever runs the server finds out more in its log."
_WORDS = {
    Code.FOLDER_UNWRITABLE: "The server cannot store its files.",
    Code.DISK_FULL: "The server's disk is full.",
    Code.FFMPEG_UNFIT: "The server's video encoder is not fit for its work.",
}


def is_ours(problem: Problem) -> bool:
    """Whether a problem is of the server's own folders and programs."""
    return problem.code in _WORDS


def told_outside(problem: Problem) -> Problem:
    """The same problem without what only its operator can know or mend."""
    if not is_ours(problem):
        return problem
    return Problem(problem.code, _WORDS[problem.code], _REMEDY, retryable=True)
