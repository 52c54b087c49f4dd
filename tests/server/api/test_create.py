"""Asking over HTTP: what is answered, in which order it is refused, and with which headers."""

import pytest
from server_client import client, make_parts
from server_reels import body, finish, subscribe, take_up
from server_users import make_token, make_user
from sqlalchemy import update

from contract.ids import generation_id_of, variant_id_of
from server.database import transaction
from server.tables import Generation

pytestmark = pytest.mark.anyio

WISH = body().model_dump(mode="json", exclude_defaults=True)
PICTURE = {
    "id": "p", "media": "0" * 64, "order": "a0", "scene": None, "role": "picture",
    "focus": [0.5, 0.5],
}  # fmt: skip


@pytest.fixture
def parts(engine, tmp_path):
    return make_parts(engine, tmp_path)


@pytest.fixture
async def owner(engine):
    async with transaction(engine) as session:
        return await make_user(session)


@pytest.fixture
async def http(engine, parts, owner, tmp_path):
    async with transaction(engine) as session:
        token = await make_token(session, owner)
    async with client(engine, tmp_path, token=token, parts=parts) as opened:
        yield opened


async def create(http, key="k", /, **more):
    headers = {} if key is None else {"Idempotency-Key": key}
    return await http.post("/v1/create", json={**WISH, **more}, headers=headers)


async def regenerate(http, key="r", /, **asked):
    return await http.post("/v1/regenerate", json=asked, headers={"Idempotency-Key": key})


