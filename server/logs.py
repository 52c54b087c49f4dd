"""Logs: one line of JSON an event, on standard error, without anybody's secrets or words."""

import logging
import re
import sys
import traceback
from types import TracebackType
from typing import Any

import structlog
from structlog.types import EventDict, WrappedLogger

from server.tokens import ACCESS_PREFIX, KEY_PREFIX, REFRESH_PREFIX

HIDDEN = "***"
PREFIXES = (ACCESS_PREFIX, REFRESH_PREFIX, KEY_PREFIX)
# What may never be read in a log, wherever it stands: bearer tokens and keys, passwords in
# addresses, signatures and tokens in queries.
SECRET_PATTERNS = (
    (re.compile(r"(?i)\b(bearer|basic)\s+[^\s\"',]+"), rf"\1 {HIDDEN}"),
    (re.compile(rf"\b({'|'.join(PREFIXES)})[A-Za-z0-9_-]{{8,}}"), HIDDEN),
    (re.compile(r"(://[^:/@\s]*):[^@\s]+@"), rf"\1:{HIDDEN}@"),
    (
        re.compile(r"(?i)\b([a-z_]*(?:sig|signature|token|password|secret|key))=[^\s&\"']+"),
        rf"\1={HIDDEN}",
    ),
)
# Each pattern needs one of these: most texts of a request's line have none, and are spared.
SUSPECT = re.compile(r"[\s=@_]")
# Names of values that are somebody's, should one be logged by mistake.
SECRET_NAMES = frozenset(
    {
        "authorization", "password", "token", "access_token", "refresh_token", "secret", "key",
        "email", "topic", "script", "title", "tags", "body", "parameters", "query_string",
    }
)  # fmt: skip
# Failures of these carry the values they were given in their words; only their kind is told.
TELLTALE_MODULES = ("sqlalchemy", "psycopg", "pydantic", "pydantic_core", "fastapi", "json")
LONGEST_SAYS_CHARS = 300
MOST_FRAMES = 30
MOST_CAUSES = 5

# They speak of every request, with addresses that are signed, of every job, or at every start of
# tables that are as they should be.
QUIET = ("httpx", "httpcore", "procrastinate", "uvicorn.access", "alembic")


def set_up(level: int = logging.INFO) -> None:
    """True on return: everything that is logged, by us or by others, goes to standard error."""
    chain: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        tell_failure,
        hide_secrets,
    ]
    structlog.configure(
        processors=[*chain, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = _StandardError()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *chain],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


class _StandardError(logging.Handler):
    """Writes to what is standard error at the moment, as our own events are written."""

    def emit(self, record: logging.LogRecord) -> None:
        structlog.WriteLogger(sys.stderr).info(self.format(record))


def tell_failure(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Put a failure in as data: what, where, and what it came from."""
    failure = event.pop("exc_info", None)
    if failure is True:
        failure = sys.exc_info()
    if isinstance(failure, tuple):
        failure = failure[1]
    if isinstance(failure, BaseException):
        event["failure"] = [_told(one) for one in _causes(failure)]
    return event


def hide_secrets(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Cover what looks like a secret, in names and in texts, at any depth."""
    return {name: _covered(name, value) for name, value in event.items()}


def _covered(name: str, value: Any) -> Any:
    match value:
        case str() if name.lower() in SECRET_NAMES:
            return HIDDEN
        case str():
            for pattern, instead in SECRET_PATTERNS if SUSPECT.search(value) else ():
                value = pattern.sub(instead, value)
            return value if value.isascii() else value.encode("utf-8", "replace").decode()
        case dict():
            return {key: _covered(str(key), inner) for key, inner in value.items()}
        case list() | tuple():
            return [_covered(name, inner) for inner in value]
        case bool() | int() | float() | None:
            return value
        case _:
            return _covered(name, str(value))


def _causes(failure: BaseException) -> list[BaseException]:
    """A failure and what it came from, the outermost first."""
    told: list[BaseException] = []
    current: BaseException | None = failure
    while current is not None and len(told) < MOST_CAUSES:
        told.append(current)
        current = current.__cause__ or (
            None if current.__suppress_context__ else current.__context__
        )
    return told


def _told(failure: BaseException) -> dict[str, Any]:
    kind = type(failure)
    told: dict[str, Any] = {"kind": f"{kind.__module__}.{kind.__qualname__}"}
    if kind.__module__.partition(".")[0] in TELLTALE_MODULES:
        told["sqlstate"] = getattr(failure, "sqlstate", None)
    else:
        told["says"] = str(failure)[:LONGEST_SAYS_CHARS]
    told["at"] = _places(failure.__traceback__)
    return told


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-MOST_FRAMES:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
