"""Hearing the bell: one LISTEN connection a process, fanned out to everybody who waits here."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from uuid import UUID

import psycopg
import structlog

from contract.problems import Code, Problem
from server.bell import CHANNEL

# After a lost connection; Postgres needs 0.4 s to come back when it was killed.
AGAIN_AFTER_S = 0.5
CONNECT_WITHIN_S = 5
# A connection that died without a word is noticed by asking it something this often.
ASK_EVERY_S = 30.0
# A mailbox costs little beside its connection; this bounds both.
MOST_LISTENERS = 5_000
# Several devices with several windows each; a program that opens one stream after the other and
# closes none must not take everybody's places.
MOST_OF_AN_OWNER = 20
# Who has gone without a word is let go with the second heartbeat.
PLACE_FREE_AFTER_S = 60
# Live generations of one owner; nobody looks at more bars at once.
MOST_BARS = 16

log = structlog.stdlib.get_logger("reelyard.listening")


class Mailbox:
    """What a listener has not taken yet: the newest number and the newest bar of each reel.

    It never grows with time: a slow reader misses what was outdated meanwhile.
    """

    def __init__(self) -> None:
        self._seq: int | None = None
        self._bars: dict[str, dict[str, Any]] = {}
        self._filled = asyncio.Event()
        self.is_closed = False

    def put_seq(self, seq: int) -> None:
        """An owner's log has reached this number."""
        self._seq = max(seq, self._seq or 0)
        self._filled.set()

    def put_bar(self, progress: dict[str, Any]) -> None:
        """A reel is so far."""
        generation_id = str(progress.get("generation_id"))
        self._bars.pop(generation_id, None)
        self._bars[generation_id] = progress
        if len(self._bars) > MOST_BARS:
            del self._bars[next(iter(self._bars))]
        self._filled.set()

    def close(self) -> None:
        """Nothing more will come; whoever waits is woken."""
        self.is_closed = True
        self._filled.set()

    async def wait(self) -> None:
        """True on return: there is something to take, or the mailbox was closed."""
        await self._filled.wait()

    def take(self) -> tuple[int | None, list[dict[str, Any]]]:
        """Take out the newest number, if there is one, and the bars."""
        seq, bars = self._seq, list(self._bars.values())
        self._seq, self._bars = None, {}
        if not self.is_closed:
            self._filled.clear()
        return seq, bars


class Listening:
    """Everybody in this process who wants to hear of an owner."""

    def __init__(self, database_url: str) -> None:
        self._url = database_url
        self._mailboxes: dict[UUID, set[Mailbox]] = {}
        self._is_closed = False
        self.count = 0

    @contextmanager
    def hear(self, owner_id: UUID) -> Iterator[Mailbox]:
        """A mailbox that fills for the block with what is rung for this owner.

        Raises: Problem SERVER_BUSY when too many listen here already; STREAMS_TOO_MANY when too
        many of this owner do.
        """
        if len(self._mailboxes.get(owner_id, ())) >= MOST_OF_AN_OWNER:
            raise Problem(
                Code.STREAMS_TOO_MANY,
                f"You already have {MOST_OF_AN_OWNER} event streams open here.",
                "Close one of them, or ask every minute instead.",
                retryable=True,
                retry_after_s=PLACE_FREE_AFTER_S,
            )
        if self.count >= MOST_LISTENERS:
            raise Problem(
                Code.SERVER_BUSY,
                "Too many are listening here.",
                "Ask every minute instead, and try again later.",
                retryable=True,
                retry_after_s=60,
            )
        mailbox = Mailbox()
        if self._is_closed:
            mailbox.close()
        self._mailboxes.setdefault(owner_id, set()).add(mailbox)
        self.count += 1
        try:
            yield mailbox
        finally:
            self.count -= 1
            boxes = self._mailboxes[owner_id]
            boxes.discard(mailbox)
            if not boxes:
                del self._mailboxes[owner_id]

    def close(self) -> None:
        """Wake everybody for good, so that a process can end without waiting for them."""
        self._is_closed = True
        for boxes in self._mailboxes.values():
            for mailbox in boxes:
                mailbox.close()

    async def listen(self) -> None:
        """Hand on what is rung, until cancelled; a lost connection is made again."""
        while True:
            try:
                await self._listen_once()
            except (psycopg.Error, OSError) as error:
                log.warning("the bell cannot be heard", reason=type(error).__name__)
            await asyncio.sleep(AGAIN_AFTER_S)

    async def _listen_once(self) -> None:
        connection = await psycopg.AsyncConnection.connect(
            self._url,
            autocommit=True,
            connect_timeout=CONNECT_WITHIN_S,
            application_name="reelyard listening",
        )
        async with connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            await self._catch_up(connection)
            while True:
                async for notice in connection.notifies(timeout=ASK_EVERY_S):
                    self._hand_on(notice.payload)
                await connection.execute("SELECT 1")

    async def _catch_up(self, connection: psycopg.AsyncConnection[Any]) -> None:
        """Tell everybody where their log is now: what was rung before we heard is lost."""
        owners = list(self._mailboxes)
        if not owners:
            return
        found = await connection.execute(
            "SELECT owner_id, seq FROM owner_counters WHERE owner_id = ANY(%s)", (owners,)
        )
        for owner_id, seq in await found.fetchall():
            for mailbox in self._mailboxes.get(owner_id, ()):
                mailbox.put_seq(seq)

    def _hand_on(self, payload: str) -> None:
        # Whoever may connect to the database may NOTIFY; nonsense must not end the listening.
        with suppress(ValueError, KeyError, TypeError, AttributeError):
            hint = json.loads(payload)
            boxes = self._mailboxes.get(UUID(hint["owner"]), ())
            for mailbox in boxes:
                if "seq" in hint:
                    mailbox.put_seq(int(hint["seq"]))
                if "progress" in hint:
                    mailbox.put_bar(dict(hint["progress"]))
