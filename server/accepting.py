"""A wish becomes a generation: one transaction decides everything, and writes all or nothing.

In this order: a stored answer, the lock of the key, what the wish names, the lock of the owner's
month, one reading of the allowance, the refusals, the writes.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, func, insert, literal, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from contract.drafts import Draft, NewDraftBody
from contract.generations import AcceptedAnswer, CreateBody, RegenerateBody
from contract.ids import draft_id_of, generation_id_of, variant_id_of
from reel import estimating
from reel.choices import derive, seed_of
from reel.estimating import Price
from server import drafts, generations, idempotency, ledger, limits, media, plans, pricing, remaking
from server.changes import News
from server.idempotency import StoredAnswer
from server.limits import Allowance
from server.parts import Parts
from server.ready import Ready
from server.remaking import Remake
from server.tables import Generation, Lease, Variant

Route = Literal["create", "regenerate"]

_ids = (
    func.unnest(bindparam("ids", type_=ARRAY(Uuid())))
    .table_valued("id", with_ordinality="nth")
    .render_derived()
)
_INSERT_VARIANTS = Ready(
    insert(Variant).from_select(
        ["id", "generation_id", "owner_id", "index", "status"],
        select(
            _ids.c.id,
            bindparam("generation", type_=Uuid()),
            bindparam("owner", type_=Uuid()),
            _ids.c.nth - 1,
            literal("waiting"),
        ),
    )
)
_INSERT_GENERATION = Ready(
    insert(Generation),
    columns=(
        *("id", "owner_id", "draft_id", "status", "progress_pct", "frozen", "remake", "seed"),
        *("period", "reserved_ms", "priority", "fence", "claims", "created_at", "cooldown_until"),
    ),
)
_INSERT_LEASE = Ready(insert(Lease), columns=("generation_id", "owner_id"))

ACCEPTED = 202
# The queue takes the highest number first. Seconds count down from here, so that who asked
# earlier comes first; 32 bits hold them until 2093.
PRIORITY_EPOCH = datetime(2025, 1, 1, tzinfo=UTC)
# What a key that outlived its stored answer runs into: the rows whose ids follow from it.
_DERIVED_IDS = ("pk_generations", "pk_drafts")


@dataclass(frozen=True)
class Outcome:
    """What a wish was answered: as stored before when `is_replay`, else with its `news` and the
    allowance that let it in."""

    answer: StoredAnswer
    news: tuple[News, ...]
    allowance: Allowance | None

    @property
    def is_replay(self) -> bool:
        """Whether the wish had been accepted before."""
        return self.allowance is None


@dataclass(frozen=True)
class _Wish:
    """A wish that can be carried out, if the owner's allowance has room for it."""

    generation_id: UUID
    draft_id: UUID
    is_new_draft: bool
    frozen: Draft
    seed: int
    price: Price
    remake: Remake | None


async def create(
    session: AsyncSession, parts: Parts, owner_id: UUID, key: str, body: CreateBody
) -> Outcome:
    """Accept the draft that the body holds, as a generation of the draft that it names or of a
    new one. The same words give the same video.

    Raises: Problem of what cannot be made, of keys, NOT_FOUND, MEDIA_MISSING, of limits.
    """
    frozen = pricing.frozen(body)
    price = estimating.price(frozen)
    fingerprint = idempotency.fingerprint_of(body)
    given = await idempotency.begin(session, owner_id, "create", key, fingerprint)
    if given is not None:
        return Outcome(given, (), None)
    pricing.refuse_missing_media(frozen, await media.find_held(session, owner_id, frozen))
    generation_id = generation_id_of(owner_id, "create", key)
    if body.draft_id is not None:
        title = (await drafts.get_frozen(session, owner_id, body.draft_id)).title
        frozen = frozen.model_copy(update={"title": title})
    wish = _Wish(
        generation_id=generation_id,
        draft_id=body.draft_id or draft_id_of(generation_id),
        is_new_draft=body.draft_id is None,
        frozen=frozen,
        seed=seed_of(frozen),
        price=price,
        remake=None,
    )
    return await _accept(session, parts, owner_id, "create", key, fingerprint, wish)


