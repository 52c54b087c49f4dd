"""The library over HTTP: saved once by any key, found, edited, put away and taken back."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
from made_reels import FILES, make_draft, make_generation, make_ready
from server_client import SilentBell, client, make_parts
from server_users import make_token, make_user
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from contract.ids import asset_id_of, variant_id_of
from contract.plans import Limits
from server.database import transaction
from server.parts import usual_plans
from server.tables import IdempotencyKey

pytestmark = pytest.mark.anyio

URLS = {f"{kind}_url" for kind in FILES}


@pytest.fixture
async def owner_id(engine: AsyncEngine) -> UUID:
    async with transaction(engine) as session:
        return await make_user(session)


@pytest.fixture
def bell() -> SilentBell:
    return SilentBell()


@pytest.fixture
async def api(
    engine: AsyncEngine, tmp_path: Path, owner_id: UUID, bell: SilentBell
) -> AsyncIterator[httpx.AsyncClient]:
    async with transaction(engine) as session:
        token = await make_token(session, owner_id)
    plans = {**usual_plans(), "free": Limits(exports=3, minutes=20, burst=5, at_once=1)}
    parts = make_parts(engine, tmp_path, bell=bell, plans=plans)
    async with client(engine, tmp_path, token=token, parts=parts) as opened:
        yield opened


async def ready(engine: AsyncEngine, owner_id: UUID, **fields) -> str:
    async with transaction(engine) as session:
        return str(await make_ready(session, owner_id, **fields))


async def save(api: httpx.AsyncClient, key: str = "", **body) -> httpx.Response:
    headers = {"Idempotency-Key": key or str(uuid4())}
    return await api.post("/v1/library/assets", json=body, headers=headers)


def without_urls(asset: dict) -> dict:
    return {name: value for name, value in asset.items() if name not in URLS}


async def test_a_variant_is_saved_and_read(api, engine, owner_id, bell):
    variant_id = await ready(engine, owner_id, platform="shorts", tags=("Sky",))
    saved = await save(api, variant_id=variant_id)
    asset = saved.json()
    assert saved.status_code == 201
    assert saved.headers["Location"] == f"/v1/library/assets/{asset['id']}"
    assert saved.headers["ETag"] == '"1"'
    assert asset["id"] == str(asset_id_of(owner_id, UUID(variant_id)))
    assert (asset["platform"], asset["tags"], asset["format"]) == ("shorts", ["sky"], "mp4")
    assert all(asset[name].startswith("http://reelyard.test/v1/files/") for name in URLS)
    read = await api.get(saved.headers["Location"])
    assert without_urls(read.json()) == without_urls(asset)
    assert (read.headers["ETag"], read.headers["Cache-Control"]) == ('"1"', "private, no-cache")
    known = await api.get(saved.headers["Location"], headers={"If-None-Match": '"1"'})
    assert (known.status_code, known.headers["ETag"]) == (304, '"1"')
    # The export, the item, and the generation whose variant is saved now.
    assert [seq for _, seq in bell.rung] == [3]


async def test_the_same_key_is_answered_alike_with_fresh_addresses(
    api, engine, owner_id, bell, move_clock
):
    variant_id = await ready(engine, owner_id)
    first = await save(api, "k1", variant_id=variant_id, title="First")
    await api.patch(first.headers["Location"], json={"title": "Second"})
    move_clock(timedelta(days=1))
    async with transaction(engine) as session:
        stored = (await session.execute(select(IdempotencyKey.body))).scalar_one()
        assert "signature" not in stored
    # The tokens of tests expire; the next one signs in anew.
    async with transaction(engine) as session:
        api.headers["Authorization"] = f"Bearer {await make_token(session, owner_id)}"
    again = await save(api, "k1", variant_id=variant_id, title="First")
    assert again.status_code == 201
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Location"] == first.headers["Location"]
    assert without_urls(again.json()) == without_urls(first.json())
    assert again.json()["video_url"] != first.json()["video_url"]
    other = await save(api, "k1", variant_id=variant_id, title="Other")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")


async def test_no_tags_and_nothing_said_of_tags_are_two_bodies(api, engine, owner_id):
    variant_id = await ready(engine, owner_id, tags=("sky",))
    saved = await save(api, "one", variant_id=variant_id)
    assert saved.json()["tags"] == ["sky"]
    again = await save(api, "one", variant_id=variant_id, tags=None)
    assert again.headers["Idempotent-Replayed"] == "true"
    other = await save(api, "one", variant_id=variant_id, tags=[])
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    other_id = await ready(engine, owner_id, tags=("sky",))
    assert (await save(api, variant_id=other_id, tags=[])).json()["tags"] == []


async def test_another_key_finds_it_saved_before_and_restores_it(api, engine, owner_id):
    variant_id = await ready(engine, owner_id)
    first = await save(api, variant_id=variant_id)
    await api.delete(first.headers["Location"])
    again = await save(api, variant_id=variant_id)
    assert (again.status_code, again.json()["deleted_at"]) == (200, None)
    assert again.json()["id"] == first.json()["id"]
    assert len((await api.get("/v1/exports")).json()["exports"]) == 1
    assert (await api.get("/v1/usage")).json()["exports_used"] == 1


async def test_many_at_once_by_one_key_and_by_many_are_one_export(api, engine, owner_id):
    variant_id = await ready(engine, owner_id)
    keys = ["same"] * 4 + [f"k{n}" for n in range(4)]
    answers = await asyncio.gather(*(save(api, key, variant_id=variant_id) for key in keys))
    statuses = [answer.status_code for answer in answers]
    assert set(statuses) <= {200, 201, 409}
    made = [one for one in answers if one.status_code == 201]
    assert len({one.json()["id"] for one in answers if one.status_code != 409}) == 1
    assert len([one for one in made if "Idempotent-Replayed" not in one.headers]) == 1
    assert (await api.get("/v1/usage")).json()["exports_used"] == 1


async def test_what_cannot_be_saved_says_why(api, engine, owner_id):
    async with transaction(engine) as session:
        draft = await make_draft(session, owner_id)
        id = await make_generation(session, owner_id, draft, variants={0: "drawing"})
        theirs = str(await make_ready(session, await make_user(session)))
    waiting = await save(api, variant_id=str(variant_id_of(id, 0)))
    assert (waiting.status_code, waiting.json()["code"]) == (409, "variant-not-ready")
    for unknown in (theirs, str(uuid4())):
        answer = await save(api, variant_id=unknown)
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    for body in ({}, {"variant_id": "x"}, {"variant_id": theirs, "title": ""}):
        assert (await save(api, **body)).status_code == 422
    keyless = await api.post("/v1/library/assets", json={"variant_id": theirs})
    assert (keyless.status_code, keyless.json()["code"]) == (400, "idempotency-key-missing")


async def test_no_export_left_is_told_with_its_figures_and_not_remembered(api, engine, owner_id):
    variants = [await ready(engine, owner_id) for _ in range(4)]
    for variant_id in variants[:3]:
        assert (await save(api, variant_id=variant_id)).status_code == 201
    refused = await save(api, "k", variant_id=variants[3])
    assert (refused.status_code, refused.json()["code"]) == (403, "quota-exceeded")
    facts = {name: refused.json()[name] for name in ("pool", "used", "limit")}
    assert facts == {"pool": "exports", "used": 3, "limit": 3}
    assert (await save(api, "k", variant_id=variants[3])).status_code == 403
    assert (await save(api, variant_id=variants[0])).status_code == 200


async def test_filters_search_and_pages(api, engine, owner_id):
    for title, tags, platform in (
        ("Crème brûlée", ["dessert", "slow"], "tiktok"),
        ("Apple pie 100%", ["dessert"], "reels"),
        ("Blue sky", ["slow"], "tiktok"),
    ):
        variant_id = await ready(engine, owner_id, topic=title, platform=platform)
        await save(api, variant_id=variant_id, title=title, tags=tags)

    async def titles(**params) -> list[str]:
        page = await api.get("/v1/library/assets", params=params)
        assert page.status_code == 200, page.json()
        return [asset["title"] for asset in page.json()["assets"]]

    assert await titles() == ["Blue sky", "Apple pie 100%", "Crème brûlée"]
    assert await titles(q="CREME") == ["Crème brûlée"]
    assert await titles(q="0%") == ["Apple pie 100%"]
    assert await titles(q="_") == []
    assert await titles(tag="Dessert") == ["Apple pie 100%", "Crème brûlée"]
    assert await titles(tag=["slow", "dessert"]) == ["Crème brûlée"]
    assert await titles(platform="reels") == ["Apple pie 100%"]
    assert await titles(platform="tiktok", tag="slow", q="e") == ["Blue sky", "Crème brûlée"]
    first = (await api.get("/v1/library/assets", params={"tag": "slow", "limit": 1})).json()
    cursor = first["next_cursor"]
    assert await titles(tag="slow", limit=1, cursor=cursor) == ["Crème brûlée"]
    assert await titles(tag=" SLOW ", limit=2, cursor=cursor) == ["Crème brûlée"]
    other = await api.get("/v1/library/assets", params={"tag": "dessert", "cursor": cursor})
    assert (other.status_code, other.json()["code"]) == (422, "invalid-cursor")


@pytest.mark.parametrize(
    "params",
    [
        {"platform": "vine"},
        {"tag": "x" * 41},
        {"tag": " "},
        {"tag": ["x"] * 21},
        {"q": "x" * 201},
        {"q": "\0"},
        {"trash": "perhaps"},
        {"limit": 101},
        {"cursor": "AAAA"},
    ],
)
async def test_filters_that_mean_nothing_are_refused(api, params):
    assert (await api.get("/v1/library/assets", params=params)).status_code == 422


async def test_an_item_is_edited_put_away_and_taken_back(api, engine, owner_id):
    saved = await save(api, variant_id=await ready(engine, owner_id), title="Mine")
    where = saved.headers["Location"]
    patch = {"title": "Łódź", "tags": ["City"]}
    headers = {"Content-Type": "application/merge-patch+json", "If-Match": '"1"'}
    edited = await api.patch(where, json=patch, headers=headers)
    assert (edited.status_code, edited.headers["ETag"]) == (200, '"2"')
    assert (edited.json()["title"], edited.json()["tags"]) == ("Łódź", ["city"])
    stale = await api.patch(where, json=patch, headers=headers)
    assert (stale.status_code, stale.headers["ETag"]) == (412, '"2"')
    cleared = await api.patch(where, json={"title": None, "tags": None})
    assert (cleared.json()["title"], cleared.json()["tags"]) == ("Why? 0", [])
    assert (await api.patch(where, json={"platform": "reels"})).status_code == 422

    assert (await api.delete(where, headers={"If-Match": '"1"'})).status_code == 412
    assert (await api.delete(where)).status_code == 204
    assert (await api.get("/v1/library/assets")).json()["assets"] == []
    trash = (await api.get("/v1/library/assets", params={"trash": True})).json()["assets"]
    assert [asset["id"] for asset in trash] == [saved.json()["id"]]
    assert (await api.get(where)).json()["deleted_at"]
    back = await api.post(f"{where}/restore")
    assert (back.status_code, back.json()["deleted_at"]) == (200, None)


async def test_a_strangers_item_is_not_found_whatever_is_asked(api, engine, owner_id, tmp_path):
    saved = await save(api, variant_id=await ready(engine, owner_id))
    async with transaction(engine) as session:
        token = await make_token(session, await make_user(session))
    async with client(engine, tmp_path, token=token) as stranger:
        assert (await stranger.get("/v1/library/assets")).json()["assets"] == []
        for where in (saved.headers["Location"], f"/v1/library/assets/{uuid4()}"):
            for answer in (
                await stranger.get(where),
                await stranger.patch(where, json={"title": "Theirs"}),
                await stranger.delete(where),
                await stranger.post(f"{where}/restore"),
            ):
                assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
