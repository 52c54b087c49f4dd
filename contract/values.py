"""The frozen values that everything in the contract is made of."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """Plain data that never changes after it was made; unknown names are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Answer(BaseModel):
    """What a server answers: frozen, and a name that came after this program is no error."""

    model_config = ConfigDict(frozen=True, extra="ignore")
