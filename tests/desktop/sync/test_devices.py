"""Promises of devices among each other, over the real API and Postgres: every word arrives."""

import gzip
from uuid import UUID

import httpx
import pytest
from faulty_transport import FAULTS, Crash, Fault
from server_client import BASE_URL
from synced_devices import Device, House

from contract.problems import Code, Problem
from desktop.models import dead_letters, drafts, outbox, profiles, sync_state

pytestmark = pytest.mark.anyio


async def settle(*devices: Device) -> None:
    """Sync them until each has heard of all others."""
    for _ in range(2):
        for one in devices:
            await one.sync()


async def problem_of(device: Device) -> Problem:
    with pytest.raises(Problem) as caught:
        await device.sync()
    return caught.value


def words(device: Device, draft_id: UUID) -> list[str]:
    return sorted(device.read(draft_id).script.split())


async def in_json(house: House, path: str) -> dict:
    async with httpx.AsyncClient(
        transport=house.transport,
        base_url=BASE_URL,
        headers={"Authorization": f"Bearer {house.token}"},
    ) as client:
        answer = await client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()


async def test_a_draft_made_here_stands_there_with_its_words_and_choices(house, device):
    ours, theirs = device(), device()
    draft_id = ours.write("Air scatters blue light.", title="Sky", platform="reels")
    await settle(ours, theirs)
    read = theirs.read(draft_id)
    assert (read.script, read.title, read.platform) == ("Air scatters blue light.", "Sky", "reels")
    assert (await in_json(house, f"/v1/drafts/{draft_id}"))["script"] == read.script
    assert ours.unsent() == 0


async def test_two_that_edit_one_script_offline_both_keep_every_word(device):
    ours, theirs = device(), device()
    draft_id = ours.write("one two three")
    await settle(ours, theirs)
    ours.write("one OURS two three", draft_id)
    theirs.write("one two three THEIRS", draft_id)
    await settle(ours, theirs)
    assert (
        words(ours, draft_id)
        == words(theirs, draft_id)
        == sorted(["one", "two", "three", "OURS", "THEIRS"])
    )
    assert ours.read(draft_id).script == theirs.read(draft_id).script


async def test_the_proof_holds_once_all_is_there_and_not_before(device):
    ours, theirs = device(), device()
    ours.write("one")
    await settle(ours, theirs)
    proof = await ours.engine.prove()
    assert proof is not None
    assert proof.holds
    assert proof.rows >= 1
    assert proof.says == f"The server holds all {proof.changes} changes."
    ours.write("two")
    assert await ours.engine.prove() is None


# Every fault at the push, which is where words may be lost or doubled; some at the others.
@pytest.mark.parametrize(
    ("fault", "nth"),
    [*((fault, 1) for fault in FAULTS[1:]), *((f, n) for f in ("half", "html") for n in (0, 2))],
)
async def test_whatever_the_network_does_to_one_request_costs_nothing(
    house, device, fault: Fault, nth: int
):
    ours = device()
    draft_id = ours.write("one two")
    ours.network.plan = lambda request: fault if len(ours.network.requests) == nth + 1 else "none"
    try:
        await ours.sync()
    except Problem as problem:
        waits = (Code.SERVER_UNREACHABLE, Code.SERVER_BUSY, Code.INTERNAL_ERROR)
        assert problem.code in (*waits, Code.NOT_SIGNED_IN)  # noqa: PT017 - the others raise none
    except Crash:
        await ours.restart()
    assert ours.read(draft_id).script == "one two"
    await ours.sync()
    told = await in_json(house, f"/v1/drafts/{draft_id}")
    assert told["script"] == "one two"
    assert ours.unsent() == 0
    proof = await ours.engine.prove()
    assert proof is not None
    assert proof.holds


async def test_a_lost_answer_to_a_push_is_given_again_and_nothing_done_twice(house, device):
    ours = device()
    draft_id = ours.write("one")
    ours.network.plan = lambda request: (
        "answer-lost" if request.url.path.endswith("push") else "none"
    )
    assert (await problem_of(ours)).code is Code.SERVER_UNREACHABLE
    revision = (await in_json(house, f"/v1/drafts/{draft_id}"))["revision"]
    ours.network.plan = lambda request: "none"
    await ours.sync()
    assert (await in_json(house, f"/v1/drafts/{draft_id}"))["revision"] == revision
    assert ours.unsent() == 0


async def test_after_a_failure_less_is_sent_at_once_and_all_of_it_arrives(device):
    ours = device()
    for number in range(8):
        ours.write(f"script {number}")
    ops = ours.unsent()
    ours.network.plan = lambda request: "503" if request.url.path.endswith("push") else "none"
    await problem_of(ours)
    ours.network.plan = lambda request: "none"
    before = len(ours.network.requests)
    await ours.sync()
    pushes = [path for _, path in ours.network.requests[before:] if path.endswith("push")]
    assert len(pushes) > 1
    assert ours.unsent() == 0 < ops


async def test_a_restored_server_is_noticed_and_healed_by_those_who_remember(house, device):
    ours, theirs = device(), device()
    draft_id = ours.write("one")
    await settle(ours, theirs)
    copy = await house.back_up()
    ours.write("one two", draft_id, title="Later")
    made_later = theirs.write("three")
    await settle(ours, theirs)
    await house.restore(copy)
    assert (await in_json(house, f"/v1/drafts/{draft_id}"))["script"] == "one"
    await settle(ours, theirs)
    assert (await in_json(house, f"/v1/drafts/{draft_id}"))["script"] == "one two"
    assert (await in_json(house, f"/v1/drafts/{draft_id}"))["title"] == "Later"
    assert (await in_json(house, f"/v1/drafts/{made_later}"))["script"] == "three"
    for one in (ours, theirs):
        proof = await one.engine.prove()
        assert proof is not None
        assert proof.holds


