"""A wish accepted: all its rows or none, in one order, once for each key."""

import asyncio
from datetime import timedelta
from threading import current_thread
from uuid import UUID, uuid4

import psycopg
import pytest
from server_client import make_parts
from server_reels import (
    THEIRS,
    body,
    boost,
    break_down,
    cancel,
    finish,
    meter,
    row_of,
    subscribe,
    take_up,
    variant_statuses,
    wish,
    wish_again,
)
from server_users import make_user
from sqlalchemy import delete, func, select, update

from contract.generations import AcceptedAnswer
from contract.ids import draft_id_of, generation_id_of, variant_id_of
from contract.problems import Code, Problem
from contract.usage import Meter
from reel import estimating
from reel.choices import seed_of
from server import accepting, generations, pricing
from server.database import now, reading, transaction
from server.tables import Change, Draft, Generation, IdempotencyKey, Lease, LedgerEntry

pytestmark = pytest.mark.anyio

PICTURE = {
    "id": "p",
    "media": "0" * 64,
    "order": "a0",
    "scene": None,
    "role": "picture",
    "focus": [0.5, 0.5],
}


@pytest.fixture
def parts(engine, tmp_path):
    return make_parts(engine, tmp_path)


@pytest.fixture
async def session(engine):
    async with reading(engine) as session:
        yield session


@pytest.fixture
async def owner(engine):
    """Somebody on the largest plan, so that only what a test is about refuses."""
    async with transaction(engine) as session:
        owner_id = await make_user(session)
        await subscribe(session, owner_id, "pro")
        return owner_id


def accepted_of(outcome) -> AcceptedAnswer:
    return AcceptedAnswer.model_validate_json(outcome.answer.body)


async def refused(awaitable) -> Problem:
    with pytest.raises(Problem) as problem:
        await awaitable
    return problem.value


async def rows(session, *tables) -> list[int]:
    counts = [await session.execute(select(func.count()).select_from(t)) for t in tables]
    return [count.scalar_one() for count in counts]


EVERY_TABLE = (Draft, Generation, Lease, LedgerEntry, IdempotencyKey, Change)


async def test_an_accepted_wish_has_all_its_rows(parts, owner, session):
    outcome = await wish(parts, owner, "k", variants=2, tags=["Sky"])
    accepted = accepted_of(outcome)
    assert accepted.generation_id == generation_id_of(owner, "create", "k")
    assert accepted.draft_id == draft_id_of(accepted.generation_id)
    assert outcome.answer.status == 202
    assert outcome.answer.headers == {"Location": f"/v1/generations/{accepted.generation_id}"}
    frozen = pricing.frozen(body(variants=2, tags=["Sky"]))
    price = estimating.price(frozen)
    row = await row_of(session, accepted.generation_id)
    assert (row.status, row.progress_pct, row.fence, row.claims) == ("queued", 0, 0, 0)
    assert row.frozen == frozen.model_dump(mode="json")
    assert row.reserved_ms == price.ms
    assert row.cooldown_until == row.created_at + timedelta(seconds=60)
    assert await variant_statuses(session, row.id) == ["waiting", "waiting"]
    assert parts.queue.waiting == {row.id: row.priority}
    assert await rows(session, *EVERY_TABLE) == [1, 1, 1, 1, 1, 3]
    assert await meter(session, owner) == Meter(exports_used=0, used_ms=0, reserved_ms=price.ms)
    assert [news.of for news in outcome.news] == ["draft", "generation", "usage"]


@pytest.mark.parametrize("plan", ["pro", "own"])
async def test_what_is_told_of_it_is_what_a_read_would_tell(parts, session, plan):
    async with transaction(parts.engine) as signing_up:
        owner_id = await make_user(signing_up)
        await subscribe(signing_up, owner_id, plan)
    outcome = await wish(parts, owner_id, "k", variants=2)
    _, told, _ = outcome.news
    assert told == await generations.news_of(session, accepted_of(outcome).generation_id)


async def test_the_number_of_variants_is_the_presets_unless_told(parts, owner, session):
    accepted = accepted_of(await wish(parts, owner, "k", variants=None))
    assert len(await variant_statuses(session, accepted.generation_id)) == 3
    draft = (await session.execute(select(Draft))).scalar_one()
    assert draft.variants == 3