async def test_a_wish_is_accepted_and_can_be_followed(http, parts, owner):
    answer = await create(http)
    assert answer.status_code == 202
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.json()["generation_id"] == str(generation_id_of(owner, "create", "k"))
    made = await http.get(answer.headers["Location"])
    assert (made.json()["status"], made.json()["draft_id"]) == ("queued", answer.json()["draft_id"])
    assert [rung[0] for rung in parts.bell.rung] == [owner]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"topic": "空はなぜ青いのか", "language": "ja"}, "language-not-spoken"),
        ({"topic": "ကောင်းကင်"}, "letters-not-covered"),
    ],
)
async def test_what_could_never_be_made_is_refused_before_the_button(http, words, code):
    wish = {**WISH, "script": "ひかりはしろい。", "voice": None, **words}
    headers = {"Idempotency-Key": "k"}
    for path in ("/v1/estimate", "/v1/create"):
        refused = await http.post(path, json=wish, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert (await http.get("/v1/drafts")).json()["drafts"] == []


async def test_a_wish_sent_again_is_answered_byte_for_byte(http, parts):
    first = await create(http, "k")
    again = await create(http, '"k"')
    assert again.headers.pop("Idempotent-Replayed") == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert (again.status_code, again.content) == (202, first.content)
    for name in ("Location", "Content-Type", "Cache-Control"):
        assert again.headers[name] == first.headers[name]
    assert len(parts.bell.rung) == 1, "nothing is new"


async def test_what_an_hour_has_left_is_told(http):
    answer = await create(http)
    assert answer.headers["RateLimit-Policy"] == '"burst";q=5;w=3600'
    assert answer.headers["RateLimit"] == '"burst";r=4;t=3600'
    await http.post(f"{answer.headers['Location']}/cancel")
    later = await create(http, "l")
    name, left, until = later.headers["RateLimit"].split(";")
    assert (name, left) == ('"burst"', "r=3")
    assert 3590 <= int(until.removeprefix("t=")) <= 3600


async def test_where_nothing_is_refused_no_limit_is_told(http, engine, owner):
    async with transaction(engine) as session:
        await subscribe(session, owner, "own")
    assert "RateLimit" not in (await create(http)).headers


async def test_refusals_come_in_their_order(http, owner):
    """Each wish has every fault of those after it; 401 and 413 are any route's."""
    first = (await create(http, "used")).json()
    draft = {"draft_id": first["draft_id"]}
    missing = {"draft_id": str(owner)}
    told = [
        await create(http, None, topic=1, **missing),
        await create(http, "used", topic=1, **missing),
        await create(http, "used", script="", **missing),
        await create(http, "used", topic="Other?", **missing),
        await create(http, "new", **missing),
        await create(http, "new", **draft),
        await create(http, "used"),
    ]
    codes = [answer.json().get("code", "accepted") for answer in told]
    assert codes == [
        "idempotency-key-missing",
        "invalid-body",
        "script-empty",
        "idempotency-key-reused",
        "not-found",
        "concurrency-limit",
        "accepted",
    ]
    assert [answer.status_code for answer in told] == [400, 422, 422, 422, 404, 429, 202]
    assert told[5].headers["Retry-After"] == "10"


async def test_a_refusal_for_the_month_tells_a_program_everything(http):
    long = "A sentence that takes its time to be said.\n\n" * 160
    answer = await create(http, script=long, variants=3)
    problem = answer.json()
    assert answer.status_code == 403
    assert "Retry-After" not in answer.headers
    assert (problem["code"], problem["pool"], problem["limit"]) == ("quota-exceeded", "minutes", 20)
    assert problem["used"] == 0
    assert 20 < problem["needed"] < 30
    assert problem["resets_at"].endswith("-01T00:00:00Z")


async def test_a_file_that_nobody_uploaded_is_missing(http):
    answer = await create(http, placements=[PICTURE])
    assert (answer.status_code, answer.json()["code"]) == (422, "media-missing")
    priced = await http.post("/v1/estimate", json={**WISH, "placements": [PICTURE]})
    assert priced.status_code == 200, "the price is known before anything is uploaded"


async def test_an_estimate_is_what_will_be_set_aside(http):
    estimate = (await http.post("/v1/estimate", json=WISH)).json()
    assert estimate["variants"] == 1
    assert estimate["minutes"] == estimate["ms_per_variant"] / 60_000
    await create(http)
    usage = (await http.get("/v1/usage")).json()
    assert usage["minutes_reserved"] == estimate["minutes"]


async def test_an_estimate_asks_for_no_key_and_changes_nothing(http):
    before = (await http.get("/v1/usage")).json()
    for _ in range(2):
        assert (await http.post("/v1/estimate", json=WISH)).status_code == 200
    assert (await http.get("/v1/usage")).json() == before
    wrong = await http.post("/v1/estimate", json={**WISH, "preset": "opera"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "unknown-preset")


async def test_cancelling_answers_what_became_of_it(http, parts):
    place = (await create(http)).headers["Location"]
    for _ in range(2):
        answer = await http.post(f"{place}/cancel")
        assert answer.status_code == 200
        assert answer.json()["status"] == "cancelled"
        assert answer.json() == (await http.get(place)).json()
    assert len(parts.bell.rung) == 2, "the second time nothing is new"
    assert parts.queue.waiting == {}


async def test_cancelling_what_is_done_or_is_not_there(http, parts, owner):
    place = (await create(http)).headers["Location"]
    generation_id = generation_id_of(owner, "create", "k")
    await finish(parts, generation_id, await take_up(parts, generation_id), [5000])
    answer = await http.post(f"{place}/cancel")
    assert (answer.status_code, answer.json()["code"]) == (409, "already-ended")
    assert (answer.json()["status"], answer.json()["ended"]) == (409, "succeeded")
    for id in (owner, "no-id"):
        assert (await http.post(f"/v1/generations/{id}/cancel")).status_code == 404


async def test_again_and_one_scene_of_it(http, engine, parts, owner):
    first = (await create(http)).json()
    generation_id = generation_id_of(owner, "create", "k")
    await finish(parts, generation_id, await take_up(parts, generation_id), [5000])
    assert (await regenerate(http, draft_id=first["draft_id"])).status_code == 429
    async with transaction(engine) as session:
        await session.execute(update(Generation).values(cooldown_until=None))
    variant_id = str(variant_id_of(generation_id, 0))
    asked = {"draft_id": first["draft_id"], "variant_id": variant_id, "scene": 0}
    without = {name: value for name, value in asked.items() if name != "variant_id"}
    assert (await regenerate(http, **without)).status_code == 422
    answer = await regenerate(http, **asked)
    assert answer.status_code == 202
    assert answer.json()["generation_id"] == str(generation_id_of(owner, "regenerate", "r"))
    made = (await http.get(answer.headers["Location"])).json()
    assert len(made["variants"]) == 1
    assert (await regenerate(http, **asked)).headers["Idempotent-Replayed"] == "true"


async def test_create_and_regenerate_do_not_share_keys(http):
    first = (await create(http, "same")).json()
    answer = await regenerate(http, "same", draft_id=first["draft_id"])
    assert answer.json()["code"] == "concurrency-limit", "and not a key that was used"
