"""`reelyard drafts sync`: send what waits, read what is new, say what became of it."""

import asyncio
from argparse import Namespace
from pathlib import Path
from random import Random

from contract.problems import Code, Problem
from desktop.models import arrivals, media, outbox, profiles
from desktop.models.outbox import Waiting
from desktop.models.storage import Storage
from desktop.sync.async_client import AsyncApiClient
from desktop.sync.engine import Engine
from desktop.sync.status import Status
from desktop.sync.uploads import OF_FILES, upload
from desktop.sync.wishing import Held
from desktop.terminal import fetching, home, refused
from desktop.terminal.home import Account
from desktop.terminal.refused import Refusal
from desktop.terminal.saying import counted, in_one_line, say, words_for_waiting
from desktop.terminal.signing import Signed, signed
from reel.terminal import exit_codes


def main(given: Namespace) -> int:
    """Sync once and return the exit code.

    Raises: Problem, whatever kept it from that.
    """
    data = home.folder_of(given.data)
    with signed(data, home.read(data), given) as who:
        code = asyncio.run(_sync(data, who, is_sure=given.confirm_deletions))
        fetched = fetching.fetch_orders(data, who, given.out)
    return code or fetched


async def _sync(data: Path, who: Signed, *, is_sure: bool) -> int:
    _say_what_another_left(data, who.account)
    with home.opened(data, who.account) as storage:
        home.change(data, lambda kept: kept.model_copy(update={"account": who.account}))
        _move_in(data, storage)
        if is_sure:
            storage.call(arrivals.confirm_deletions)
        before = {refusal.id for refusal in storage.call(refused.list_all)}
        try:
            status = await _talk(storage, who)
        except Problem:
            say(words_for_waiting(storage.call(outbox.count_waiting)))
            raise
        news = [one for one in storage.call(refused.list_all) if one.id not in before]
        return _tell(status, news)


async def _talk(storage: Storage, who: Signed) -> Status:
    async with AsyncApiClient(who.account.server, who.signer()) as api:
        await _send_files(api, storage)
        engine = Engine(api, storage, chance=Random())
        await engine.sync_once()
        await engine.prove()
        return engine.status


async def _send_files(api: AsyncApiClient, storage: Storage) -> None:
    """Bytes before words: what mentions a file waits for it, and nothing else does."""
    for file in await storage.run(media.list_waiting):
        say(f"Sending {in_one_line(file.name)} ...")
        try:
            await upload(api, storage, file.sha256)
        except Problem as problem:
            if problem.code not in OF_FILES:
                raise
            say(f"{in_one_line(file.name)}: {problem.says} {problem.remedy}")


def _move_in(data: Path, account: Storage) -> None:
    """What was written before any sign-in belongs to whoever signs in first."""
    with home.opened(data, None) as local:
        moved = profiles.move_in(local, account)
    if moved:
        say(f"{counted(moved, 'draft')} written before the sign-in moved into the account.")


def _say_what_another_left(data: Path, account: Account) -> None:
    """Whose unsent work stays here while somebody else signs in."""
    before = home.read(data).account
    if before is None or (before.server, before.user_id) == (account.server, account.user_id):
        return
    with home.opened(data, before) as storage:
        waiting: Waiting = profiles.unsent(storage)
    if waiting.ops or waiting.wishes or waiting.files:
        say(
            f"Of {before.email} on {before.server}: {words_for_waiting(waiting)} "
            "It stays here, and is sent when they sync again."
        )


def _tell(status: Status, refusals: list[Refusal]) -> int:
    """Say how it stands; the exit code says the worst of it."""
    if status.proof is not None:
        say(status.proof.says)
    say(words_for_waiting(status.waiting))
    for held in status.held:
        say(_words_for_held(held))
    for refusal in refusals:
        say(refusal.says)
    for refusal in refusals:
        try:
            return exit_codes.code_of(Code(refusal.code))
        except ValueError:
            return exit_codes.BAD_INPUT
    waits = status.waiting.ops or status.waiting.wishes or status.waiting.files
    return exit_codes.LATER if waits else exit_codes.OK


def _words_for_held(held: Held) -> str:
    return f"A wish waits: {held.why.says} Sync again later."
