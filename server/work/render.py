"""A render child from the worker's side: started, listened to, ended."""

import asyncio
import os
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress

import structlog

from contract.problems import Code, Problem
from reel import own_command
from reel.process_group import VARIABLE
from server.work.holding import Halted
from server.work.orders import LINE, Made, Order, Refused, Told

# Drawing looks up with every frame; what takes longer, as the check of the finished file, is
# not waited for: cancelled means stopped within a second.
TO_END_BY_ITSELF_S = 0.5
# A line of ours holds a title and some paths; a longer one is not ours.
LONGEST_LINE_BYTES = 1 << 20
LONGEST_SAID_CHARS = 4000
# The kernel takes a killed process's memory back; the dead whom nobody buries are not waited for.
KILLED_WITHIN_S, LOOK_S = 0.3, 0.01
# Loading what draws took a second, and letting go of it takes no longer.
TO_END_ANSWERED_S = 10.0
# Who is silent for this long hangs, and would hold its claim for ever: the longest step without
# a word plays the finished video, 17 s of one core for three minutes.
LONGEST_SILENCE_S = 900.0
# A child that was ended from outside, perhaps for want of memory, gets a second chance: what
# it drew is on the shelf.
MOST_TRIES = 2

log = structlog.stdlib.get_logger("reelyard.render")


async def render(order: Order, on_told: Callable[[Told], None], halt: asyncio.Event) -> Made:
    """Have one variant made; its files are in the folder of the order then.

    On return, however it comes, no process of it is left.

    Raises: Problem as the engine says it, ENCODING_FAILED when the child died of itself twice;
    Halted once `halt` is set.
    """
    for _ in range(MOST_TRIES):
        answer = await _try(order, on_told, halt)
        if isinstance(answer, Made):
            return answer
        if halt.is_set():
            raise Halted
        if isinstance(answer, Refused):
            raise Problem(answer.code, answer.says, answer.remedy, retryable=answer.retryable)
    raise Problem(
        Code.ENCODING_FAILED,
        "The process that draws the video stopped before it was done.",
        "Try again; if it happens again, tell whoever runs this server.",
        retryable=True,
    )


async def _try(
    order: Order, on_told: Callable[[Told], None], halt: asyncio.Event
) -> Made | Refused | None:
    """One child from its start to its end; None when it ended without an answer."""
    child = await asyncio.create_subprocess_exec(
        *own_command.module("server.work.rendering"),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        limit=LONGEST_LINE_BYTES,
        # A group of its own, which is ended as a whole.
        start_new_session=True,
        env={**os.environ, VARIABLE: "1"},
    )
    said = asyncio.create_task(_read_said(child))
    halted = asyncio.create_task(halt.wait())
    answer = asyncio.create_task(_converse(child, order, on_told))
    try:
        await asyncio.wait((answer, halted), return_when=asyncio.FIRST_COMPLETED)
        return await answer if answer.done() else None
    finally:
        await _end(child)
        halted.cancel()
        answer.cancel()
        await asyncio.gather(halted, answer, return_exceptions=True)
        await _let_go_of_input(child)
        if child.returncode and not halt.is_set():
            log.warning("render child failed", code=child.returncode, said=await said)
        else:
            await said


async def _converse(
    child: Process, order: Order, on_told: Callable[[Told], None]
) -> Made | Refused | None:
    assert child.stdin is not None
    assert child.stdout is not None
    answer = None
    clock = asyncio.get_running_loop()
    with suppress(ConnectionError, TimeoutError):
        async with asyncio.timeout(LONGEST_SILENCE_S) as patience:
            child.stdin.write(order.model_dump_json().encode() + b"\n")
            # Left open: its end would end the child.
            await child.stdin.drain()
            async for raw in child.stdout:
                line = LINE.validate_json(raw)
                if isinstance(line, Told):
                    patience.reschedule(clock.time() + LONGEST_SILENCE_S)
                    on_told(line)
                else:
                    # What it still has to do is to end by itself.
                    patience.reschedule(clock.time() + TO_END_ANSWERED_S)
                    answer = line
            await child.wait()
    return answer


async def _end(child: Process) -> None:
    """True on return: the child and everything it has started are gone."""
    if child.returncode is None:
        with suppress(ProcessLookupError):
            child.terminate()
        with suppress(TimeoutError):
            await asyncio.wait_for(child.wait(), TO_END_BY_ITSELF_S)
    with suppress(ProcessLookupError):
        if os.name == "posix":
            # Even when it has ended: what it started lives on for a moment where it was killed.
            os.killpg(child.pid, signal.SIGKILL)
        elif child.returncode is None:
            child.kill()
    await child.wait()
    await _see_go(child.pid)


async def _see_go(group: int) -> None:
    """True on return: nothing of a group that was killed still runs."""
    waited_s = 0.0
    with suppress(ProcessLookupError, AttributeError):
        while waited_s < KILLED_WITHIN_S:
            os.killpg(group, 0)
            await asyncio.sleep(LOOK_S)
            waited_s += LOOK_S


async def _let_go_of_input(child: Process) -> None:
    """True on return: that the pipe to a child broke is no surprise to the loop."""
    assert child.stdin is not None
    child.stdin.close()
    # Pythons before 3.11.4 complain of a broken pipe that nobody asked about.
    with suppress(OSError):
        await child.stdin.wait_closed()


async def _read_said(child: Process) -> str:
    """The end of what the child wrote to standard error."""
    assert child.stderr is not None
    said = b""
    while piece := await child.stderr.read(1 << 16):
        said = (said + piece)[-LONGEST_SAID_CHARS:]
    return said.decode(errors="replace")