async def test_a_refusal_writes_nothing(parts, owner, session):
    assert (await refused(wish(parts, owner, "k", script=""))).code == Code.SCRIPT_EMPTY
    problem = await refused(wish(parts, owner, "k", placements=[PICTURE]))
    assert problem.code == Code.MEDIA_MISSING
    assert problem.facts == {"media": "0" * 64}
    problem = await refused(wish(parts, owner, "k", draft_id=str(uuid4())))
    assert problem.code == Code.NOT_FOUND
    assert await rows(session, *EVERY_TABLE) == [0] * 6
    assert parts.queue.waiting == {}


async def test_a_refusal_of_the_limits_writes_nothing_and_keeps_no_key(parts, engine, session):
    async with transaction(engine) as own:
        owner = await make_user(own)
    await wish(parts, owner, "one")
    before = await rows(session, *EVERY_TABLE)
    assert (await refused(wish(parts, owner, "two"))).code == Code.CONCURRENCY_LIMIT
    assert await rows(session, *EVERY_TABLE) == before
    await cancel(parts, owner, generation_id_of(owner, "create", "one"))
    assert not (await wish(parts, owner, "two")).is_replay, "the same key, when there is room"


async def test_a_wish_asked_again_is_answered_again_and_happens_once(parts, owner, session):
    first = await wish(parts, owner, "k")
    before = await rows(session, *EVERY_TABLE)
    again = await wish(parts, owner, "k")
    assert again.is_replay
    assert again.answer == first.answer
    assert again.news == ()
    assert await rows(session, *EVERY_TABLE) == before
    assert (await refused(wish(parts, owner, "k", topic="Red?"))).code == Code.KEY_REUSED


async def test_a_replay_comes_before_everything_that_could_refuse_now(parts, engine, owner):
    first = accepted_of(await wish(parts, owner, "k"))
    with_draft = await refused(wish(parts, owner, "o", draft_id=str(first.draft_id)))
    assert with_draft.code == Code.COOLDOWN
    async with transaction(engine) as own:
        await own.execute(update(Draft).values(deleted_at=await now(own)))
        await own.execute(delete(Lease))
    assert accepted_of(await wish(parts, owner, "k")) == first


async def test_fifty_at_once_with_one_key_are_one_generation(parts, owner, session):
    async def ask():
        while True:
            try:
                return await wish(parts, owner, "k")
            except Problem as problem:
                if problem.code != Code.KEY_IN_FLIGHT:
                    raise

    outcomes = await asyncio.gather(*(ask() for _ in range(50)))
    assert {outcome.answer.body for outcome in outcomes} == {outcomes[0].answer.body}
    assert sum(not outcome.is_replay for outcome in outcomes) == 1
    assert await rows(session, *EVERY_TABLE) == [1, 1, 1, 1, 1, 3]


async def test_a_key_whose_answer_was_forgotten_is_not_used_again(
    parts, owner, session, move_clock
):
    await wish(parts, owner, "k")
    move_clock(timedelta(days=201))
    assert (await refused(wish(parts, owner, "k"))).code == Code.KEY_REUSED
    async with transaction(parts.engine) as own:
        await own.execute(delete(IdempotencyKey))
    assert (await refused(wish(parts, owner, "k"))).code == Code.KEY_REUSED
    assert (await rows(session, Generation)) == [1]


async def test_with_a_draft_it_belongs_to_that_and_leaves_its_words_alone(parts, owner, session):
    draft_id = accepted_of(await wish(parts, owner, "k", topic="Before?")).draft_id
    await cancel(parts, owner, generation_id_of(owner, "create", "k"))
    async with transaction(parts.engine) as own:
        await own.execute(update(Draft).values(title="My sky"))
        await own.execute(update(Generation).values(cooldown_until=None))
    outcome = await wish(parts, owner, "l", topic="After?", draft_id=str(draft_id))
    accepted = accepted_of(outcome)
    assert accepted.draft_id == draft_id
    row = await row_of(session, accepted.generation_id)
    assert (row.frozen["topic"], row.frozen["title"]) == ("After?", "My sky")
    assert [news.of for news in outcome.news] == ["generation", "usage"]
    draft = (await session.execute(select(Draft))).scalar_one()
    assert (draft.topic, draft.revision) == ("Before?", 1)


async def test_nobody_makes_a_reel_of_somebody_elses_draft(parts, engine, owner):
    draft_id = accepted_of(await wish(parts, owner, "k")).draft_id
    async with transaction(engine) as own:
        stranger = await make_user(own)
    for ask in (wish, wish_again):
        problem = await refused(ask(parts, stranger, "k", draft_id=str(draft_id)))
        assert problem.code == Code.NOT_FOUND
    async with transaction(engine) as own:
        await own.execute(update(Draft).values(deleted_at=await now(own)))
    problem = await refused(wish(parts, owner, "l", draft_id=str(draft_id)))
    assert problem.code == Code.NOT_FOUND, "not of a deleted one either"


