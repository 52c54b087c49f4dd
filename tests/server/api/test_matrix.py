"""Every call of the document by everybody: its owner, a stranger, and those who are nobody."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes
from uuid import UUID, uuid4

import httpx
import pytest
from made_reels import make_draft, make_generation, make_ready
from operations import SHOWN_FILE, Operation, operations
from sent_files import make_media, make_upload
from server_client import client, make_parts
from server_users import make_token, make_user
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from contract.assets import SaveBody
from contract.plans import PLANS
from server import api_keys, assets, changes, devices, ledger, subscriptions
from server.blobs import Blobs
from server.database import transaction
from server.queue.tasks import ProcrastinateQueue

pytestmark = pytest.mark.anyio

OWNERS_WORDS = "Only the owner reads this"
STREAM = "text/event-stream"


@dataclass(frozen=True)
class Things:
    """One of everything that an owner can have."""

    draft_id: str
    generation_id: str
    variant_id: str
    asset_id: str
    device_id: str
    api_key_id: str
    upload_id: str
    sha256: str

    def ids_for(self, one: Operation) -> dict[str, str]:
        """What the path of an operation names."""
        if one.path == "/v1/media/{sha256}":
            return {"sha256": self.sha256}
        for start, id in (
            ("/v1/media/uploads/", self.upload_id),
            ("/v1/drafts/", self.draft_id),
            ("/v1/generations/", self.generation_id),
            ("/v1/library/assets/", self.asset_id),
            ("/v1/devices/", self.device_id),
            ("/v1/api-keys/", self.api_key_id),
            ("/v1/presets/", "explainer"),
        ):
            if one.path.startswith(start):
                return {"id": id}
        return {}

    def body_for(self, one: Operation) -> dict[str, object] | None:
        """The document's example, about these things."""
        own = {"draft_id": self.draft_id, "variant_id": self.variant_id}
        example = one.example()
        if example is None:
            return None
        return {name: own.get(name, value) for name, value in example.items()}


@dataclass
class People:
    """A client, and those who call."""

    client: httpx.AsyncClient
    engine: AsyncEngine
    blobs: Blobs
    owner_id: UUID
    owner: str
    stranger: str
    revoked: str
    expired: str

    async def call(
        self, one: Operation, things: Things, token: str | None, **headers: str
    ) -> httpx.Response:
        sent = {"Idempotency-Key": uuid4().hex, **one.headers(), **headers}
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        body = things.body_for(one)
        if one.is_streamed:
            sent["Content-Type"] = str(one.body_type)
            path = one.path_with(things.ids_for(one))
            return await self.client.request(one.method, path, headers=sent, content=SHOWN_FILE)
        form = {"grant_type": "refresh_token", "refresh_token": "rr_none", "token": "rr_none"}
        return await self.client.request(
            one.method,
            one.path_with(things.ids_for(one)),
            headers=sent,
            json=body,
            data=form if one.body_type and body is None else None,
        )

    async def things(self) -> Things:
        """New ones of the owner's."""
        async with transaction(self.engine) as session:
            return await make_things(session, self.blobs, self.owner_id)

    async def head(self) -> int:
        """How far the owner's log has come."""
        async with transaction(self.engine) as session:
            return await changes.head(session, self.owner_id)


async def make_things(session: AsyncSession, blobs: Blobs, owner_id: UUID) -> Things:
    draft = await make_draft(session, owner_id, topic=OWNERS_WORDS, script=OWNERS_WORDS)
    generation_id = await make_generation(session, owner_id, draft, status="queued")
    period = await ledger.lock_period(session, owner_id)
    await ledger.reserve(session, owner_id, period, generation_id, 30_000)
    variant_id, unsaved = [
        await make_ready(session, owner_id, topic=OWNERS_WORDS) for _ in ("saved", "not")
    ]
    saved = await assets.save(session, owner_id, SaveBody(variant_id=variant_id), PLANS)
    device_id = uuid4()
    await devices.see(session, owner_id, device_id, OWNERS_WORDS)
    made = await api_keys.create(session, owner_id, name=OWNERS_WORDS, entropy=token_bytes(32))
    return Things(
        draft_id=str(draft.id),
        generation_id=str(generation_id),
        variant_id=str(unsaved),
        asset_id=str(saved.item.id),
        device_id=str(device_id),
        api_key_id=str(made.id),
        upload_id=str(await make_upload(session, owner_id)),
        sha256=await make_media(session, blobs, owner_id),
    )


