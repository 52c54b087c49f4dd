"""Making a generation: claim it, make each variant that is not made yet, bring it to its end.

Every step is a checkpoint: a worker that comes after one that died goes on behind the last.
"""

import asyncio
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from contract.generations import ErrorAnswer
from contract.problems import Code, Problem
from server import claiming, ending, troubles
from server.blobs import Blobs
from server.claiming import Claim, ClaimedVariant, MadeFacts, PutFile
from server.database import transaction
from server.parts import Parts
from server.work import pictures, recipes
from server.work.holding import Halted, Holding, holding, ring
from server.work.orders import Made, Order, Recipe, Told
from server.work.render import render

# Beside the stored files, so that a file is moved, not carried.
SCRATCH, SHELF = "scratch", "shelf"

UNKNOWN_FAILURE = ErrorAnswer(
    code=Code.ENCODING_FAILED.value,
    says="No variant of the video could be made.",
    remedy="Nothing was charged. Try again, or change the draft a little.",
)

log = structlog.stdlib.get_logger("reelyard.work")


@dataclass(frozen=True)
class _Job:
    """What every step of one generation needs."""

    parts: Parts
    claim: Claim
    held: Holding
    scratch: Path

    @property
    def blobs(self) -> Blobs:
        """Where finished files are stored."""
        return self.parts.blobs


async def make_variants(parts: Parts, generation_id: UUID, give_back: asyncio.Event) -> None:
    """Take a generation up and bring it to its end.

    Nothing is done when there is nothing to do. When the right to it is lost on the way, or
    the generation is cancelled, the work stops within a second and writes nothing any more;
    once `give_back` is set, it is put back into the queue.
    """
    async with transaction(parts.engine) as session:
        claim = await claiming.claim(session, generation_id, parts.settings.lease_s)
    await ring(parts, generation_id)
    if claim is None:
        return
    noted = log.bind(generation=str(generation_id), fence=claim.fence)
    noted.info("taken up")
    with _scratch(parts, claim) as scratch:
        async with holding(parts, claim, give_back) as held:
            end = await _make(_Job(parts, claim, held, scratch))
    noted.info("let go", end=end)


async def _make(job: _Job) -> str:
    failures: list[Problem] = []
    try:
        for place, variant in enumerate(job.claim.variants):
            if variant.status in ("waiting", "drawing"):
                failure = await _make_one(job, place, variant)
                failures += [failure] if failure else []
    except Halted:
        return await _stop(job)
    return await _end(job, failures)


async def _make_one(job: _Job, place: int, variant: ClaimedVariant) -> Problem | None:
    """Make one variant, store it, say so; return why it could not be made.

    Raises: Halted.
    """
    claim, held, index = job.claim, job.held, variant.index
    fenced = (claim.generation_id, claim.fence, index)
    await held.write_fenced(lambda session: claiming.variant_drawing(session, *fenced))
    try:
        recipe = await held.write(lambda session: recipes.get(session, claim, index))
        made = await _render(job, place, recipe)
        stored = {kind: PutFile(*await job.blobs.put(path)) for kind, path in made.files.items()}
        await held.write_fenced(partial(_note_ready, job, index, made, stored))
    except Problem as problem:
        failed = log.bind(generation=str(claim.generation_id), code=problem.code.value)
        if troubles.is_ours(problem):
            failed.error("trouble of our own", says=problem.says)
        failed.info("variant failed")
        await held.write_fenced(lambda session: claiming.variant_failed(session, *fenced))
        return problem
    return None


async def _render(job: _Job, place: int, recipe: Recipe) -> Made:
    variants = len(job.claim.variants)

    def on_told(told: Told) -> None:
        job.held.note(told.stage, (100 * place + told.percent) // variants)

    order = Order(
        recipe=recipe,
        out=job.scratch / str(place),
        shelf=job.parts.settings.files / SHELF,
        media=await pictures.lay_out(job.parts, job.claim, job.scratch),
    )
    return await render(order, on_told, job.held.halt)


async def _note_ready(
    job: _Job, index: int, made: Made, stored: Mapping[str, PutFile], session: AsyncSession
) -> bool:
    facts = MadeFacts(
        title=made.title,
        differs_by=made.differs_by,
        duration_ms=made.duration_ms,
        made_ms=made.made_ms,
        width=made.width,
        height=made.height,
        files=stored,
    )
    claim = job.claim
    noted = await claiming.variant_ready(session, claim.generation_id, claim.fence, index, facts)
    for kind, file in stored.items():
        # Named now, so no sweep will take it any more; one that was at it is through.
        if await job.blobs.size_of(file.sha256) is None:
            await job.blobs.put(made.files[kind])
    return noted


async def _end(job: _Job, failures: list[Problem]) -> str:
    """Bring the generation to the end that its variants give it."""
    claim = job.claim
    id, fence = claim.generation_id, claim.fence
    before = sum(variant.status == "ready" for variant in claim.variants)
    tried = sum(variant.status in ("waiting", "drawing") for variant in claim.variants)
    if before + tried > len(failures):
        await job.held.write(lambda session: ending.succeed(session, id, fence))
        return "succeeded"
    why = ending.error_of(failures[0]) if failures else UNKNOWN_FAILURE
    await job.held.write(lambda session: ending.fail(session, id, fence, why))
    return "failed"


async def _stop(job: _Job) -> str:
    """Let go of a generation that is not to be finished here."""
    if job.held.is_lost:
        return "lost"
    queue, claim = job.parts.queue, job.claim
    await job.held.write(
        lambda session: claiming.give_back(session, queue, claim.generation_id, claim.fence)
    )
    return "given back"


@contextmanager
def _scratch(parts: Parts, claim: Claim) -> Iterator[Path]:
    """A folder for this claim alone, gone when the block is left, with those of claims before."""
    folder = parts.settings.files / SCRATCH
    for left in folder.glob(f"{claim.generation_id}-*"):
        shutil.rmtree(left, ignore_errors=True)
    path = folder / f"{claim.generation_id}-{claim.fence}"
    try:
        path.mkdir(parents=True)
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
