"""The receipt of a finished variant, from what was used and what was made."""

from collections.abc import Sequence
from hashlib import file_digest, sha256
from pathlib import Path

from contract.receipts import MadeFile, MadeSegment, Measurements, Named, Receipt
from contract.storyboards import Storyboard
from contract.version import ENGINE_VERSION, PRODUCT_VERSION
from reel.pixels.encode import THREADS
from reel.pixels.ffmpeg import get_ffmpeg
from reel.pixels.segments import Segment, font_hashes


def make_receipt(
    storyboard: Storyboard,
    segments: Sequence[Segment],
    measurements: Measurements,
    files: Sequence[Path],
) -> Receipt:
    """The receipt: the same for the same draft and seed, wherever and whenever it is made."""
    pictures = (scene.picture for scene in storyboard.scenes)
    return Receipt(
        product=f"reelyard {PRODUCT_VERSION}",
        engine=ENGINE_VERSION,
        ffmpeg=get_ffmpeg().version,
        encoder_threads=THREADS,
        seed=storyboard.seed,
        variant=storyboard.variant,
        differs_by=storyboard.differs_by,
        storyboard_sha256=sha256(storyboard.model_dump_json().encode()).hexdigest(),
        fonts=tuple(Named(name=name, sha256=digest) for name, digest in font_hashes()),
        media=tuple(sorted({picture.media for picture in pictures if picture is not None})),
        segments=tuple(
            MadeSegment(kind=made.kind, scene=made.scene, frames=made.frames, key=made.key)
            for made in segments
        ),
        files=tuple(_made(path) for path in files),
        measurements=measurements,
    )


def as_json(receipt: Receipt) -> str:
    """The receipt as the file that stands beside the video."""
    return receipt.model_dump_json(indent=2) + "\n"


def _made(path: Path) -> MadeFile:
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return MadeFile(kind="".join(path.suffixes)[1:], size_bytes=path.stat().st_size, sha256=digest)
