"""Sync: devices that edit without a network say what they did, and read what others did."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from contract.problems import Code, Problem
from contract.syncing.hello import HelloAnswer, HelloBody, Place
from contract.syncing.pull import (
    MOST_CHANGES,
    USUAL_CHANGES,
    DigestAnswer,
    PullAnswer,
    SnapshotAnswer,
)
from contract.syncing.push import PushAnswer, PushBody
from contract.values import LARGEST_WHOLE_NUMBER
from server import digesting, pulling, pushing, snapshots, sync_devices
from server.api.answers import answers
from server.api.order import PackedRoute, Signed, SignedRoute, Wired
from server.api.packing import packed
from server.api.pages import Cursor
from server.database import one_moment, reading, transaction

router = APIRouter(route_class=SignedRoute, tags=["sync"])
pushes = APIRouter(route_class=PackedRoute, tags=["sync"])

HASH = "^[0-9a-f]{64}$"
Changes = Annotated[int, Query(ge=1, le=MOST_CHANGES, description="How many rows at most.")]
After = Annotated[
    int | None, Query(ge=0, le=LARGEST_WHOLE_NUMBER, description="Your cursor's number.")
]
Hash = Annotated[str | None, Query(pattern=HASH, description="Your cursor's hash.")]
Mark = Annotated[
    str | None,
    Query(
        pattern=r"^[0-9]{1,15}:[0-9a-f]{64}$",
        description="Your mark, as number and hash: `40:<64 hex>`.",
    ),
]


@router.post("/v1/sync/hello", responses=answers(Code.RESYNC, Code.OUTDATED))
async def hello(parts: Wired, caller: Signed, body: HelloBody) -> HelloAnswer:
    """Who this server is, what it knows of your device, and what it takes at once."""
    async with parts.gate.through(caller.owner_id), reading(parts.engine) as session:
        return await sync_devices.greet(session, caller.owner_id, body)


@pushes.post(
    "/v1/sync/push",
    response_model=PushAnswer,
    responses=answers(Code.RESYNC, Code.GAP, Code.DEVICE_FORK, Code.OUTDATED),
)
async def push(parts: Wired, caller: Signed, body: PushBody, request: Request) -> Response:
    """Carry out what a device did: all of a batch is stored, or nothing. Each op gets its answer;
    one that came before gets the answer that it was given then."""
    owner_id = caller.owner_id
    async with parts.gate.through(owner_id), transaction(parts.engine) as session:
        pushed = await pushing.push(session, owner_id, body)
    if pushed.seq is not None:
        parts.bell.ring(owner_id, pushed.seq)
    return await packed(request, pushed.answer.model_dump(mode="json"))


@router.get("/v1/sync/pull", response_model=PullAnswer, responses=answers(Code.RESYNC))
async def pull(
    parts: Wired,
    caller: Signed,
    request: Request,
    after: After = None,
    h: Hash = None,
    mark: Mark = None,
    limit: Changes = USUAL_CHANGES,
) -> Response:
    """The rows that changed after your cursor, as they are now. Without a cursor, all."""
    if (after is None) != (h is None):
        raise Problem(
            Code.INVALID_QUERY,
            "A cursor is a number and a hash, and one of them is missing.",
            "Send both after and h, or neither.",
        )
    cursor = None if after is None or h is None else Place(seq=after, h=h)
    async with parts.gate.through(caller.owner_id), one_moment(parts.engine) as session:
        page = await pulling.pull(
            session,
            caller.owner_id,
            after=cursor,
            mark=_place_of(mark),
            limit=limit,
            plans=parts.plans,
        )
    return await packed(request, page)


@router.get(
    "/v1/sync/snapshot",
    response_model=SnapshotAnswer,
    responses=answers(Code.INVALID_CURSOR, Code.RESYNC),
)
async def snapshot(
    parts: Wired,
    caller: Signed,
    request: Request,
    limit: Changes = USUAL_CHANGES,
    cursor: Cursor = None,
) -> Response:
    """Every row that there is. After the last page, pull from `at`."""
    async with parts.gate.through(caller.owner_id), one_moment(parts.engine) as session:
        page = await snapshots.read_page(
            session,
            caller.owner_id,
            cursor=cursor,
            limit=limit,
            secret=parts.settings.secret,
            plans=parts.plans,
        )
    return await packed(request, page)


@router.get("/v1/sync/digest")
async def digest(parts: Wired, caller: Signed) -> DigestAnswer:
    """One number for each kind of row: whoever holds the same has the same. Usage is in none:
    it is no row, but a reading."""
    async with parts.gate.through(caller.owner_id), one_moment(parts.engine) as session:
        return await digesting.read(session, caller.owner_id, parts.plans)


def _place_of(mark: str | None) -> Place | None:
    if mark is None:
        return None
    seq, _, h = mark.partition(":")
    return Place(seq=int(seq), h=h)
