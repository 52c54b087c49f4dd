"""The simulator's world of real parts: stores in SQLite, the API, Postgres, and faults between.

One user's devices edit, sync, crash, are copied and restored, and so is the server; an oracle knows
every word that was ever made durable and asks after each step where it is now.
"""

import re
import shutil
from pathlib import Path
from random import Random
from uuid import UUID

import httpx
import psycopg
from faulty_transport import FAULTS, Crash, Fault
from server_client import BASE_URL
from synced_devices import Clock, Device, House

from contract.drafts import NewDraftBody
from contract.problems import Code, Problem
from desktop.models import dead_letters, drafts, outbox, sync_state, wishes

# A word between two letters that no other word has: an edit is found by comparing texts, and where
# neighbours begin alike, deleting the one may take a letter that the other was made of.
TOKEN = re.compile(r"([\u3400-\u4dbf])[0-9]+\1")
# Emoji with joiners, marks, right to left, no breaks: what offsets go wrong about.
ODDITIES = ("👩‍👩‍👧", "é", "مرحبا", "\u00a0", "漢字", "\r\n")
STEPS = 18
MOST_DEVICES = 3
# A talk or two for what each other device has yet to hear, and one to hear of it.
MOST_QUIET_ROUNDS = 6
RESTORES = frozenset({"restore_server", "put_back_device"})
TOUCH_SERVER = frozenset({"sync", "patch", "restore_server"})
WEIGHTS = {
    "write": 26,
    "cut": 4,
    "choose": 8,
    "tag": 6,
    "delete": 3,
    "restore": 3,
    "wish": 4,
    "sync": 30,
    "patch": 5,
    "restart": 3,
    "jump": 2,
    "back_up_server": 2,
    "restore_server": 2,
    "back_up_device": 2,
    "put_back_device": 2,
    "copy_device": 1,
}


class Violation(AssertionError):  # noqa: N818 - the word of the other simulator
    """A promise that did not hold."""


