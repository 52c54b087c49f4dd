"""Signing in: a key as it is, or a password turned into tokens that renew themselves."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from pydantic import ValidationError

from contract.accounts import TokenAnswer, UserAnswer
from contract.problems import Problem
from desktop.sync import refusals
from desktop.sync.api_client import ApiClient

TOKEN_PATH, REVOKE_PATH, ME_PATH = "/v1/auth/token", "/v1/auth/revoke", "/v1/me"


@contextmanager
def signed_in(client: ApiClient, email: str, password: str, device_name: str) -> Iterator[None]:
    """Speak as this person within the block; the session is ended after it.

    Raises: Problem INVALID_GRANT, TOO_MANY_ATTEMPTS, SERVER_UNREACHABLE ...
    """
    form = {
        "grant_type": "password",
        "username": email,
        "password": password,
        "device_name": device_name,
    }
    tokens = _tokens(client, form)
    client.token = tokens.access_token

    def renew() -> str | None:
        nonlocal tokens
        refresh = {"grant_type": "refresh_token", "refresh_token": tokens.refresh_token}
        tokens = _tokens(client, refresh)
        return tokens.access_token

    client.renew = renew
    try:
        yield
    finally:
        # It runs out by itself where this does not arrive.
        with suppress(Problem):
            # Whichever turn's token names the session, should this one be renewed on the way.
            client.ask("POST", REVOKE_PATH, form={"token": tokens.refresh_token})
        client.renew = client.token = None


def whoami(client: ApiClient) -> UserAnswer:
    """Whose token it is.

    Raises: Problem NOT_SIGNED_IN, SERVER_UNREACHABLE.
    """
    answer = client.ask("GET", ME_PATH)
    try:
        return UserAnswer.model_validate(answer.body)
    except ValidationError as error:
        raise refusals.no_answer_of_ours(client.server) from error


def _tokens(client: ApiClient, form: dict[str, str]) -> TokenAnswer:
    answer = client.ask("POST", TOKEN_PATH, form=form)
    try:
        return TokenAnswer.model_validate(answer.body)
    except ValidationError as error:
        raise refusals.no_answer_of_ours(client.server) from error
