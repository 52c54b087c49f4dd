"""Accounts as they travel: signing up and in, devices, keys for machines."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contract.values import Answer, Value

# RFC 5321 allows no longer address; argon2 takes any password, this bounds its work.
LONGEST_EMAIL_CHARS = 254
SHORTEST_PASSWORD_CHARS, LONGEST_PASSWORD_CHARS = 8, 1000
LONGEST_NAME_CHARS = 100


class SignUpBody(Value):
    """`POST /v1/auth/signup`; an unverified address may sign in."""

    email: Annotated[str, Field(min_length=3, max_length=LONGEST_EMAIL_CHARS)]
    password: Annotated[
        str, Field(min_length=SHORTEST_PASSWORD_CHARS, max_length=LONGEST_PASSWORD_CHARS)
    ]


class UserAnswer(Answer):
    """Who is signed in."""

    id: UUID
    email: str
    verified: bool
    created_at: datetime


class TokenAnswer(Answer):
    """`POST /v1/auth/token` as OAuth 2 spells it; `expires_in` in seconds."""

    access_token: str
    refresh_token: str
    token_type: Literal["bearer"]
    expires_in: int


class DeviceAnswer(Answer):
    """A device that has signed in; `current` is the one that asks."""

    id: UUID
    name: str
    created_at: datetime
    last_seen_at: datetime
    current: bool


class DevicesAnswer(Answer):
    """`GET /v1/devices`."""

    devices: tuple[DeviceAnswer, ...]
    next_cursor: str | None


class NewApiKeyBody(Value):
    """`POST /v1/api-keys`."""

    name: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME_CHARS)]


class ApiKeyAnswer(Answer):
    """A key by its first characters, never whole."""

    id: UUID
    name: str
    prefix: str
    created_at: datetime
    last_used_at: datetime | None


class NewApiKeyAnswer(ApiKeyAnswer):
    """The only answer that holds the whole key."""

    key: str


class ApiKeysAnswer(Answer):
    """`GET /v1/api-keys`."""

    api_keys: tuple[ApiKeyAnswer, ...]
    next_cursor: str | None
