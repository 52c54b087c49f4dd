"""A creator's picture, decoded once into the planes that every frame is warped from."""

import warnings
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from contract.drafts import Focus
from contract.problems import Code, Problem
from reel.pixels.planes import Bytes, Planes, half, ycc_of_rgb

# Room for Ken Burns: the picture is kept this much larger than the frame.
OVERSIZE = 1.2
# A 50-megapixel phone picture is fine; a 0.75 MB PNG that decodes to 846 MB is not.
MOST_PIXELS = 60_000_000
LARGEST_BYTES = 80 * 1024 * 1024
FORMATS = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True, eq=False)
class Mezzanine:
    """A picture covering the frame `OVERSIZE` times, and where its focus lies in it (0..1)."""

    planes: Planes
    focus: Focus


def check_picture(path: Path) -> None:
    """Pass when the file is a whole picture that we can draw.

    Raises: Problem MEDIA_NOT_FOUND, MEDIA_TOO_LARGE, MEDIA_UNREADABLE.
    """
    with _opened(path) as picture:
        _decoded(picture, path)


def load_picture(path: Path, focus: Focus, width_px: int, height_px: int) -> Mezzanine:
    """The picture upright, without alpha, cut to the frame's shape around its focus.

    Raises: as check_picture.
    """
    with _opened(path) as picture:
        upright = _decoded(picture, path)
    wide, high = (round(side * OVERSIZE / 2) * 2 for side in (width_px, height_px))
    scale = max(wide / upright.width, high / upright.height)
    size = (max(wide, round(upright.width * scale)), max(high, round(upright.height * scale)))
    pixels = cv2.resize(
        np.asarray(upright), size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    )
    left = _kept_start(focus.x, size[0], wide)
    top = _kept_start(focus.y, size[1], high)
    cut = np.ascontiguousarray(pixels[top : top + high, left : left + wide], dtype=np.uint8)
    inside = Focus(x=(focus.x * size[0] - left) / wide, y=(focus.y * size[1] - top) / high)
    return Mezzanine(_planes(cut), inside)


def _kept_start(focus: float, whole: int, kept: int) -> int:
    return min(max(round(focus * whole - kept / 2), 0), whole - kept)


def _opened(path: Path) -> Image.Image:
    if not path.is_file():
        raise Problem(
            Code.MEDIA_NOT_FOUND,
            f"There is no file {path.name}.",
            "Check its name, or leave it out.",
        )
    if path.stat().st_size > LARGEST_BYTES:
        raise Problem(
            Code.MEDIA_TOO_LARGE,
            f"{path.name} is larger than {LARGEST_BYTES // 2**20} MB.",
            "Save a smaller copy of the picture and use that.",
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(path, formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(path) from error
    except (UnidentifiedImageError, OSError, ValueError) as error:
        raise _unreadable(path) from error
    if picture.width * picture.height > MOST_PIXELS:
        picture.close()
        raise _too_many_pixels(path)
    return picture


def _decoded(picture: Image.Image, path: Path) -> Image.Image:
    try:
        # A picture that is as it should be is not copied: 12 megapixels cost 30 ms a time.
        ImageOps.exif_transpose(picture, in_place=True)
        upright: Image.Image = picture
        if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
            ground = Image.new("RGBA", upright.size, "white")
            return Image.alpha_composite(ground, upright.convert("RGBA")).convert("RGB")
        if upright.mode.startswith("I;16") or upright.mode == "I":
            levels = np.asarray(upright, dtype=np.float64) / 257
            upright = Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8))
        return upright if upright.mode == "RGB" else upright.convert("RGB")
    except (OSError, SyntaxError, ValueError, TypeError, EOFError, MemoryError) as error:
        raise _unreadable(path) from error


def _too_many_pixels(path: Path) -> Problem:
    return Problem(
        Code.MEDIA_TOO_LARGE,
        f"{path.name} has more than {MOST_PIXELS // 1_000_000} million pixels.",
        "Save a smaller copy of the picture and use that.",
    )


def _unreadable(path: Path) -> Problem:
    return Problem(
        Code.MEDIA_UNREADABLE,
        f"{path.name} is not a picture that can be opened.",
        "Use a whole JPEG, PNG or WebP file.",
    )


def _planes(pixels: Bytes) -> Planes:
    height, width = pixels.shape[:2]
    levels = ycc_of_rgb(pixels.astype(np.float32))
    planes = Planes.empty(width, height)
    planes.y[...] = np.clip(levels[..., 0] + 0.5, 0, 255).astype(np.uint8)
    for place, plane in ((1, planes.u), (2, planes.v)):
        small = half(np.ascontiguousarray(levels[..., place]), width, height)
        plane[...] = np.clip(small + 0.5, 0, 255).astype(np.uint8)
    return planes
