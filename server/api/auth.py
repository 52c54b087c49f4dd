"""Signing up, in and out (OAuth 2's password and refresh grants, RFC 7009's revocation)."""

from typing import Annotated, ClassVar
from uuid import uuid4

from fastapi import APIRouter, Form, Request, Response

from contract.accounts import RevokeForm, SignUpBody, TokenAnswer, TokenForm, UserAnswer
from contract.problems import Code, Problem
from server import accounts, api_keys, devices, passwords, sessions, sign_in_attempts
from server.api.answers import answers
from server.api.order import OpenRoute, Signed, SignedRoute, Wired
from server.database import reading, transaction
from server.parts import Parts
from server.sessions import Granted
from server.tokens import KEY_PREFIX

# RFC 6749, section 5.1: nobody on the way keeps a token.
NOT_STORED = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class CredentialsRoute(OpenRoute):
    """Answers anybody, as long as they are brief."""

    # 1,000 letters of four bytes, each percent-encoded, and as much again for all the rest.
    largest_body_bytes: ClassVar[int] = 32 * 1024


class SigningOutRoute(SignedRoute):
    """Answers whoever has a token, as long as they are brief."""

    largest_body_bytes = CredentialsRoute.largest_body_bytes


router = APIRouter(route_class=CredentialsRoute, tags=["accounts"])
signing_out = APIRouter(route_class=SigningOutRoute, tags=["accounts"])


@router.post(
    "/v1/auth/signup",
    status_code=201,
    responses=answers(Code.EMAIL_INVALID, Code.EMAIL_TAKEN),
)
async def sign_up(parts: Wired, body: SignUpBody) -> UserAnswer:
    """Make an account, which may sign in at once."""
    async with reading(parts.engine) as session:
        await accounts.refuse_taken(session, body.email)
    password_hash = await passwords.hash_password(body.password)
    async with transaction(parts.engine) as session:
        return await accounts.sign_up(
            session, user_id=uuid4(), email=body.email, password_hash=password_hash
        )


@router.post(
    "/v1/auth/token",
    responses=answers(Code.INVALID_GRANT, Code.UNSUPPORTED_GRANT, Code.TOO_MANY_ATTEMPTS),
)
async def issue_tokens(
    request: Request, response: Response, parts: Wired, form: Annotated[TokenForm, Form()]
) -> TokenAnswer:
    """Sign in with a password, or go on with a refresh token."""
    match form.grant_type:
        case "password":
            granted = await _by_password(parts, form, _address_of(request))
        case "refresh_token":
            granted = await _by_refresh_token(parts, form)
        case _:
            raise Problem(
                Code.UNSUPPORTED_GRANT,
                "There is no such way to sign in.",
                "Use grant_type `password` or `refresh_token`.",
                facts={"error": "unsupported_grant_type"},
            )
    response.headers.update(NOT_STORED)
    return TokenAnswer(
        access_token=granted.access_token,
        refresh_token=granted.refresh_token,
        token_type="bearer",
        expires_in=granted.expires_in_s,
    )


@signing_out.post("/v1/auth/revoke", response_class=Response)
async def revoke(parts: Wired, _: Signed, form: Annotated[RevokeForm, Form()]) -> Response:
    """Sign out: the token's whole session ends, or the API key. 200 for unknown ones, too.

    It needs an access token like every call: one that ran out is refreshed first, and where
    that is refused, the session has ended already."""
    async with transaction(parts.engine) as session:
        if form.token.startswith(KEY_PREFIX):
            await api_keys.revoke_held(session, form.token)
        else:
            await sessions.revoke_held(session, form.token)
    return Response(headers=NOT_STORED)


async def _by_password(parts: Parts, form: TokenForm, address: str | None) -> Granted:
    """Check a password between two transactions: it takes long, and both look at the failures.

    The second look decides, one attempt at a time, so that of many guesses sent at once no
    more are answered than of those sent one by one.
    """
    if form.username is None or form.password is None:
        raise _lacks("username and password")
    email = accounts.fold_email(form.username)
    subjects = sign_in_attempts.subjects_of(parts.settings.secret, email, address)
    async with reading(parts.engine) as session:
        await sign_in_attempts.refuse_too_many(session, subjects)
        known = await accounts.find_credentials(session, email)
    checked = await passwords.check(form.password, known.password_hash if known else None)
    async with transaction(parts.engine) as session:
        await sign_in_attempts.take_turns(session, subjects)
        await sign_in_attempts.refuse_too_many(session, subjects)
        if known is not None and checked.is_right:
            if checked.better_hash is not None:
                await accounts.store_hash(session, known.user_id, checked.better_hash)
            if form.device_id is not None:
                await devices.see(session, known.user_id, form.device_id, form.device_name)
            return await sessions.start(
                session,
                parts.settings.secret,
                session_id=uuid4(),
                user_id=known.user_id,
                device_id=form.device_id,
            )
        await sign_in_attempts.record_failure(session, subjects)
    raise _invalid_grant(
        "The e-mail address or the password is not right.",
        "Check both for typing errors, or sign up.",
    )


async def _by_refresh_token(parts: Parts, form: TokenForm) -> Granted:
    if form.refresh_token is None:
        raise _lacks("refresh_token")
    async with transaction(parts.engine) as session:
        granted = await sessions.refresh(session, parts.settings.secret, form.refresh_token)
        if granted is not None and granted.device_id is not None:
            await devices.see_again(session, granted.user_id, granted.device_id, form.device_name)
    if granted is None:
        raise _invalid_grant("This session has ended.", "Sign in again.")
    return granted


def _address_of(request: Request) -> str | None:
    """Where a request comes from; behind a proxy, what the server was told to believe of it."""
    return request.client.host if request.client else None


def _invalid_grant(says: str, remedy: str) -> Problem:
    return Problem(Code.INVALID_GRANT, says, remedy, facts={"error": "invalid_grant"})


def _lacks(fields: str) -> Problem:
    return Problem(
        Code.INVALID_BODY,
        f"With this grant_type, the form lacks {fields}.",
        "Add what is missing.",
        facts={"error": "invalid_request"},
    )
