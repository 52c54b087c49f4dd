"""A device that edits, asks for reels and syncs until it is told to come to rest, or is killed.

    python device_program.py DATA SERVER OWNER KEY LOG SEED NUMBER

It notes in LOG, on the disk, each word and each wish once the store has answered that it holds
it: that is what was acknowledged. When standard input ends it makes no more gestures, waits until
server and device agree, writes all it holds to LOG.end, and ends.
"""

import asyncio
import json
import os
import random
import sys
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from contract.drafts import NewDraftBody
from contract.problems import Code, Problem
from desktop.models import drafts, generations, outbox, profiles, wishes
from desktop.models.session import Session
from desktop.models.storage import Storage
from desktop.models.wishes import Wish
from desktop.sync.async_client import AsyncApiClient
from desktop.sync.engine import Engine
from desktop.sync.session import KeySession

# As fast as somebody types, and faster than the machine renders.
SHORTEST_REST_S, LONGEST_REST_S = 0.02, 0.3
DRAFTS_SHARED = 4
MOST_LIVE = 1
AGAIN_AFTER_S = 0.2
# Beside reels that are being made, so that they are.
LOOK_AGAIN_S = 1.0
# The one that was killed lets go of the store when the system has cleared it away.
OPENED_WITHIN_S = 30


@dataclass
class Log:
    """Lines that survive a kill; a half one at the end was never acknowledged."""

    path: Path

    def note(self, *words: object) -> None:
        """On the disk on return."""
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, (" ".join(map(str, words)) + "\n").encode())
            os.fsync(handle)
        finally:
            os.close(handle)


@dataclass
class Program:
    """One life of a device."""

    storage: Storage
    engine: Engine
    log: Log
    chance: random.Random
    name: str
    words: int = 0

    async def live(self) -> None:
        """Make gestures until standard input ends, then come to rest."""
        syncing = asyncio.create_task(self.engine.run())
        told_to_end = asyncio.create_task(asyncio.to_thread(sys.stdin.read))
        # Even a short life asks for a reel now and then.
        wishes_now = self.chance.random() < 0.5
        while not told_to_end.done():
            await self._gesture(wishes_now or self.chance.random() < 0.1)
            wishes_now = False
            await asyncio.wait(
                {told_to_end}, timeout=self.chance.uniform(SHORTEST_REST_S, LONGEST_REST_S)
            )
        await self._come_to_rest()
        syncing.cancel()
        await asyncio.gather(syncing, return_exceptions=True)

    async def _gesture(self, has_a_wish: bool) -> None:
        live = await self.storage.run(lambda session: len(generations.list_live(session)))
        waiting = await self.storage.run(outbox.count_waiting)
        if has_a_wish and live + waiting.wishes < MOST_LIVE:
            wish = await self.storage.run(self._wish)
            self.log.note("wish", wish.key, wish.generation_id)
        else:
            draft_id, word = await self.storage.run(self._write)
            self.log.note("word", draft_id, word)

    def _write(self, session: Session) -> tuple[UUID, str]:
        """One more word somewhere in a draft that both devices have; a new one while few are."""
        self.words += 1
        word = f"{self.name}.{self.words}"
        shared = [
            one.id for one in drafts.list_page(session).drafts if one.title.startswith("Shared")
        ]
        if len(shared) < DRAFTS_SHARED and self.chance.random() < 0.2:
            made = drafts.new(session, NewDraftBody(topic="Shared", script=f"{word} "))
            return made.id, word
        if not shared:
            made = drafts.new(session, NewDraftBody(topic="Shared", script=f"{word} "))
            return made.id, word
        draft = drafts.get(session, self.chance.choice(shared))
        starts = [0] + [at + 1 for at, char in enumerate(draft.script) if char == " "]
        at = self.chance.choice(starts)
        drafts.splice_text(session, draft.id, "script", at, 0, f"{word} ")
        if self.chance.random() < 0.3:
            drafts.edit(session, draft.id, {"title": f"Shared, says {word}"})
        return draft.id, word

    def _wish(self, session: Session) -> Wish:
        number = self.chance.randrange(2, 99)
        body = NewDraftBody(
            topic="Why is the sky *blue?*",
            script=f"Air scatters blue {number} times more.\n\nLook up.",
            preset="list",
            voice="silent",
            variants=1,
        )
        return wishes.create(session, drafts.new(session, body).id)

    async def _come_to_rest(self) -> None:
        """Until nothing waits, nothing is being made, and both sides hold the same."""
        while True:
            self.engine.look_now()
            await asyncio.sleep(LOOK_AGAIN_S)
            waiting = await self.storage.run(outbox.count_waiting)
            live = await self.storage.run(generations.list_live)
            if waiting.ops or waiting.wishes or live or self.engine.status.state != "resting":
                continue
            try:
                proof = await self.engine.prove()
            except Problem:
                continue
            if proof is not None:
                held = await self.storage.run(_held)
                held["differing"] = list(proof.differing)
                Path(f"{self.log.path}.end").write_text(json.dumps(held))
                return


def _held(session: Session) -> dict[str, object]:
    """All that is compared in the end."""
    page = drafts.list_page(session, limit=drafts.MOST_A_PAGE)
    found = [drafts.get(session, one.id) for one in page.drafts]
    return {
        "drafts": {str(one.id): [one.title, one.topic, one.script] for one in found},
        "generations": {
            str(one.id): str(generation.id)
            for one in found
            for generation in generations.list_of_draft(session, one.id)
        },
    }


async def _open(data: Path, server: str, owner_id: UUID) -> Storage:
    for _ in range(int(OPENED_WITHIN_S / AGAIN_AFTER_S)):
        try:
            return profiles.open_account(data, server, owner_id, None)
        except Problem as problem:
            if problem.code is not Code.STORE_IN_USE:
                raise
            await asyncio.sleep(AGAIN_AFTER_S)
    raise AssertionError("the store of a killed device stayed locked")


async def _main(data: str, server: str, owner: str, key: str, log: str, seed: str, number: str):
    storage = await _open(Path(data), server, UUID(owner))
    try:
        async with AsyncApiClient(server, KeySession(key)) as api:
            engine = Engine(api, storage, chance=random.Random(seed))
            # No word is written twice: the seed of this life is part of each.
            name = f"d{number}s{seed}"
            await Program(storage, engine, Log(Path(log)), random.Random(seed), name).live()
    finally:
        storage.close()


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
