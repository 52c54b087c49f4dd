"""A draft as it was at the click, read back from its generation's row."""

from typing import Any

from pydantic import ValidationError

from contract.drafts import Draft
from contract.problems import Code, Problem


def thaw(frozen: dict[str, Any]) -> Draft:
    """The draft that a wish was frozen with.

    Raises: Problem INTERNAL_ERROR when another version froze it, and this one reads it no more.
    """
    try:
        return Draft.model_validate(frozen)
    except ValidationError as error:
        raise Problem(
            Code.INTERNAL_ERROR,
            "This was asked for in another version of Reelyard, which this one cannot read.",
            "Nothing was charged. Press Generate again.",
        ) from error
