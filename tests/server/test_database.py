"""The door to Postgres: whatever a server is like, moments come out of it as ours."""

from datetime import UTC

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from server.database import make_engine, reading

pytestmark = pytest.mark.anyio


async def asked(url: str, statement: str) -> object:
    engine = make_engine(url)
    try:
        async with reading(engine) as session:
            return (await session.execute(text(statement))).scalar_one()
    finally:
        await engine.dispose()


@pytest.fixture
def in_india(empty_database_url: str) -> str:
    """The address of a database whose operator set the clocks to the time of their place."""
    name = make_url(empty_database_url).database
    with psycopg.connect(empty_database_url, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} SET timezone TO 'Asia/Kolkata'")
    return empty_database_url


async def test_moments_are_utc_wherever_the_server_stands(in_india: str) -> None:
    moment = await asked(in_india, "SELECT clock_timestamp()")
    # The very object: what writes moments as HTTP does asks for no less.
    assert moment.tzinfo is UTC
    assert (await asked(in_india, "SELECT to_jsonb(now())")).endswith("+00:00")


async def test_what_an_address_asks_of_the_server_is_kept(in_india: str) -> None:
    url = make_url(in_india).update_query_dict({"options": "-c statement_timeout=61s"})
    told = url.render_as_string(hide_password=False)
    assert await asked(told, "SHOW statement_timeout") == "61s"
    assert await asked(told, "SHOW timezone") == "UTC"