class World:
    """One seed: its user, devices, backups, and what was ever made durable."""

    def __init__(self, seed: int, house: House, folder: Path) -> None:
        self.rng = Random(seed)
        self.house, self._folder = house, folder
        self.devices: list[Device] = []
        self.trace: list[str] = []
        self._tokens, self._removed = 0, set[str]()
        self._server_copies: list[str] = []
        self._device_copies: dict[int, Path] = {}
        self._read: list[tuple[UUID, str, str]] = []
        self._fault_share = self.rng.choice((0.0, 0.1, 0.3))
        # What stands where, as of the last step that touched it, and all of it.
        self._on_server, self._here = set[str](), dict[int, set[str]]()
        self._known: set[str] = set()

    async def run(self) -> None:
        """All steps, then quiet.

        Raises: Violation.
        """
        await self.house.sign_up()
        for _ in range(2):
            self._add_device(self._folder / f"device-{len(self.devices)}")
        try:
            for _ in range(STEPS):
                await self._step()
            await self._quiet()
        finally:
            for device in self.devices:
                await device.close()

    async def _step(self) -> None:
        name = self.rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        device = self.rng.choice(self.devices)
        told = await getattr(self, f"_{name}")(device)
        self.trace.append(f"{name} {self.devices.index(device)} {told or ''}")
        if name in TOUCH_SERVER:
            self._on_server = self._read_server()
        self._here[self.devices.index(device)] = self._words_of(device)
        now = self._on_server.union(*self._here.values())
        lost = self._known - self._removed - now
        if lost and name not in RESTORES:
            raise Violation(f"{name} lost {sorted(lost)}")
        self._known = now

    async def _write(self, device: Device) -> str:
        draft_id = self._some_draft(device)
        if draft_id is None or self.rng.random() < 0.15:
            draft_id = device.storage.call(drafts.new, NewDraftBody(topic="Why?")).id
        text = device.read(draft_id).script
        token = self._new_token() + self.rng.choice(("", " ", *ODDITIES))
        at = self._place_in(text)
        device.storage.call(drafts.edit_text, draft_id, "script", text[:at] + token + text[at:])
        return f"{token} {draft_id}"

    async def _cut(self, device: Device) -> str | None:
        draft_id = self._some_draft(device)
        found = _tokens_in(device.read(draft_id).script) if draft_id else []
        if not found or draft_id is None:
            return None
        token = self.rng.choice(found)
        self._removed.add(token)
        text = device.read(draft_id).script.replace(token, "")
        device.storage.call(drafts.edit_text, draft_id, "script", text)
        return token

    async def _choose(self, device: Device) -> None:
        draft_id = self._some_draft(device)
        if draft_id is not None:
            fields = {
                "title": f"title {self.rng.randrange(100)}",
                "platform": self.rng.choice(("tiktok", "reels", "shorts")),
            }
            name = self.rng.choice(list(fields))
            device.storage.call(drafts.edit, draft_id, {name: fields[name]})

    async def _tag(self, device: Device) -> None:
        draft_id = self._some_draft(device)
        if draft_id is not None:
            tags = self.rng.sample(("sea", "sky", "salt", "moon"), self.rng.randrange(4))
            device.storage.call(drafts.set_tags, draft_id, tags)

    async def _delete(self, device: Device) -> None:
        draft_id = self._some_draft(device)
        if draft_id is not None:
            device.storage.call(drafts.delete, draft_id)

    async def _restore(self, device: Device) -> None:
        page = device.storage.call(drafts.list_page, is_trash=True)
        if page.drafts:
            device.storage.call(drafts.restore, self.rng.choice(page.drafts).id)

    async def _wish(self, device: Device) -> str | None:
        draft_id = self._some_draft(device)
        if draft_id is None:
            return None
        try:
            wish = device.storage.call(wishes.create, draft_id)
        except Problem as problem:
            return problem.code
        return wish.key

    async def _sync(self, device: Device) -> str:
        faults: list[Fault] = []

        def plan(request: httpx.Request) -> Fault:
            is_hit = self.rng.random() < self._fault_share
            faults.append(self.rng.choice(FAULTS[1:]) if is_hit else "none")
            return faults[-1]

        device.network.plan = plan
        try:
            await device.sync()
        except Problem as problem:
            faults.append(problem.code)  # type: ignore[arg-type]
            if problem.code is Code.CONFIRM_DELETIONS:
                await device.engine.confirm_deletions()
        except Crash:
            await device.restart()
        finally:
            device.network.plan = lambda request: "none"
        return " ".join(one for one in faults if one != "none")

    async def _patch(self, device: Device) -> str | None:
        """A client that knows only JSON writes on what it read a while ago."""
        async with self._plain() as client:
            if not self._read or self.rng.random() < 0.5:
                listed = (await client.get("/v1/drafts")).json()["drafts"]
                if not listed:
                    return None
                draft_id = UUID(self.rng.choice(listed)["id"])
                answer = await client.get(f"/v1/drafts/{draft_id}")
                self._read.append((draft_id, answer.headers["ETag"], answer.json()["script"]))
            draft_id, etag, script = self.rng.choice(self._read)
            token = self._new_token()
            answer = await client.patch(
                f"/v1/drafts/{draft_id}",
                json={"script": f"{script} {token}"},
                headers={"If-Match": etag},
            )
            return f"{token} {answer.status_code}"

    async def _restart(self, device: Device) -> None:
        await device.restart()

    async def _jump(self, device: Device) -> None:
        device.clock.now_ms += self.rng.randrange(-10_000_000, 10_000_000)

    async def _back_up_server(self, device: Device) -> None:
        self._server_copies.append(await self.house.back_up())

    async def _restore_server(self, device: Device) -> str | None:
        if not self._server_copies:
            return "nothing to restore"
        await self.house.restore(self.rng.choice(self._server_copies))
        self._read.clear()
        return None

    async def _back_up_device(self, device: Device) -> None:
        number = self.devices.index(device)
        self._device_copies[number] = self._folder / f"copy-{number}"
        await device.copy_to(self._device_copies[number])

    async def _put_back_device(self, device: Device) -> str | None:
        copy = self._device_copies.get(self.devices.index(device))
        if copy is None:
            return "no copy"
        await device.put_back(copy)
        return None

    async def _copy_device(self, device: Device) -> None:
        """One profile on two machines."""
        if len(self.devices) < MOST_DEVICES:
            folder = self._folder / f"device-{len(self.devices)}"
            await device.copy_to(folder)
            self._add_device(folder)

    async def _quiet(self) -> None:
        """Nothing goes wrong any more: all come to be equal.

        Raises: Violation.
        """
        for _ in range(MOST_QUIET_ROUNDS):
            for device in self.devices:
                await self._sync_whatever_is_asked(device)
            if self._has_settled():
                break
        expected = {token for token in self._known if token not in self._removed}
        for device in self.devices:
            await device.restart()
            unsent = device.storage.call(outbox.count_waiting)
            if unsent.ops:
                raise Violation(f"{unsent.ops} edits are never sent")
            lost = expected - self._words_of(device)
            if lost:
                raise Violation(f"device {self.devices.index(device)} has lost {sorted(lost)}")
            await self._compare(device)
        await self._count_effects()

    def _has_settled(self) -> bool:
        """Whether all stand at one place, and nothing waits."""
        places = {device.storage.call(sync_state.load).cursor for device in self.devices}
        waits = [device.storage.call(outbox.count_waiting) for device in self.devices]
        return len(places) == 1 and not any(one.ops or one.wishes for one in waits)

    async def _sync_whatever_is_asked(self, device: Device) -> None:
        for _ in range(5):
            try:
                await device.sync()
                return
            except Problem as problem:
                if problem.code is not Code.CONFIRM_DELETIONS:
                    raise Violation(f"a talk in quiet: {problem.code}: {problem}") from problem
                await device.engine.confirm_deletions()

    async def _compare(self, device: Device) -> None:
        """A device with the server's JSON, row by row, and by the proof over all of them."""
        mine = self._drafts_of(device)
        async with self._plain() as client:
            for draft_id, told in mine.items():
                read = await client.get(f"/v1/drafts/{draft_id}")
                if read.status_code != 200:
                    raise Violation(f"the server answers {read.status_code} to {draft_id}")
                theirs = {name: read.json()[name] for name in told}
                theirs["deleted_at"] = theirs["deleted_at"] is not None
                if told != theirs:
                    raise Violation(f"{draft_id}: {told} here, {theirs} there")
        proof = await device.engine.prove()
        if proof is None or not proof.holds:
            raise Violation(f"the proof: {proof}")

    async def _count_effects(self) -> None:
        """No wish was carried out or charged twice.

        Raises: Violation.
        """
        asked = "SELECT generation_id, kind, count(*) FROM usage_ledger WHERE owner_id = %s"
        with psycopg.connect(self.house.url) as connection:
            grouped = f"{asked} GROUP BY 1, 2 HAVING count(*) > 1"
            twice = connection.execute(grouped, [self.house.owner_id]).fetchall()
        if twice:
            raise Violation(f"charged twice: {twice}")

    def _read_server(self) -> set[str]:
        """Every word that stands on the server."""
        with psycopg.connect(self.house.url) as connection:
            asked = "SELECT script FROM drafts WHERE owner_id = %s"
            rows = connection.execute(asked, [self.house.owner_id]).fetchall()
        return {token for (script,) in rows for token in _tokens_in(script)}

    def _words_of(self, device: Device) -> set[str]:
        scripts = [told["script"] for told in self._drafts_of(device).values()]
        dead = [letter.words for letter in device.storage.call(dead_letters.list_all)]
        return {token for text in (*scripts, *dead) for token in _tokens_in(text)}

    def _drafts_of(self, device: Device) -> dict[UUID, dict[str, object]]:
        found: dict[UUID, dict[str, object]] = {}
        for is_trash in (False, True):
            page = device.storage.call(drafts.list_page, is_trash=is_trash, limit=200)
            for listed in page.drafts:
                one = device.read(listed.id)
                found[one.id] = {
                    "topic": one.topic,
                    "script": one.script,
                    "title": one.title,
                    "platform": one.platform,
                    "tags": list(one.tags),
                    "deleted_at": one.deleted_at is not None,
                }
        return found

    def _some_draft(self, device: Device) -> UUID | None:
        page = device.storage.call(drafts.list_page, limit=200)
        return self.rng.choice(page.drafts).id if page.drafts else None

    def _new_token(self) -> str:
        self._tokens += 1
        letter = chr(0x3400 + self._tokens)
        return f"{letter}{self._tokens}{letter}"

    def _place_in(self, text: str) -> int:
        """A place where no word is torn apart."""
        at = self.rng.randrange(len(text) + 1)
        for found in TOKEN.finditer(text):
            if found.start() < at < found.end():
                return found.start()
        return at

    def _add_device(self, folder: Path) -> None:
        clock = Clock(chance=Random(self.rng.getrandbits(64)))
        self.devices.append(Device(self.house, folder, clock))

    def _plain(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=self.house.transport,
            base_url=BASE_URL,
            headers={"Authorization": f"Bearer {self.house.token}"},
        )


def _tokens_in(text: str) -> list[str]:
    return [found.group() for found in TOKEN.finditer(text)]


async def run_seed(seed: int, house: House, folder: Path) -> None:
    """One seed from the first step to the last.

    Raises: Violation, with its trace.
    """
    world = World(seed, house, folder)
    try:
        await world.run()
    except Exception as error:
        raise Violation(f"seed {seed}: {error!r}\n" + "\n".join(world.trace)) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