async def test_the_same_words_give_the_same_seed_here_and_in_a_terminal(parts, owner, session):
    one = accepted_of(await wish(parts, owner, "k")).generation_id
    other = accepted_of(await wish(parts, owner, "l", preset="story")).generation_id
    seeds = {(await row_of(session, each)).seed for each in (one, other)}
    assert seeds == {seed_of(pricing.frozen(body()))}


async def test_a_draft_rests_between_two_wishes_unless_we_failed(parts, owner, session):
    first = accepted_of(await wish(parts, owner, "k"))
    draft_id = str(first.draft_id)
    problem = await refused(wish_again(parts, owner, "l", draft_id=draft_id))
    assert problem.code == Code.COOLDOWN
    assert 55 <= problem.retry_after_s <= 60
    await break_down(parts, first.generation_id)
    again = accepted_of(await wish_again(parts, owner, "l", draft_id=draft_id))
    await break_down(parts, again.generation_id, error=THEIRS)
    problem = await refused(wish(parts, owner, "m", draft_id=draft_id))
    assert problem.code == Code.COOLDOWN


async def test_a_minute_later_it_is_taken_again(parts, owner, move_clock):
    draft_id = str(accepted_of(await wish(parts, owner, "k")).draft_id)
    move_clock(timedelta(seconds=61))
    await wish_again(parts, owner, "l", draft_id=draft_id)


async def test_a_server_of_ones_own_lets_no_draft_rest(parts, engine, session):
    async with transaction(engine) as own:
        owner = await make_user(own)
        await subscribe(own, owner, "own")
    first = accepted_of(await wish(parts, owner, "k0"))
    for n in range(1, 8):
        await wish(parts, owner, f"k{n}", draft_id=str(first.draft_id))
    assert (await row_of(session, first.generation_id)).cooldown_until is None


async def test_the_hour_counts_what_was_accepted_and_nothing_else(parts, engine, move_clock):
    async with transaction(engine) as own:
        owner = await make_user(own)
    for n in range(5):
        await wish(parts, owner, f"k{n}")
        assert (await wish(parts, owner, f"k{n}")).is_replay
        await refused(wish(parts, owner, "no", script=""))
        await refused(wish(parts, owner, "busy"))
        await cancel(parts, owner, generation_id_of(owner, "create", f"k{n}"))
    problem = await refused(wish(parts, owner, "k5"))
    assert problem.code == Code.BURST_LIMIT
    move_clock(timedelta(seconds=problem.retry_after_s))
    await wish(parts, owner, "k5")


async def test_a_boost_lets_more_in_until_it_ends(parts, engine, move_clock):
    async with transaction(engine) as own:
        owner = await make_user(own)
        await boost(own, owner, uuid4(), await now(own) + timedelta(hours=2))
    for n in range(3):
        await wish(parts, owner, f"k{n}")
    move_clock(timedelta(hours=2))
    problem = await refused(wish(parts, owner, "k3"))
    assert (problem.code, problem.facts["limit"]) == (Code.CONCURRENCY_LIMIT, 1)


async def test_the_wait_for_a_place_is_told_from_how_far_the_reel_is(parts, engine, move_clock):
    async with transaction(engine) as own:
        owner = await make_user(own)
    accepted = accepted_of(await wish(parts, owner, "k"))
    await take_up(parts, accepted.generation_id)
    async with transaction(engine) as own:
        await own.execute(
            update(Generation).values(
                started_at=await now(own) - timedelta(seconds=60), progress_pct=75
            )
        )
    assert 15 <= (await refused(wish(parts, owner, "l"))).retry_after_s <= 21


async def test_a_new_month_begins_with_a_full_pool(parts, engine, move_clock):
    async with transaction(engine) as own:
        owner = await make_user(own)
        month = timedelta(days=32)
    reserved = (await wish(parts, owner, "k")).allowance
    assert reserved.reserved_ms == 0
    move_clock(month)
    generation_id = generation_id_of(owner, "create", "k")
    fence = await take_up(parts, generation_id)
    await finish(parts, generation_id, fence, [4000])
    later = (await wish(parts, owner, "l")).allowance
    assert (later.used_ms, later.reserved_ms) == (0, 0), "charged to the month of its reserve"


