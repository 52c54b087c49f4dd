"""Accounts as they travel: signing up and in, devices, keys for machines."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from contract.values import Answer, Value

# RFC 5321 allows no longer address; argon2 takes any password, this bounds its work.
LONGEST_EMAIL_CHARS = 254
SHORTEST_PASSWORD_CHARS, LONGEST_PASSWORD_CHARS = 8, 1000
LONGEST_NAME_CHARS = 100
# Ours have 46; what is longer is none, whoever made it.
LONGEST_TOKEN_CHARS = 2000


class SignUpBody(Value):
    """`POST /v1/auth/signup`; an unverified address may sign in."""

    email: Annotated[str, Field(min_length=3, max_length=LONGEST_EMAIL_CHARS)]
    password: Annotated[
        str,
        Field(min_length=SHORTEST_PASSWORD_CHARS, max_length=LONGEST_PASSWORD_CHARS, repr=False),
    ]


class UserAnswer(Answer):
    """Who is signed in."""

    id: UUID
    email: str
    verified: bool
    created_at: datetime


class _Form(Value):
    """A form of OAuth 2, where what a server does not know is ignored (RFC 6749, section 3.2)."""

    model_config = ConfigDict(extra="ignore")


class TokenForm(_Form):
    """`POST /v1/auth/token`: with `grant_type` password, `username` (the e-mail address) and
    `password`; with refresh_token, `refresh_token`. A device says which one it is."""

    grant_type: Annotated[
        str,
        Field(
            max_length=LONGEST_NAME_CHARS,
            # Told, not enforced: RFC 6749 has an answer of its own for others.
            json_schema_extra={"enum": ["password", "refresh_token"]},
        ),
    ]
    username: Annotated[str | None, Field(max_length=LONGEST_EMAIL_CHARS)] = None
    password: Annotated[str | None, Field(max_length=LONGEST_PASSWORD_CHARS, repr=False)] = None
    refresh_token: Annotated[str | None, Field(max_length=LONGEST_TOKEN_CHARS, repr=False)] = None
    device_id: UUID | None = None
    device_name: Annotated[str | None, Field(max_length=LONGEST_NAME_CHARS)] = None


class RevokeForm(_Form):
    """`POST /v1/auth/revoke` (RFC 7009): a session's access or refresh token, or an API key."""

    token: Annotated[str, Field(min_length=1, max_length=LONGEST_TOKEN_CHARS, repr=False)]


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
