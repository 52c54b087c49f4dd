"""What is not there, or is somebody else's: nobody learns which."""

from contract.problems import Code, Problem


def nothing_here() -> Problem:
    """The problem of an id or an address that leads to nothing of the caller's."""
    return Problem(
        Code.NOT_FOUND,
        "There is nothing of yours at this address.",
        "Check the address and the id; it may have been deleted.",
    )
