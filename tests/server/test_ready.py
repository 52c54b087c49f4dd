"""Promises of statements that go straight to the driver: as if SQLAlchemy had executed them."""

from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from server_users import make_user
from sqlalchemy import bindparam, func, insert, literal, or_, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from server.database import asking, transaction
from server.ready import Ready
from server.tables import Overwritten, OwnerCounter, User

pytestmark = pytest.mark.anyio

COUNTER = Ready(insert(OwnerCounter), columns=("owner_id", "seq", "hash"))
LOST = Ready(
    insert(Overwritten).returning(Overwritten.value),
    columns=("owner_id", "of", "of_id", "name", "value"),
)
HEAD = Ready(select(OwnerCounter.seq).where(OwnerCounter.owner_id == bindparam("owner_id")))
PROCESS = Ready(select(func.pg_backend_pid().label("pid")))


async def test_rows_have_names_and_constants_stay_in_the_statement(engine):
    asked = Ready(
        select(
            (bindparam("number") + 1).label("more"),
            literal(timedelta(hours=1)).label("time"),
            func.array(select(literal("a")).scalar_subquery()).label("letters"),
        ).where(or_(literal(2) == bindparam("number"), literal("%") == "%"))
    )
    async with asking(engine) as connection:
        (row,) = await asked.ask(connection, number=41)
    assert row == (42, timedelta(hours=1), ["a"])
    assert row.more == 42


async def test_a_parameter_that_was_forgotten_is_no_null(engine):
    async with asking(engine) as connection:
        with pytest.raises(ProgrammingError):
            await HEAD.ask(connection)


async def test_json_is_stored_as_such(engine):
    async with transaction(engine) as session:
        owner_id = await make_user(session)
        told = {"letter": "é", "none": None, "list": [1, 2]}
        values = {"of": "draft", "of_id": uuid4(), "name": "title", "value": told}
        assert await LOST.ask(session, owner_id=owner_id, **values) == [(told,)]


async def test_what_returns_nothing_returns_no_rows(engine):
    async with transaction(engine) as session:
        owner_id = await make_user(session)
        assert await COUNTER.ask(session, owner_id=owner_id, seq=7, hash=bytes(32)) == []
        # It is part of the transaction, and sees what is not committed.
        assert await HEAD.ask(session, owner_id=owner_id) == [(7,)]
    async with asking(engine) as connection:
        assert await HEAD.ask(connection, owner_id=owner_id) == [(7,)]


async def test_what_a_transaction_did_goes_with_it(engine):
    async with transaction(engine) as session:
        owner_id = await make_user(session)
    async with transaction(engine) as session:
        await COUNTER.ask(session, owner_id=owner_id, seq=7, hash=bytes(32))
        await session.rollback()
    async with asking(engine) as connection:
        assert await HEAD.ask(connection, owner_id=owner_id) == []


async def test_a_refusal_of_the_database_is_the_usual_one_without_anybodys_words(engine):
    with pytest.raises(IntegrityError) as caught:
        async with transaction(engine) as session:
            await COUNTER.ask(session, owner_id=uuid4(), seq=424_242, hash=bytes(32))
    assert isinstance(caught.value.orig, psycopg.errors.ForeignKeyViolation)
    assert "[SQL: INSERT INTO owner_counters" in str(caught.value)
    assert "424242" not in str(caught.value)


async def test_after_a_lost_connection_nobody_gets_one_that_was_lost_with_it(engine, database_url):
    async with asking(engine) as one, asking(engine) as other:
        pids = [(await PROCESS.ask(each))[0].pid for each in (one, other)]
    with psycopg.connect(database_url) as operator:
        operator.execute("SELECT pg_terminate_backend(pid, 5000) FROM unnest(%s) AS pid", [pids])
    with pytest.raises(OperationalError) as caught:
        async with asking(engine) as connection:
            await PROCESS.ask(connection)
    assert caught.value.connection_invalidated
    async with asking(engine) as one, asking(engine) as other:
        assert not {(await PROCESS.ask(each))[0].pid for each in (one, other)} & set(pids)


async def test_connections_come_back_from_a_transaction_committing_by_themselves(engine):
    async with transaction(engine) as session:
        owner_id = await make_user(session)
    rename = update(User).where(User.id == owner_id).values(email="new@example.org")
    async with asking(engine) as connection:
        await connection.execute(rename)
        state = text("SELECT email FROM users")
        async with asking(engine) as other:
            assert (await other.execute(state)).scalar_one() == "new@example.org"
