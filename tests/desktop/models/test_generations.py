"""Promises of what the dashboard shows: each draft once, progress that never falls."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from told_changes import ToldServer, pull_all, push_all

from contract.drafts import NewDraftBody
from contract.generations import GenerationAnswer
from contract.ids import variant_id_of
from contract.problems import Code, Problem
from contract.usage import UsageAnswer
from desktop.models import drafts, generations, usage
from desktop.models.storage import Storage

NO_FILES = {
    f"{kind}_url": None
    for kind in ("video", "proxy", "cover", "captions", "vtt", "text", "receipt")
}


def row(id: UUID, draft_id: UUID, status: str, second: int = 0) -> dict[str, Any]:
    """A generation as the log tells it."""
    one = {"id": str(variant_id_of(id, 0)), "index": 0, "status": "waiting", "title": None}
    sizes = {"differs_by": None, "duration_ms": None, "width": None, "height": None}
    return {
        "id": str(id),
        "draft_id": str(draft_id),
        "status": status,
        "error": {"code": "x", "says": "It broke.", "remedy": "Again."}
        if status == "failed"
        else None,
        "cooldown_until": None,
        "created_at": f"2026-11-22T14:05:{second:02}.000000Z",
        "variants": [{**one, **sizes, "saved": False}],
    }


def poll(told: dict[str, Any], **more: Any) -> GenerationAnswer:
    """The same as a poll answers it."""
    variants = [{**one, **NO_FILES} for one in told["variants"]]
    asked = {"stage": None, "progress_pct": 0, "queue_position": None, **more}
    return GenerationAnswer.model_validate({**told, **asked, "variants": variants})


def draft_of(storage: Storage, server: ToldServer) -> UUID:
    draft = storage.call(drafts.new, NewDraftBody(title="Sky"))
    push_all(storage, server)
    return draft.id


def test_a_draft_appears_once_with_its_latest_generation(
    storage: Storage, server: ToldServer
) -> None:
    draft_id, other = draft_of(storage, server), draft_of(storage, server)
    first, second = uuid4(), uuid4()
    server.tell("generation", first, row(first, draft_id, "failed", 1))
    server.tell("generation", second, row(second, draft_id, "running", 2))
    pull_all(storage, server)
    jobs = storage.call(generations.list_jobs)
    assert [(job.id, job.status, job.generation_id) for job in jobs] == [
        (other, "draft", None),
        (draft_id, "running", second),
    ]
    (only,) = storage.call(generations.list_jobs, status="running")
    assert (only.id, only.title, only.is_waiting) == (draft_id, "Sky", False)
    assert [one.id for one in storage.call(generations.list_of_draft, draft_id)] == [second, first]
    assert storage.call(generations.list_live) == (second,)
    error = storage.call(generations.get, first).error
    assert error is not None
    assert error.says == "It broke."
    storage.call(drafts.delete, draft_id)
    assert [job.id for job in storage.call(generations.list_jobs)] == [other]


def test_progress_never_falls_and_an_end_never_changes(
    storage: Storage, server: ToldServer
) -> None:
    draft_id, id = draft_of(storage, server), uuid4()
    told = row(id, draft_id, "running")
    server.tell("generation", id, told)
    pull_all(storage, server)
    for percent, shown in ((40, 40), (20, 40), (60, 60)):
        answer = poll(told, stage="drawing", progress_pct=percent)
        storage.call(generations.take_in_progress, answer)
        assert storage.call(generations.get, id).progress_pct == shown
    server.tell("generation", id, told)
    pull_all(storage, server)
    found = storage.call(generations.get, id)
    assert (found.progress_pct, found.stage) == (60, "drawing"), "a line of the log takes nothing"
    server.tell("generation", id, row(id, draft_id, "succeeded"))
    pull_all(storage, server)
    storage.call(generations.take_in_progress, poll(told, stage="drawing", progress_pct=70))
    found = storage.call(generations.get, id)
    assert (found.status, found.progress_pct, found.stage) == ("succeeded", 100, None)


def test_a_poll_of_what_is_not_here_is_no_reason_to_fail(storage: Storage) -> None:
    storage.call(generations.take_in_progress, poll(row(uuid4(), uuid4(), "running")))
    with pytest.raises(Problem) as found:
        storage.call(generations.get, uuid4())
    assert found.value.code is Code.NOT_FOUND


def test_the_meter_says_as_of_when(storage: Storage) -> None:
    assert storage.call(usage.read).told is None
    assert storage.call(usage.read).minutes_reserved == 0
    answer = UsageAnswer.model_validate(
        {
            "plan": "free",
            "exports_used": 3,
            "exports_limit": 10,
            "minutes_used": 1.5,
            "minutes_limit": 20,
            "minutes_reserved": 0.5,
            "boost_expires_at": None,
            "resets_at": "2026-12-01T00:00:00Z",
        }
    )
    storage.call(usage.take_in, answer)
    meter = storage.call(usage.read)
    assert meter.told == answer
    assert (meter.exports_used, meter.minutes_reserved) == (3, 0.5)
    assert meter.as_of_ms is not None
