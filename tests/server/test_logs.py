"""Logs: JSON lines on standard error, without secrets, whoever writes them."""

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
import structlog
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.exc import DBAPIError

from server import logs

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Iterator[Lines]:
    """What is logged as it is written, read back; nothing may go to standard output."""
    before, root = structlog.get_config(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.set_up()

    def read() -> list[dict[str, Any]]:
        out, err = capsys.readouterr()
        assert out == ""
        return [json.loads(line) for line in err.splitlines()]

    yield read
    structlog.configure(**before)
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer SECRET",
        "basic SECRET",
        "ra_SECRET0123456789",
        "rr_SECRET0123456789 and rk_SECRET0123456789",
        "postgresql://reelyard:SECRET@db/reelyard",
        "/v1/files/1?expires=1&signature=SECRET",
        "?sig=SECRET&x=1",
        "token=SECRET",
    ],
)
def test_what_looks_like_a_secret_is_covered_wherever_it_stands(lines: Lines, text: str) -> None:
    log = structlog.get_logger("any")
    log.info("event " + text, said=text, inner={"deep": [text]}, other=ValueError(text))
    logging.getLogger("foreign").warning("it was %s", text)
    written = lines()
    assert len(written) == 2
    assert "SECRET" not in json.dumps(written)


@pytest.mark.parametrize("name", ["password", "Authorization", "token", "topic", "script", "email"])
def test_values_that_are_somebodys_are_covered_by_their_name(lines: Lines, name: str) -> None:
    structlog.get_logger("any").info("oops", **{name: "WORDS", "more": {name: "WORDS"}})
    assert "WORDS" not in json.dumps(lines())


def failing(how: str) -> None:
    """Fail as libraries do, with the words in what they say."""
    match how:
        case "database":
            raise DBAPIError("INSERT", {"topic": "WORDS"}, psycopg.DataError("WORDS"))
        case "driver":
            raise psycopg.DataError("invalid input: WORDS")
        case "validation":
            TypeAdapter(int).validate_python("WORDS")
        case "json":
            json.loads("WORDS")


@pytest.mark.parametrize("how", ["database", "driver", "validation", "json"])
def test_a_failure_that_carries_words_is_told_by_kind_and_place(lines: Lines, how: str) -> None:
    try:
        failing(how)
    except (DBAPIError, psycopg.Error, ValidationError, ValueError) as error:
        structlog.get_logger("any").error("bug", exc_info=error)
        logging.getLogger("foreign").exception("bug")
    written = lines()
    assert len(written) == 2
    for line in written:
        assert "WORDS" not in json.dumps(line)
        assert any("failing" in place for place in line["failure"][0]["at"])


def test_a_failure_is_told_with_what_it_came_from(lines: Lines) -> None:
    try:
        try:
            raise KeyError("inner")
        except KeyError as inner:
            raise RuntimeError("outer") from inner
    except RuntimeError:
        structlog.get_logger("any").exception("bug")
    (line,) = lines()
    kinds = [one["kind"] for one in line["failure"]]
    assert kinds == ["builtins.RuntimeError", "builtins.KeyError"]
    assert line["failure"][0]["says"] == "outer"


def test_text_that_cannot_be_encoded_is_written_all_the_same(lines: Lines) -> None:
    structlog.get_logger("any").info("event", said="a\ud800b\nc")
    (line,) = lines()
    assert line["said"] == "a?b\nc"


def test_libraries_that_tell_every_address_are_quiet(lines: Lines) -> None:
    logging.getLogger("httpx").info("GET https://x/?signature=1")
    logging.getLogger("uvicorn.access").info("GET /v1/files/1")
    logging.getLogger("alembic.runtime.migration").info("Context impl PostgresqlImpl.")
    assert lines() == []
