"""The frozen values that everything in the contract is made of."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

# RFC 7493: beyond this, a JavaScript client reads another number than was sent.
LARGEST_WHOLE_NUMBER = 2**53 - 1


def _refuse_lookalikes(value: object) -> object:
    """JSON says whether something is a number; true and "2" are none."""
    if isinstance(value, bool | str):
        raise ValueError("this is a number")
    return value


# For numbers of bodies: without it, pydantic makes 1 of true and 2 of "2".
IsNumber = BeforeValidator(_refuse_lookalikes)
Whole = Annotated[int, Field(ge=0, le=LARGEST_WHOLE_NUMBER), IsNumber]


class Value(BaseModel):
    """Plain data that never changes after it was made; unknown names are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Answer(BaseModel):
    """What a server answers: frozen, and a name that came after this program is no error."""

    model_config = ConfigDict(frozen=True, extra="ignore")
