"""The creator's pictures, laid out for the child that draws them, under the names they know."""

import asyncio
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from contract.drafts import Draft
from server import media
from server.blobs import Blobs
from server.claiming import Claim
from server.database import reading
from server.parts import Parts

FOLDER = "pictures"


async def lay_out(parts: Parts, claim: Claim, scratch: Path) -> dict[str, Path]:
    """Where each picture of a claimed draft stands, by its sha256; one that is gone is left out,
    and whoever draws says so.

    The folder goes with the claim's scratch.
    """
    wanted = _pictures_of(claim.draft)
    if not wanted:
        return {}
    async with reading(parts.engine) as session:
        names = await media.names_of(session, claim.owner_id, wanted)
    return await asyncio.to_thread(_link, parts.blobs, names, scratch / FOLDER)


def _pictures_of(draft: Draft) -> tuple[str, ...]:
    return tuple(sorted({one.media for one in draft.placements if one.role == "picture"}))


def _link(blobs: Blobs, names: Mapping[str, str], folder: Path) -> dict[str, Path]:
    """A name of its own for each: what is said of a picture calls it as its owner does."""
    laid: dict[str, Path] = {}
    for sha256, name in names.items():
        stored, place = blobs.local_path_of(sha256), folder / sha256 / name
        if not stored.is_file():
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists():
            try:
                os.link(stored, place)
            except OSError:
                # Some file systems know one name a file.
                shutil.copyfile(stored, place)
        laid[sha256] = place
    return laid