async def regenerate(
    session: AsyncSession, parts: Parts, owner_id: UUID, key: str, body: RegenerateBody
) -> Outcome:
    """Accept the draft as it is stored once more, or one scene of a variant of it; what was
    made before stays.

    Raises: Problem of what cannot be made, of keys, NOT_FOUND, VARIANT_NOT_READY,
    SCENE_UNKNOWN, MEDIA_MISSING, of limits.
    """
    remaking.check(body)
    fingerprint = idempotency.fingerprint_of(body)
    given = await idempotency.begin(session, owner_id, "regenerate", key, fingerprint)
    if given is not None:
        return Outcome(given, (), None)
    generation_id = generation_id_of(owner_id, "regenerate", key)
    draft = await drafts.get_frozen(session, owner_id, body.draft_id)
    seed = derive(0, f"generation {generation_id}")
    remake = None
    # Nobody else of the owner waits yet: the month's row is locked after this.
    if body.scene is None or body.variant_id is None:
        changes = {"preset": body.preset, "variants": body.variants}
        given_changes = {name: value for name, value in changes.items() if value is not None}
        frozen = draft.model_copy(update=given_changes)
        await pricing.weigh(frozen)
        price = estimating.price(frozen)
    else:
        base = await remaking.get_base(session, owner_id, body.draft_id, body.variant_id)
        frozen, price = await remaking.reckon(base, draft, body.scene)
        remake = base.remade(body.scene, seed)
    pricing.refuse_missing_media(frozen, await media.find_held(session, owner_id, frozen))
    wish = _Wish(
        generation_id=generation_id,
        draft_id=body.draft_id,
        is_new_draft=False,
        frozen=frozen,
        seed=seed,
        price=price,
        remake=remake,
    )
    return await _accept(session, parts, owner_id, "regenerate", key, fingerprint, wish)


def priority_of(allowance: Allowance) -> int:
    """How soon a wish that is accepted now is taken up: the earlier, the higher, and a larger
    plan has a head start; so nobody waits for ever."""
    waited_s = int((allowance.now - PRIORITY_EPOCH).total_seconds())
    return plans.head_start_s(allowance.plan) - waited_s


async def _accept(
    session: AsyncSession,
    parts: Parts,
    owner_id: UUID,
    route: Route,
    key: str,
    fingerprint: bytes,
    wish: _Wish,
) -> Outcome:
    period = await ledger.lock_period(session, owner_id)
    draft_id = None if wish.is_new_draft else wish.draft_id
    allowance = await limits.read_allowance(session, owner_id, period, draft_id, parts.plans)
    limits.refuse(allowance, wish.price.ms)
    answer = _answer_of(wish)
    try:
        news = await _write(session, parts, owner_id, period, allowance, wish)
        await idempotency.store(session, owner_id, route, key, fingerprint, answer)
    except IntegrityError as error:
        if any(name in str(error.orig) for name in _DERIVED_IDS):
            raise idempotency.key_reused() from error
        raise
    return Outcome(answer, news, allowance)


async def _write(
    session: AsyncSession,
    parts: Parts,
    owner_id: UUID,
    period: str,
    allowance: Allowance,
    wish: _Wish,
) -> tuple[News, ...]:
    """All rows of an accepted wish; the lines that tell them."""
    id, news = wish.generation_id, list[News]()
    if wish.is_new_draft:
        values = wish.frozen.model_dump(include=set(NewDraftBody.model_fields))
        made = await drafts.insert(session, owner_id, wish.draft_id, NewDraftBody(**values))
        # First: its texts are numbered with its line.
        news.extend(drafts.news_of_new(made))
    priority = priority_of(allowance)
    row = _generation_row(owner_id, period, allowance, wish, priority)
    await _INSERT_GENERATION.ask(session, **row)
    ids = [variant_id_of(id, index) for index in range(wish.price.variants)]
    await _INSERT_VARIANTS.ask(session, ids=ids, generation=id, owner=owner_id)
    await _INSERT_LEASE.ask(session, generation_id=id, owner_id=owner_id)
    entry = await ledger.reserve(session, owner_id, period, id, wish.price.ms)
    await parts.queue.enqueue(session, id, priority)
    accepted = generations.as_accepted(id, wish.draft_id, ids, allowance.now, row["cooldown_until"])
    return (*news, generations.told(accepted), entry)


def _generation_row(
    owner_id: UUID, period: str, allowance: Allowance, wish: _Wish, priority: int
) -> dict[str, Any]:
    cools = not plans.never_refuses(allowance.plan)
    return {
        "id": wish.generation_id,
        "owner_id": owner_id,
        "draft_id": wish.draft_id,
        "status": "queued",
        "progress_pct": 0,
        "frozen": wish.frozen.model_dump(mode="json"),
        "remake": wish.remake.as_json() if wish.remake else None,
        "seed": wish.seed,
        "period": period,
        "reserved_ms": wish.price.ms,
        "priority": priority,
        "fence": 0,
        "claims": 0,
        "created_at": allowance.now,
        "cooldown_until": allowance.now + limits.COOLDOWN if cools else None,
    }


def _answer_of(wish: _Wish) -> StoredAnswer:
    answer = AcceptedAnswer(generation_id=wish.generation_id, draft_id=wish.draft_id)
    headers = {"Location": f"/v1/generations/{wish.generation_id}"}
    return StoredAnswer(ACCEPTED, headers, answer.model_dump_json())
