"""What is not here."""

from contract.problems import Code, Problem


def nothing_here(what: str) -> Problem:
    """The problem that this device has no such thing."""
    return Problem(
        Code.NOT_FOUND,
        f"This device has no such {what}.",
        "It may have been deleted for good, or not have arrived yet.",
    )
