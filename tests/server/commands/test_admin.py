"""Promises of `reelyard admin`: what an operator sees and decides, with or without a server."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from anyio.to_thread import run_sync
from server_users import make_user
from sqlalchemy import select

from contract.plans import PLANS
from server import plans, subscriptions
from server.commands import admin
from server.database import now, transaction
from server.tables import Boost, Change, Subscription

pytestmark = pytest.mark.anyio


@pytest.fixture
def order(database_url, monkeypatch, capsys):
    """Gives an order to the database of the test; what it answers."""
    monkeypatch.setenv("REELYARD_DATABASE_URL", database_url)

    def give(*words: str) -> tuple[int, str, str]:
        code = admin.main(list(words))
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return give


@pytest.fixture
async def ana(engine):
    async with transaction(engine) as session:
        return await make_user(session, "Ana@example.com")


async def plan_of(engine, user_id):
    async with transaction(engine) as session:
        return await plans.get_effective_plan(session, user_id, await now(session), PLANS)


async def run(order, *words):
    """The order from a thread: it has a loop of its own."""
    return await run_sync(lambda: order(*words))


async def test_a_plan_counts_from_now_on_and_another_replaces_it(order, engine, ana):
    for plan in ("creator", "pro"):
        code, out, err = await run(order, "set-plan", "ana@EXAMPLE.com", plan)
        assert (code, out) == (0, "")
        assert plan in err
        assert (await plan_of(engine, ana)).plan == plan


async def test_a_plan_that_was_lapsed_is_good_again(order, engine, ana):
    async with transaction(engine) as session:
        past = datetime(2020, 1, 1, tzinfo=UTC)
        session.add(Subscription(user_id=ana, plan="pro", expires_at=past))
    await run(order, "set-plan", "ana@example.com", "pro")
    assert (await plan_of(engine, ana)).plan == "pro"


async def test_a_boost_counts_to_the_end_of_the_day_that_is_named(order, engine, ana):
    code, _, _ = await run(order, "grant-boost", "ana@example.com", "--until", "2999-12-31")
    assert code == 0
    async with transaction(engine) as session:
        ends = await session.scalar(select(Boost.expires_at).where(Boost.user_id == ana))
    assert ends == datetime(3000, 1, 1, tzinfo=UTC)
    assert (await plan_of(engine, ana)).limits == PLANS["pro"]


async def test_both_are_told_in_the_users_log_as_another_meter(order, engine, ana):
    await run(order, "set-plan", "ana@example.com", "creator")
    await run(order, "grant-boost", "ana@example.com", "--until", "2999-12-31")
    async with transaction(engine) as session:
        lines = await session.execute(select(Change.of, Change.of_id).order_by(Change.seq))
        assert lines.all() == [("usage", ana)] * 2


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("set-plan", "nobody@example.com", "pro"), 66, "Nobody"),
        (("set-plan", "ana@example.com", "gold"), 2, "gold"),
        (("grant-boost", "ana@example.com", "--until", "2001-01-01"), 78, "2001-01-02"),
        (("retry", "77"), 66, "77"),
    ],
)
async def test_what_cannot_be_is_said_and_changes_nothing(order, engine, ana, words, code, says):
    ended, out, err = await run(order, *words)
    assert (ended, out) == (code, "")
    assert says in err
    assert (await plan_of(engine, ana)).plan == "free"


async def test_users_are_listed_with_plan_and_boost(order, engine, ana):
    async with transaction(engine) as session:
        await subscriptions.set_plan(session, ana, "creator")
        end = datetime(2999, 1, 1, tzinfo=UTC)
        await subscriptions.grant_boost(session, uuid4(), ana, end)
        await make_user(session, "bo@example.com")
    code, out, _ = await run(order, "users")
    assert code == 0
    head, *lines = out.splitlines()
    assert head.split()[0] == "EMAIL"
    assert [line.split()[:2] for line in lines] == [
        ["Ana@example.com", "creator"],
        ["bo@example.com", "free"],
    ]
    assert "2999-01-01" in lines[0]


def test_a_folder_without_a_server_is_said_and_stays_as_it_was(monkeypatch, capsys, tmp_path):
    monkeypatch.delenv("REELYARD_DATABASE_URL", raising=False)
    assert admin.main(["--data", str(tmp_path / "typo"), "users"]) == 66
    assert admin.main(["users"]) == 78
    assert "--data" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_is_not_there_or_not_ours_is_said(monkeypatch, capsys, empty_database_url):
    monkeypatch.setenv("REELYARD_DATABASE_URL", "postgresql://reelyard@127.0.0.1:1/reelyard")
    assert admin.main(["users"]) == 68
    assert "does not answer" in capsys.readouterr().err
    monkeypatch.setenv("REELYARD_DATABASE_URL", empty_database_url)
    assert admin.main(["users"]) == 78
    assert "reelyard migrate" in capsys.readouterr().err


@pytest.mark.parametrize("day", ["tomorrow", "31.01.2027", "9999-12-31"])
def test_a_day_that_is_none_is_a_usage_error(capsys, day):
    with pytest.raises(SystemExit) as ended:
        admin.main(["grant-boost", "ana@example.com", "--until", day])
    assert ended.value.code == 2
    assert "2027-01-31" in capsys.readouterr().err
