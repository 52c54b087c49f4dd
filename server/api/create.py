"""Asking for reels: what they cost, the wish itself, the wish again, the wish taken back."""

from fastapi import APIRouter, Request, Response

from contract.generations import (
    AcceptedAnswer,
    CreateBody,
    GenerationAnswer,
    PriceAnswer,
    RegenerateBody,
)
from contract.problems import Code
from server import accepting, ending, generations, pricing
from server.accepting import Outcome
from server.api.addresses import base_url_of
from server.api.answers import answers
from server.api.order import Key, KeyedRoute, Signed, SignedRoute, Wired
from server.api.paths import id_of
from server.gestures import gesture
from server.limits import BURST_WINDOW, Allowance

# What the words and choices of a draft may be refused for, before anything is looked up.
OF_WORDS = (
    Code.TOPIC_MISSING,
    Code.TOPIC_TOO_LONG,
    Code.SCRIPT_EMPTY,
    Code.SCRIPT_TOO_LONG,
    Code.UNKNOWN_PLATFORM,
    Code.UNKNOWN_PRESET,
    Code.UNKNOWN_VOICE,
    Code.VARIANTS_OUT_OF_RANGE,
    Code.LANGUAGE_NOT_SPOKEN,
    Code.LETTERS_NOT_COVERED,
)
OF_LIMITS = (
    Code.QUOTA_EXCEEDED,
    Code.BURST_LIMIT,
    Code.CONCURRENCY_LIMIT,
    Code.COOLDOWN,
)
SENDS = ("Location", "Idempotent-Replayed", "RateLimit-Policy", "RateLimit")
NOT_KEPT = "private, no-store"

router = APIRouter(route_class=KeyedRoute, tags=["create"])
signed = APIRouter(route_class=SignedRoute, tags=["create"])


@router.post(
    "/v1/create",
    status_code=accepting.ACCEPTED,
    response_model=AcceptedAnswer,
    responses=answers(*OF_WORDS, Code.MEDIA_MISSING, Code.NOT_FOUND, *OF_LIMITS, sends=SENDS),
)
async def create(parts: Wired, caller: Signed, key: Key, body: CreateBody) -> Response:
    """Ask for a reel of these words; follow `Location` to see it made.

    With `draft_id` it belongs to that draft, whose stored words stay as they are; without, a
    draft is made of these. What it may cost is set aside at once, and what is not delivered is
    given back.
    """
    async with parts.gate.through(caller.owner_id):
        await pricing.weigh(pricing.frozen(body))
    async with gesture(parts, caller.owner_id) as going_on:
        outcome = await accepting.create(going_on.session, parts, caller.owner_id, key, body)
        going_on.tell(*outcome.news)
    return _answer(outcome)


@router.post(
    "/v1/regenerate",
    status_code=accepting.ACCEPTED,
    response_model=AcceptedAnswer,
    responses=answers(
        *OF_WORDS,
        Code.SCENE_UNKNOWN,
        Code.MEDIA_MISSING,
        Code.NOT_FOUND,
        Code.VARIANT_NOT_READY,
        *OF_LIMITS,
        sends=SENDS,
    ),
)
async def regenerate(parts: Wired, caller: Signed, key: Key, body: RegenerateBody) -> Response:
    """Ask for the stored draft once more, or with `variant_id` and `scene` for one scene of a
    finished variant as the draft tells it now. What was made before stays beside the new."""
    async with gesture(parts, caller.owner_id) as going_on:
        outcome = await accepting.regenerate(going_on.session, parts, caller.owner_id, key, body)
        going_on.tell(*outcome.news)
    return _answer(outcome)


@signed.post("/v1/estimate", responses=answers(*OF_WORDS))
async def estimate(parts: Wired, caller: Signed, body: CreateBody) -> PriceAnswer:
    """What create would set aside for this body, and whether its words can be made at all."""
    frozen = pricing.frozen(body)
    async with parts.gate.through(caller.owner_id):
        await pricing.weigh(frozen)
    return pricing.price(frozen)


@signed.post(
    "/v1/generations/{id}/cancel",
    response_model=GenerationAnswer,
    responses=answers(Code.ALREADY_ENDED),
)
async def cancel(request: Request, parts: Wired, caller: Signed, id: str) -> Response:
    """Take a wish back: it ends at once and costs nothing. Cancelling twice is no change."""
    generation_id = id_of(id)
    async with gesture(parts, caller.owner_id) as going_on:
        session = going_on.session
        going_on.tell(*await ending.cancel(session, caller.owner_id, generation_id))
        await parts.queue.cancel(session, generation_id)
        made = await generations.get(session, caller.owner_id, generation_id)
    secret, base_url = parts.settings.secret, base_url_of(request, parts)
    answer = generations.answer_of(made, secret=secret, base_url=base_url)
    return Response(
        answer.model_dump_json(),
        headers={"Cache-Control": NOT_KEPT},
        media_type="application/json",
    )


def _answer(outcome: Outcome) -> Response:
    """The answer as it was stored, byte for byte, whether it is given now or again."""
    given = outcome.answer
    response = Response(
        given.body,
        given.status,
        {**given.headers, "Cache-Control": NOT_KEPT},
        media_type="application/json",
    )
    if outcome.allowance is None:
        response.headers["Idempotent-Replayed"] = "true"
    else:
        response.headers.update(_rate_limit_of(outcome.allowance))
    return response


def _rate_limit_of(allowance: Allowance) -> dict[str, str]:
    """How many wishes the hour has left after this one (draft-ietf-httpapi-ratelimit-headers)."""
    limit = allowance.plan.limits.burst
    if limit is None:
        return {}
    counted = (allowance.now, *allowance.accepted_at)
    window_s = int(BURST_WINDOW.total_seconds())
    # When the oldest that counts is an hour old, there is room for one more.
    freed_s = window_s - int((allowance.now - counted[-1]).total_seconds())
    return {
        "RateLimit-Policy": f'"burst";q={limit};w={window_s}',
        "RateLimit": f'"burst";r={max(0, limit - len(counted))};t={freed_s}',
    }