async def test_two_wishes_on_either_side_of_a_months_turn_still_count_together(
    parts, engine, database_url, move_clock
):
    """Their months are different rows; the place they both want is the same."""
    async with transaction(engine) as own:
        owner = await make_user(own)
    async with transaction(engine) as first:
        await accepting.create(first, parts, owner, "k", body())
        move_clock(timedelta(days=32))
        later = asyncio.create_task(wish(parts, owner, "l"))
        with psycopg.connect(database_url, autocommit=True) as beside:
            waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            while not later.done() and not beside.execute(waiting).fetchone()[0]:
                await asyncio.sleep(0)
        assert not later.done()
    assert (await refused(later)).code == Code.CONCURRENCY_LIMIT


async def test_who_asked_earlier_comes_first_and_a_plan_has_a_head_start(
    parts, engine, owner, session, move_clock
):
    async with transaction(engine) as own:
        free = await make_user(own)
    earlier = accepted_of(await wish(parts, free, "k")).generation_id
    soon = accepted_of(await wish(parts, owner, "k")).generation_id
    move_clock(timedelta(minutes=20))
    later = accepted_of(await wish(parts, owner, "l")).generation_id
    waiting = parts.queue.waiting
    assert waiting[soon] > waiting[earlier] > waiting[later], "nobody waits for ever"
    assert waiting[soon] - waiting[earlier] in (899, 900)


async def test_again_is_the_stored_draft_with_another_seed(parts, owner, session, move_clock):
    first = accepted_of(await wish(parts, owner, "k", variants=2))
    move_clock(timedelta(seconds=61))
    asked = {"draft_id": str(first.draft_id), "preset": "story", "variants": 1}
    again = accepted_of(await wish_again(parts, owner, "k", **asked))
    assert again.generation_id == generation_id_of(owner, "regenerate", "k")
    before, after = [await row_of(session, id) for id in (first.generation_id, again.generation_id)]
    assert after.frozen == {**before.frozen, "preset": "story", "variants": 1}
    assert after.seed != before.seed
    assert await variant_statuses(session, after.id) == ["waiting"]
    draft = (await session.execute(select(Draft))).scalar_one()
    assert (draft.preset, draft.variants) == ("explainer", 2), "for this time only"


THREE = {"script": "Hello there.\n\nSecond scene here.\n\nAll is well."}


@pytest.fixture
async def finished(parts, owner, move_clock):
    """A finished generation of two variants, its minute of rest over."""
    accepted = accepted_of(await wish(parts, owner, "k", variants=2, **THREE))
    fence = await take_up(parts, accepted.generation_id)
    await finish(parts, accepted.generation_id, fence, [8000, None])
    move_clock(timedelta(seconds=61))
    return accepted


def one_scene(finished, scene=1, index=0, **more):
    variant_id = variant_id_of(finished.generation_id, index)
    asked = {"draft_id": finished.draft_id, "variant_id": variant_id, "scene": scene, **more}
    return {name: str(value) if isinstance(value, UUID) else value for name, value in asked.items()}


async def rewrite(parts, script):
    async with transaction(parts.engine) as own:
        await own.execute(update(Draft).values(script=script, topic="Another topic"))


async def test_one_scene_is_made_of_its_new_words_in_the_old_video(parts, owner, session, finished):
    await rewrite(parts, "Changed, too.\n\nQuite other words.\n\nAnd here.\n\nAnd more.")
    again = accepted_of(await wish_again(parts, owner, "l", **one_scene(finished)))
    base, row = [await row_of(session, id) for id in (finished.generation_id, again.generation_id)]
    script = "Hello there.\n\nQuite other words.\n\nAll is well."
    assert row.frozen == {**base.frozen, "script": script}
    assert row.remake == {
        "variant_id": str(variant_id_of(finished.generation_id, 0)),
        "scene": 1,
        "seed": base.seed,
        "index": 0,
        "scene_seeds": {"1": row.seed},
    }
    assert await variant_statuses(session, row.id) == ["waiting"]
    assert row.reserved_ms < base.reserved_ms / 4, "that scene only"


