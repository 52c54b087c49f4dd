"""`reelyard admin`: an operator's look at users and tasks, and the few things to decide there."""

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import get_args
from uuid import uuid4

from psycopg.errors import UndefinedTable
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from contract.plans import PlanName
from contract.problems import Code, Problem
from reel.terminal.exit_codes import OK
from reel.terminal.outcome import tell
from server import accounts, changes, subscriptions
from server.database import make_engine, transaction
from server.postgres.embedded import EmbeddedPostgres
from server.queue import overview
from server.queue.tasks import ProcrastinateQueue
from server.settings import DATABASE_URL, database_url_from

Row = tuple[object, ...]
# What it says on standard output; what a command changed, on standard error.
Answer = Sequence[Row] | str
Order = Callable[[AsyncSession, argparse.Namespace], Awaitable[Answer]]


def main(words: list[str]) -> int:
    """Carry out one order and return the exit code."""
    options = _parser().parse_args(words)
    try:
        with _database(options.data) as url:
            answer = asyncio.run(_carry_out(url, options))
    except Problem as problem:
        return tell(problem)
    if isinstance(answer, str):
        print(answer, file=sys.stderr)
    else:
        _print_table(answer)
    return OK


async def _carry_out(url: str, options: argparse.Namespace) -> Answer:
    """Raises: Problem DATABASE_UNREACHABLE, SETTING_INVALID, and what the order raises."""
    engine = make_engine(url, most_connections=1)
    try:
        async with transaction(engine) as session:
            return await ORDERS[options.order](session, options)
    except DBAPIError as error:
        if isinstance(error.orig, UndefinedTable):
            raise Problem(
                Code.SETTING_INVALID,
                "No server has begun to keep its data in this database.",
                "Check the address; `reelyard migrate` makes the tables.",
            ) from error
        if isinstance(error, OperationalError):
            raise Problem(
                Code.DATABASE_UNREACHABLE,
                "The database does not answer.",
                f"See that it runs and that {DATABASE_URL} names it.",
                retryable=True,
            ) from error
        raise
    finally:
        await engine.dispose()


async def _set_plan(session: AsyncSession, options: argparse.Namespace) -> Answer:
    if options.plan not in get_args(PlanName):
        raise Problem(
            Code.PLAN_UNKNOWN,
            f"There is no plan “{options.plan[:40]}”.",
            f"There are {', '.join(get_args(PlanName))}.",
        )
    user = await accounts.get_by_email(session, options.email)
    news = await subscriptions.set_plan(session, user.id, options.plan)
    await changes.append(session, user.id, [news])
    return f"{user.email} is on plan {options.plan}."


async def _grant_boost(session: AsyncSession, options: argparse.Namespace) -> Answer:
    user = await accounts.get_by_email(session, options.email)
    # The day that is named counts to its end.
    end = datetime.combine(options.until + timedelta(days=1), time(), UTC)
    news = await subscriptions.grant_boost(session, uuid4(), user.id, end)
    await changes.append(session, user.id, [news])
    return f"{user.email} has a boost to the end of {options.until}, UTC."


async def _users(session: AsyncSession, options: argparse.Namespace) -> Answer:
    rows: list[Row] = [("EMAIL", "PLAN", "PLAN ENDS", "BOOST ENDS", "SINCE")]
    for user in await subscriptions.list_subscribers(session):
        moments = (user.plan_expires_at, user.boost_expires_at, user.created_at)
        rows.append((user.email, user.plan or "free", *map(_moment, moments)))
    return rows


async def _tasks(session: AsyncSession, options: argparse.Namespace) -> Answer:
    rows: list[Row] = [("TASK", "NAME", "STATUS", "GENERATION", "ATTEMPTS", "SINCE")]
    for task in await overview.list_tasks(session):
        generation = task.generation_id or "-"
        since = _moment(task.since)
        rows.append((task.id, task.name, task.status, generation, task.attempts, since))
    return rows


async def _retry(session: AsyncSession, options: argparse.Namespace) -> Answer:
    await overview.retry(session, ProcrastinateQueue(), options.task)
    return f"Task {options.task} waits to be taken up again."


ORDERS: dict[str, Order] = {
    "set-plan": _set_plan,
    "grant-boost": _grant_boost,
    "users": _users,
    "tasks": _tasks,
    "retry": _retry,
}


@contextmanager
def _database(data: Path | None) -> Iterator[str]:
    """Where the database is: at an address, or in a folder, whether a server runs there or not."""
    if os.environ.get(DATABASE_URL):
        yield database_url_from()
        return
    if data is None:
        raise Problem(
            Code.SETTING_MISSING,
            "It is not said which server is meant.",
            f"Name its folder with --data DIR, or its database with {DATABASE_URL}.",
        )
    folder = data.expanduser() / "postgres"
    # A typing error must not make a new server.
    if not folder.is_dir():
        raise Problem(
            Code.NOT_FOUND,
            f"No server has kept its data in {data}.",
            "Name the folder that `reelyard serve --data` was given.",
        )
    with EmbeddedPostgres(folder) as postgres:
        yield postgres.url


def _print_table(rows: Sequence[Row]) -> None:
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    for line in texts:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        print("  ".join(cells).rstrip())


def _moment(moment: datetime | None) -> str:
    return "-" if moment is None else f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reelyard admin",
        description="Look after the users and tasks of a server, running or not.",
        allow_abbrev=False,
    )
    parser.add_argument("--data", metavar="DIR", type=Path, help="the folder of reelyard serve")
    orders = parser.add_subparsers(dest="order", required=True, metavar="COMMAND")
    plan = orders.add_parser("set-plan", help="have a user on a plan from now on")
    plan.add_argument("email", metavar="EMAIL")
    plan.add_argument("plan", metavar="PLAN", help=", ".join(get_args(PlanName)))
    boost = orders.add_parser("grant-boost", help="raise a user's limits to those of pro")
    boost.add_argument("email", metavar="EMAIL")
    boost.add_argument(
        "--until", metavar="DATE", type=_day, required=True, help="the last day, as 2027-01-31"
    )
    orders.add_parser("users", help="list everybody with their plans")
    orders.add_parser("tasks", help="list what waits, is being done, or failed")
    retry = orders.add_parser("retry", help="put a failed task back into the queue")
    retry.add_argument("task", metavar="TASK", type=int)
    return parser


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not date.min < day < date.max:
        raise argparse.ArgumentTypeError("write a day as 2027-01-31")
    return day
