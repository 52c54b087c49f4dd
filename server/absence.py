"""What is not there: foreign or unknown, of which nobody learns which; not ready, or no longer."""

from contract.problems import Code, Problem


def nothing_here() -> Problem:
    """The problem of an id or an address that leads to nothing of the caller's."""
    return Problem(
        Code.NOT_FOUND,
        "There is nothing of yours at this address.",
        "Check the address and the id; it may have been deleted.",
    )


def variant_not_ready(*, is_gone: bool, has_failed: bool) -> Problem:
    """The problem of a variant that has no files to save: no longer, never, or not yet."""
    if is_gone:
        return Problem(
            Code.VARIANT_NOT_READY,
            "The files of this variant were not saved in time and are gone.",
            "Make it again, and save it within 30 days.",
        )
    if has_failed:
        return Problem(
            Code.VARIANT_NOT_READY,
            "This variant could not be made.",
            "Save another one, or make it again.",
        )
    return Problem(
        Code.VARIANT_NOT_READY,
        "This variant is not finished yet.",
        "Wait until its status is ready, then save it.",
        retryable=True,
    )