async def test_a_scene_of_a_video_with_a_new_scene_keeps_that(
    parts, owner, session, finished, move_clock
):
    second = accepted_of(await wish_again(parts, owner, "l", **one_scene(finished)))
    fence = await take_up(parts, second.generation_id)
    await finish(parts, second.generation_id, fence, [8000])
    move_clock(timedelta(seconds=122))
    third = accepted_of(await wish_again(parts, owner, "m", **one_scene(second, scene=2)))
    base, before, row = [
        await row_of(session, made.generation_id) for made in (finished, second, third)
    ]
    assert row.remake["seed"] == base.seed
    assert row.remake["scene_seeds"] == {"1": before.seed, "2": row.seed}


@pytest.mark.parametrize(("made_ms", "charged_ms"), [(1_100, 1_100), (99_000, None)])
async def test_a_new_scene_costs_what_of_it_was_made_and_never_more_than_its_reserve(
    parts, owner, session, finished, made_ms, charged_ms
):
    used_before = (await meter(session, owner)).used_ms
    again = accepted_of(await wish_again(parts, owner, "l", **one_scene(finished)))
    reserved = (await row_of(session, again.generation_id)).reserved_ms
    fence = await take_up(parts, again.generation_id)
    await finish(parts, again.generation_id, fence, [8000], made_ms)
    assert (await meter(session, owner)).used_ms == used_before + (charged_ms or reserved)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"scene": 3}, Code.SCENE_UNKNOWN),
        ({"scene": 10**9}, Code.SCENE_UNKNOWN),
        ({"index": 1}, Code.VARIANT_NOT_READY),
        ({"variant_id": UUID(int=7)}, Code.NOT_FOUND),
        ({"variants": 2}, Code.INVALID_BODY),
        ({"preset": "story"}, Code.INVALID_BODY),
    ],
    ids=str,
)
async def test_only_a_scene_of_a_ready_variant_is_made_anew(wrong, code, parts, owner, finished):
    assert (
        await refused(wish_again(parts, owner, "l", **one_scene(finished, **wrong)))
    ).code == code


@pytest.mark.parametrize("sentences", [1, 80])
async def test_a_scene_of_a_long_script_is_reckoned_beside_everything_else(
    parts, owner, move_clock, monkeypatch, sentences
):
    """The longest takes 200 ms, in which nobody else would be answered."""
    long = "Hello there.\n\n" + "Every word of this counts. " * sentences
    first = accepted_of(await wish(parts, owner, "k", script=long, platform="shorts"))
    await finish(parts, first.generation_id, await take_up(parts, first.generation_id), [8000])
    move_clock(timedelta(seconds=61))
    where, real = [], estimating.price_scene

    def price_scene(*told):
        where.append(current_thread())
        return real(*told)

    monkeypatch.setattr(estimating, "price_scene", price_scene)
    await wish_again(parts, owner, "l", **one_scene(first, scene=0))
    assert [thread is current_thread() for thread in where] == [sentences == 1]


async def test_a_variant_of_another_version_stays_as_it_is(parts, owner, finished):
    async with transaction(parts.engine) as own:
        await own.execute(update(Generation).values(frozen={"of": "another version"}))
    problem = await refused(wish_again(parts, owner, "l", **one_scene(finished)))
    assert (problem.code, problem.retryable) == (Code.VARIANT_NOT_READY, False)
    assert "whole draft" in problem.remedy


async def test_scene_and_variant_go_together(parts, owner, finished):
    for missing in ("scene", "variant_id"):
        asked = one_scene(finished)
        del asked[missing]
        problem = await refused(wish_again(parts, owner, "l", **asked))
        assert problem.code == Code.INVALID_BODY
        assert missing in problem.says


async def test_a_variant_of_another_draft_is_not_there(parts, owner, finished):
    other = accepted_of(await wish(parts, owner, "other", **THREE))
    asked = {**one_scene(finished), "draft_id": str(other.draft_id)}
    assert (await refused(wish_again(parts, owner, "l", **asked))).code == Code.NOT_FOUND


async def test_words_that_would_change_other_scenes_are_no_scene(parts, owner, finished):
    await rewrite(parts, "One.\n\n- short\n- items\n\nLast.")
    async with transaction(parts.engine) as own:
        long_items = "- An item of more than eight words, so it stands alone.\n"
        script = f"Hello there.\n\n{long_items * 2}\nAll is well."
        frozen = (await row_of(own, finished.generation_id)).frozen
        await own.execute(update(Generation).values(frozen={**frozen, "script": script}))
    problem = await refused(wish_again(parts, owner, "l", **one_scene(finished)))
    assert problem.code == Code.SCENE_UNKNOWN
    assert "whole draft" in problem.remedy
