"""Drafts over HTTP: what a simple client sends comes back, and nobody overwrites the unseen."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from server_client import SilentBell, client, make_parts
from server_users import make_token, make_user
from sqlalchemy.ext.asyncio import AsyncEngine

from server.database import transaction

pytestmark = pytest.mark.anyio

PATCH = {"Content-Type": "application/merge-patch+json"}
PLACEMENT = {
    "id": "p1",
    "media": "ab" * 32,
    "order": "a0",
    "scene": None,
    "role": "picture",
    "focus": [0.25, 1.0],
    "trim_ms": None,
}


@pytest.fixture
def bell() -> SilentBell:
    return SilentBell()


@pytest.fixture
async def api(
    engine: AsyncEngine, tmp_path: Path, bell: SilentBell
) -> AsyncIterator[httpx.AsyncClient]:
    async with transaction(engine) as session:
        token = await make_token(session, await make_user(session))
    parts = make_parts(engine, tmp_path, bell=bell)
    async with client(engine, tmp_path, token=token, parts=parts) as opened:
        yield opened


async def test_a_draft_is_made_read_changed_and_read_again(api, bell):
    body = {
        "topic": "Why?",
        "script": "Because 🌈.",
        "tags": ["B", "a "],
        "placements": [PLACEMENT],
    }
    made = await api.post("/v1/drafts", json=body)
    assert made.status_code == 201
    draft = made.json()
    assert made.headers["ETag"] == '"1"'
    assert made.headers["Location"] == f"/v1/drafts/{draft['id']}"
    assert {name: draft[name] for name in body} == {**body, "tags": ["a", "b"]}
    assert (draft["revision"], draft["variants"], draft["deleted_at"]) == (1, 3, None)

    read = await api.get(made.headers["Location"])
    assert (read.json(), read.headers["ETag"]) == (draft, '"1"')
    assert read.headers["Cache-Control"] == "private, no-cache"

    patch = {"script": "New.", "placements": []}
    headers = {**PATCH, "If-Match": '"1"'}
    patched = await api.patch(made.headers["Location"], json=patch, headers=headers)
    assert (patched.status_code, patched.headers["ETag"]) == (200, '"2"')
    changed = {**draft, **patch, "revision": 2, "updated_at": patched.json()["updated_at"]}
    assert patched.json() == changed
    assert (await api.get(made.headers["Location"])).json() == changed
    # Each time a line for the draft, and one for its placement.
    assert [seq for _, seq in bell.rung] == [2, 4]


async def test_an_unchanged_draft_is_not_sent_again(api, bell):
    made = await api.post("/v1/drafts", json={"topic": "Why?"})
    where = made.headers["Location"]
    same = await api.get(where, headers={"If-None-Match": 'W/"1", "9"'})
    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", '"1"')
    nothing = await api.patch(where, json={"topic": "Why?"}, headers={"If-Match": "*"})
    assert (nothing.status_code, nothing.headers["ETag"]) == (200, '"1"')
    assert len(bell.rung) == 1


@pytest.mark.parametrize("type", ["application/json", "application/merge-patch+json"])
async def test_a_merge_patch_by_either_name(api, type):
    where = (await api.post("/v1/drafts", json={"title": "Mine"})).headers["Location"]
    patched = await api.patch(
        where, content=b'{"title": null}', headers={"Content-Type": type, "If-Match": '"1"'}
    )
    assert (patched.status_code, patched.json()["title"]) == (200, None)


@pytest.mark.parametrize(
    ("if_match", "status", "code"),
    [
        (None, 428, "if-match-missing"),
        ('"2"', 412, "stale"),
        ('W/"1"', 412, "stale"),
        ("1", 412, "stale"),
        ("", 412, "stale"),
        ('"' + "9" * 400 + '"', 412, "stale"),
        ('"3", "1"', 200, None),
        ("*", 200, None),
    ],
)
async def test_an_edit_says_what_it_changes(api, if_match, status, code):
    where = (await api.post("/v1/drafts", json={})).headers["Location"]
    headers = {} if if_match is None else {"If-Match": if_match}
    answer = await api.patch(where, json={"topic": "New"}, headers=headers)
    assert (answer.status_code, answer.json().get("code")) == (status, code)
    if code == "stale":
        assert answer.headers["ETag"] == '"1"'


@pytest.mark.parametrize(
    ("patch", "code"),
    [
        ({"platform": "vine"}, "unknown-platform"),
        ({"preset": "noir"}, "unknown-preset"),
        ({"variants": 4}, "invalid-body"),
        ({"script": "x" * 100_001}, "invalid-body"),
        ({"tags": ["x" * 41]}, "invalid-body"),
        ({"placements": [{**PLACEMENT, "focus": [2, 0]}]}, "invalid-body"),
        ({"id": "00000000-0000-0000-0000-000000000007"}, "invalid-body"),
        ({"unknown": 1}, "invalid-body"),
        ([], "invalid-body"),
        (None, "invalid-body"),
        ("text", "invalid-body"),
    ],
)
async def test_every_rule_of_a_new_draft_holds_for_an_edit(api, patch, code):
    where = (await api.post("/v1/drafts", json={})).headers["Location"]
    answer = await api.patch(where, json=patch, headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    if isinstance(patch, dict) and code != "invalid-body":
        assert (await api.post("/v1/drafts", json=patch)).status_code == 422
    assert (await api.get(where)).json()["revision"] == 1


async def test_the_longest_texts_come_back_with_one_kind_of_line_ends(api):
    text = ("😀e\u0301\r\n\u2028" * 20_000)[:100_000]
    made = await api.post("/v1/drafts", json={"topic": text, "script": text})
    read = (await api.get(made.headers["Location"])).json()
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    assert read["topic"] == read["script"] == lines


async def test_the_trash_and_the_way_back(api):
    where = (await api.post("/v1/drafts", json={"topic": "Why?"})).headers["Location"]
    stale = await api.delete(where, headers={"If-Match": '"9"'})
    assert stale.status_code == 412
    gone = await api.delete(where)
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await api.delete(where)).status_code == 204
    read = await api.get(where)
    assert (read.status_code, read.headers["ETag"]) == (200, '"2"')
    assert read.json()["deleted_at"]
    assert (await api.get("/v1/drafts")).json() == {"drafts": [], "next_cursor": None}
    trash = (await api.get("/v1/drafts", params={"trash": True})).json()
    assert trash["drafts"] == [read.json()]
    back = await api.post(f"{where}/restore")
    assert (back.status_code, back.json()["deleted_at"], back.headers["ETag"]) == (200, None, '"3"')
    assert len((await api.get("/v1/drafts")).json()["drafts"]) == 1


async def test_pages_follow_each_other(api):
    for n in range(5):
        await api.post("/v1/drafts", json={"topic": str(n)})
    topics, cursor = [], None
    for _ in range(3):
        params = {"limit": 2, **({"cursor": cursor} if cursor else {})}
        page = (await api.get("/v1/drafts", params=params)).json()
        topics += [draft["topic"] for draft in page["drafts"]]
        cursor = page["next_cursor"]
    assert (topics, cursor) == (["4", "3", "2", "1", "0"], None)


async def test_a_cursor_of_another_list_is_refused(api):
    for _ in range(2):
        await api.post("/v1/drafts", json={})
    cursor = (await api.get("/v1/drafts", params={"limit": 1})).json()["next_cursor"]
    for params in ({"cursor": cursor, "trash": True}, {"cursor": "x" * 600}, {"cursor": ""}):
        answer = await api.get("/v1/drafts", params=params)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid-cursor"), params


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "1e2", ""])
async def test_a_page_has_one_to_a_hundred_items(api, limit):
    answer = await api.get("/v1/drafts", params={"limit": limit})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-query")


async def test_a_strangers_draft_is_not_found_whatever_is_asked(api, engine, tmp_path):
    async with transaction(engine) as session:
        token = await make_token(session, await make_user(session))
    made = await api.post("/v1/drafts", json={"topic": "Mine"})
    async with client(engine, tmp_path, token=token) as stranger:
        for where in (made.headers["Location"], f"/v1/drafts/{uuid4()}", "/v1/drafts/x"):
            for answer in (
                await stranger.get(where),
                await stranger.patch(where, json={"topic": "Theirs"}),
                await stranger.delete(where),
                await stranger.post(f"{where}/restore"),
            ):
                assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    assert (await api.get(made.headers["Location"])).json()["topic"] == "Mine"
