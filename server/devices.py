"""Devices: where somebody has signed in, and how a lost one is shut out."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from contract.accounts import DeviceAnswer
from server import sessions
from server.tables import Device

# Nobody has so many; a script that makes up an id each time it signs in soon would.
MOST_DEVICES = 100
# A list of devices tells minutes at best; writing more often than that is work for nothing.
SEEN_EVERY_S = 60
UNNAMED = "Unnamed device"

_SHOWN = (Device.id, Device.name, Device.created_at, Device.last_seen_at)


async def see(session: AsyncSession, user_id: UUID, device_id: UUID, name: str | None) -> None:
    """Note that a device signs in, under a new name if it gives one.

    Past `MOST_DEVICES` the one that was away for longest is forgotten, with its sessions.
    """
    seen = {"last_seen_at": func.reelyard_now()} | ({"name": name} if name else {})
    await session.execute(
        insert(Device)
        .values(user_id=user_id, id=device_id, name=name or UNNAMED)
        .on_conflict_do_update(index_elements=[Device.user_id, Device.id], set_=seen)
    )
    oldest = (
        select(Device.id)
        .where(Device.user_id == user_id, Device.id != device_id)
        .order_by(Device.last_seen_at.desc(), Device.id)
        .offset(MOST_DEVICES - 1)
    )
    # Two sign-ins that each want the other's device gone must not wait for one another.
    free = (
        select(Device.id)
        .where(Device.user_id == user_id, Device.id.in_(oldest))
        .with_for_update(skip_locked=True)
    )
    await _forget(session, user_id, Device.id.in_(free))


async def see_again(
    session: AsyncSession, user_id: UUID, device_id: UUID, name: str | None
) -> None:
    """Note that a device goes on with its session. Waits for nobody: one that is being
    forgotten stays forgotten."""
    seen = {"last_seen_at": func.reelyard_now()} | ({"name": name} if name else {})
    is_new = Device.last_seen_at < func.reelyard_now() - timedelta(seconds=SEEN_EVERY_S)
    free = (
        select(Device.user_id, Device.id)
        .where(Device.user_id == user_id, Device.id == device_id)
        .where(is_new if name is None else is_new | (Device.name != name))
        .with_for_update(skip_locked=True)
    )
    await session.execute(
        update(Device).where(tuple_(Device.user_id, Device.id).in_(free)).values(**seen)
    )


async def list_all(
    session: AsyncSession, user_id: UUID, current: UUID | None
) -> tuple[DeviceAnswer, ...]:
    """A user's devices, the one seen last first; `current` is the id of the one that asks."""
    found = await session.execute(
        select(*_SHOWN)
        .where(Device.user_id == user_id)
        .order_by(Device.last_seen_at.desc(), Device.id)
    )
    return tuple(DeviceAnswer(**row._asdict(), current=row.id == current) for row in found)


async def find(
    session: AsyncSession, user_id: UUID, device_id: UUID, current: UUID | None
) -> DeviceAnswer | None:
    """A device of this user."""
    found = await session.execute(
        select(*_SHOWN).where(Device.user_id == user_id, Device.id == device_id)
    )
    row = found.one_or_none()
    if row is None:
        return None
    return DeviceAnswer(**row._asdict(), current=row.id == current)


async def forget(session: AsyncSession, user_id: UUID, device_id: UUID) -> bool:
    """Forget a device of this user and revoke its sessions; false when there is none."""
    return await _forget(session, user_id, Device.id == device_id)


async def _forget(session: AsyncSession, user_id: UUID, which: ColumnElement[bool]) -> bool:
    """The row goes first: who is just signing in on it holds that row, and the session they
    start is seen once we have it."""
    gone = await session.execute(
        delete(Device).where(Device.user_id == user_id, which).returning(Device.id)
    )
    forgotten = gone.scalars().all()
    if forgotten:
        await sessions.revoke_of_devices(session, user_id, forgotten)
    return bool(forgotten)
