"""Waiting until something happens, or until it is time."""

import asyncio
from collections.abc import Awaitable, Callable

# Waits that many seconds: asyncio.sleep, unless a test brings its own.
Sleep = Callable[[float], Awaitable[None]]


async def happens(event: asyncio.Event, within_s: float | None, sleep: Sleep) -> bool:
    """Whether it does before that time is over; without a time, it is waited for."""
    waits: list[asyncio.Task[object]] = [asyncio.create_task(event.wait())]
    if within_s is not None:
        waits.append(asyncio.create_task(_slept(sleep, within_s)))
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waits:
            one.cancel()
        await asyncio.gather(*waits, return_exceptions=True)
    return event.is_set()


async def _slept(sleep: Sleep, seconds: float) -> None:
    await sleep(seconds)
