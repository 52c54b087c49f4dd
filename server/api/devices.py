"""The devices on which somebody has signed in."""

from fastapi import APIRouter, Response

from contract.accounts import DeviceAnswer, DevicesAnswer
from server import devices
from server.absence import nothing_here
from server.api.order import Signed, SignedRoute, Wired
from server.api.paths import id_of
from server.database import reading, transaction

router = APIRouter(route_class=SignedRoute, tags=["accounts"])


@router.get("/v1/devices")
async def list_devices(parts: Wired, caller: Signed) -> DevicesAnswer:
    """All of them, the one seen last first."""
    async with parts.gate.through(caller.owner_id), reading(parts.engine) as session:
        found = await devices.list_all(session, caller.owner_id, caller.device_id)
    return DevicesAnswer(devices=found, next_cursor=None)


@router.get("/v1/devices/{id}")
async def get_device(parts: Wired, caller: Signed, id: str) -> DeviceAnswer:
    """One of them."""
    device_id = id_of(id)
    async with parts.gate.through(caller.owner_id), reading(parts.engine) as session:
        found = await devices.find(session, caller.owner_id, device_id, caller.device_id)
    if found is None:
        raise nothing_here()
    return found


@router.delete("/v1/devices/{id}", status_code=204)
async def forget_device(parts: Wired, caller: Signed, id: str) -> Response:
    """Forget a device: whoever is signed in on it is no more."""
    device_id = id_of(id)
    async with parts.gate.through(caller.owner_id), transaction(parts.engine) as session:
        was_there = await devices.forget(session, caller.owner_id, device_id)
    if not was_there:
        raise nothing_here()
    return Response(status_code=204)