@pytest.fixture
async def people(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[People]:
    parts = make_parts(engine, tmp_path, queue=ProcrastinateQueue())
    async with transaction(engine) as session:
        owner_id, stranger_id = await make_user(session), await make_user(session)
        for user_id in (owner_id, stranger_id):
            await subscriptions.set_plan(session, user_id, "own")
        # The last token of each of these, before the good ones are made.
        revoked = await make_token(session, owner_id)
        await session.execute(text("UPDATE sessions SET revoked_at = reelyard_now()"))
    async with transaction(engine) as session:
        expired = await make_token(session, owner_id)
        await session.execute(text("UPDATE access_tokens SET expires_at = reelyard_now()"))
        owner = await make_token(session, owner_id)
        stranger = await make_token(session, stranger_id)
    async with client(engine, tmp_path, parts=parts) as opened:
        yield People(opened, engine, parts.blobs, owner_id, owner, stranger, revoked, expired)


@pytest.mark.parametrize("who", ["nobody", "revoked", "expired"])
async def test_who_is_nobody_is_told_to_sign_in_and_changes_nothing(
    people: People, who: str
) -> None:
    things, before = await people.things(), await people.head()
    token = {"nobody": None, "revoked": people.revoked, "expired": people.expired}[who]
    for one in operations():
        answer = await people.call(one, things, token)
        if one.is_signed:
            assert answer.status_code == 401, str(one)
            assert answer.headers["WWW-Authenticate"].startswith("Bearer"), str(one)
        else:
            assert answer.status_code < 500, str(one)
        assert OWNERS_WORDS not in answer.text, str(one)
    assert await people.head() == before


async def test_a_stranger_finds_nothing_of_the_owners_and_changes_nothing(people: People) -> None:
    things, before = await people.things(), await people.head()
    for one in (each for each in operations() if not is_stream(each)):
        answer = await people.call(one, things, people.stranger, **{"If-Match": "*"})
        about_them = one.has_ids or things.body_for(one) != one.example()
        is_public = one.path.startswith("/v1/presets")
        if about_them and not is_public:
            assert answer.status_code == 404, f"{one}: {answer.status_code} {answer.text}"
        assert answer.status_code < 500, f"{one}: {answer.text}"
        for words in (OWNERS_WORDS, *vars(things).values()):
            assert words not in answer.text, str(one)
    assert await people.head() == before


async def test_the_owner_is_served_everywhere(people: People) -> None:
    for one in (each for each in operations() if not is_stream(each)):
        if not one.is_signed:
            continue
        things = await people.things()
        answer = await people.call(one, things, people.owner, **{"If-Match": "*"})
        assert 200 <= answer.status_code < 300, f"{one}: {answer.status_code} {answer.text}"
        assert answer.status_code in one.statuses(), f"{one}: {answer.status_code}"


async def test_a_draft_of_a_strangers_is_not_made_into_a_reel(people: People) -> None:
    """What the example of create leaves out: a draft that is named in it."""
    things = await people.things()
    create = next(one for one in operations() if one.path == "/v1/create")
    body = {**(create.example() or {}), "draft_id": things.draft_id}
    headers = {"Authorization": f"Bearer {people.stranger}", "Idempotency-Key": "k"}
    answer = await people.client.post("/v1/create", json=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


def is_stream(one: Operation) -> bool:
    """Event streams do not end; tests/server/api/test_events.py asks who hears what."""
    return STREAM in one.told["responses"].get("200", {}).get("content", ())