async def test_a_device_restored_from_its_backup_goes_on_under_another_name(device, tmp_path):
    ours, theirs = device(), device()
    draft_id = ours.write("one")
    await settle(ours, theirs)
    await ours.copy_to(tmp_path / "copy")
    ours.write("one two", draft_id)
    await settle(ours, theirs)
    name = ours.storage.call(sync_state.load).device
    await ours.put_back(tmp_path / "copy")
    assert ours.read(draft_id).script == "one"
    ours.write("zero one", draft_id)
    await settle(ours, theirs)
    assert words(ours, draft_id) == words(theirs, draft_id) == ["one", "two", "zero"]
    assert ours.storage.call(sync_state.load).device != name


async def test_one_profile_on_two_machines_loses_nothing_of_either(device, tmp_path):
    ours = device()
    draft_id = ours.write("one")
    await ours.sync()
    await ours.copy_to(tmp_path / "machine-2")
    copy = device(tmp_path / "machine-2")
    ours.write("one OURS", draft_id)
    copy.write("COPY one", draft_id)
    await settle(ours, copy)
    assert words(ours, draft_id) == words(copy, draft_id) == ["COPY", "OURS", "one"]
    names = {one.storage.call(sync_state.load).device for one in (ours, copy)}
    assert len(names) == 2


async def test_many_deletions_are_asked_about_and_wait_for_the_answer(device):
    ours, theirs = device(), device()
    ids = [ours.write(f"script {number}") for number in range(10)]
    await settle(ours, theirs)
    for draft_id in ids[:6]:
        ours.storage.call(drafts.delete, draft_id)
    await ours.sync()
    problem = await problem_of(theirs)
    assert problem.code is Code.CONFIRM_DELETIONS
    assert "6 of 10" in problem.says
    assert theirs.storage.call(drafts.count) == 10
    assert (await problem_of(theirs)).code is Code.CONFIRM_DELETIONS
    await theirs.engine.confirm_deletions()
    await theirs.sync()
    assert theirs.storage.call(drafts.count) == 4


async def test_while_deletions_are_asked_about_own_edits_are_sent(house, device):
    ours, theirs = device(), device()
    ids = [ours.write(f"script {number}") for number in range(10)]
    await settle(ours, theirs)
    for draft_id in ids[:6]:
        ours.storage.call(drafts.delete, draft_id)
    await ours.sync()
    theirs.write("script 9, and more", ids[9])
    await problem_of(theirs)
    assert (await in_json(house, f"/v1/drafts/{ids[9]}"))["script"] == "script 9, and more"


async def test_a_clock_that_is_wrong_is_taken_into_account(device):
    ours, theirs = device(), device()
    ours.clock.now_ms += 7 * 86_400_000
    draft_id = ours.write("one", title="of the fast clock")
    await settle(ours, theirs)
    theirs.storage.call(drafts.edit, draft_id, {"title": "said after it"})
    await settle(theirs, ours)
    assert ours.read(draft_id).title == "said after it"
    offset_ms = ours.storage.call(sync_state.load).offset_ms
    assert abs(offset_ms - theirs.storage.call(sync_state.load).offset_ms) > 6 * 86_400_000


async def test_another_user_opens_another_file_and_sends_nothing_of_the_first(
    house, device, tmp_path
):
    ours = device(tmp_path / "shared-data")
    ours.write("unsent words")
    waiting = ours.unsent()
    await ours.close()
    first = (house.owner_id, house.token)
    await house.sign_up()
    another = device(tmp_path / "shared-data")
    await another.sync()
    assert another.storage.call(drafts.count) == another.unsent() == 0
    assert (await in_json(house, "/v1/drafts"))["drafts"] == []
    house.owner_id, house.token = first
    ours.open()
    assert ours.unsent() == waiting
    await ours.sync()
    assert len((await in_json(house, "/v1/drafts"))["drafts"]) == 1


async def test_what_was_written_before_any_sign_in_moves_in_and_is_sent(house, device, tmp_path):
    local = profiles.open_local(tmp_path / "data")
    draft_id = local.call(drafts.new).id
    local.call(drafts.edit_text, draft_id, "script", "before the sign-in")
    ours = device(tmp_path / "data")
    assert profiles.move_in(local, ours.storage) == 1
    local.close()
    await ours.sync()
    assert (await in_json(house, f"/v1/drafts/{draft_id}"))["script"] == "before the sign-in"


class Refusing(httpx.AsyncBaseTransport):
    """Refuses every push that speaks of one draft, as a server that cannot read it would."""

    def __init__(self, house: House, draft_id: UUID) -> None:
        self._house, self._draft_id = house, draft_id

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        is_packed = request.headers.get("Content-Encoding") == "gzip"
        content = gzip.decompress(request.content) if is_packed else request.content
        if str(self._draft_id).encode() in content:
            refused = {"code": "invalid-body", "detail": "No.", "remedy": "Never."}
            return httpx.Response(422, json=refused)
        return await self._house.transport.handle_async_request(request)


async def test_what_the_server_cannot_read_at_all_blocks_nothing_behind_it(house, device):
    ours = device()
    good = ours.write("good")
    bad = ours.storage.call(drafts.new).id
    other = ours.write("other")
    ours.network.server = Refusing(house, bad)
    await ours.sync()
    for draft_id, script in ((good, "good"), (other, "other")):
        assert (await in_json(house, f"/v1/drafts/{draft_id}"))["script"] == script
    assert ours.storage.call(outbox.count_waiting).ops == 0
    assert len(ours.storage.call(dead_letters.list_all)) >= 1
