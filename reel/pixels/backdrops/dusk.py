"""Story's ground: a sky with stars, a sun that travels, five ridges passing at their own pace."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from reel.pixels.backdrops.grain import generator, grain
from reel.pixels.planes import Bytes, Floats, Planes, Ycc, ycc

FPS = 30
# The sky is held in 1/256 levels, so that neither it nor the glow shows steps.
FINE = 256
# The horizon's light lies in the strip between the captions and the ridges.
STOP_PLACES = (0.0, 0.3, 0.5, 0.65, 0.71, 0.78)
SKY_STOPS, RIDGES = 6, 5
GRAIN_LEVELS = 2.0
CHROMA_GRAIN_LEVELS = 0.7
GRAIN_SEED = 12
GLOW_ROWS, GLOW_COLUMNS = 120, 68
GLOW_SHARE = 0.22
GLOW_REACH_PX = 230
# The glow follows the sun in steps too small to see.
GLOW_STEP_PX = 4
STARS = 90
STARS_TO_PX = 640
TWINKLES = 12
# How far a twinkling star's light swells and sinks, in levels, and in how many frames.
TWINKLE_LEVELS = 46
TWINKLE_FRAMES = 96
RIDGE_STEP_PX = 4
RIDGE_NOISE_PX = 22
# The land is this long before it comes again.
RIDGE_WORLD_PX = 14080
RIDGE_NOISE_COUNT = 640
# No crest may reach the captions.
CREST_PX = 1258
# A circle's edge with sixteenths of a pixel.
SUBPIXEL_BITS = 4


@dataclass(frozen=True)
class Spot:
    """Where the sun stands and how large it is, in px of a 1080 wide frame."""

    x_px: float
    y_px: float
    radius_px: float


# Where the sun is in a frame on the scene's clock.
SunAt = Callable[[int], Spot]


@dataclass(frozen=True)
class _Ridge:
    levels: Ycc
    base_px: float
    height_px: float
    speed_px_s: float
    roughness: float


# Base line, height and speed of each ridge, far to near, and how fine its shape is.
_RIDGE_SHAPES = (
    (1330, 66, 6, 2.3),
    (1420, 95, 11, 3.1),
    (1520, 110, 19, 4.0),
    (1640, 120, 32, 5.2),
    (1770, 90, 52, 7.0),
)


class Dusk:
    """The ground of one scene; `stops` are six sky colours, five ridge colours far to near,
    then the sun's top and bottom."""

    def __init__(
        self,
        stops: Sequence[str],
        sun: SunAt,
        seed: int,
        motion: float,
        begun_s: float,
        width_px: int,
        height_px: int,
    ) -> None:
        self._size = (width_px, height_px)
        self._scale = width_px / 1080
        self._sun, self._motion, self._begun_s = sun, motion, begun_s
        self._sun_stops = (ycc(stops[-2]), ycc(stops[-1]))
        self._ridges = tuple(
            _Ridge(ycc(colour), *shape)
            for colour, shape in zip(stops[SKY_STOPS:-2], _RIDGE_SHAPES, strict=True)
        )
        chance = generator(seed)
        self._phases = chance.uniform(0, 2 * math.pi, (RIDGES, 6))
        self._noise = chance.standard_normal((RIDGES, RIDGE_NOISE_COUNT))
        self._stars = _stars(seed)
        self._grains = tuple(
            _fine_grain(width_px // step, height_px // step, strength)
            for step, strength in ((1, GRAIN_LEVELS), (2, CHROMA_GRAIN_LEVELS))
        )
        self._skies = self._prepared(stops[:SKY_STOPS])
        self._glows = tuple(np.empty_like(sky) for sky in self._skies)
        # The sky with its glow, and that with the sun: made again only as the sun moves.
        self._sky, self._plate = (Planes.empty(width_px, height_px) for _ in range(2))
        self._glow_spot: Spot | None = None
        self._plate_spot: Spot | None = None
        world = np.arange(RIDGE_WORLD_PX // RIDGE_STEP_PX) * float(RIDGE_STEP_PX)
        self._worlds = tuple(
            self._heights(place, ridge, world) for place, ridge in enumerate(self._ridges)
        )
        self._rows, self._columns = (
            axis.astype(np.float32)
            for axis in np.mgrid[
                0 : height_px / self._scale : GLOW_ROWS * 1j, 0 : 1080 : GLOW_COLUMNS * 1j
            ]
        )
        # A ridge ends where the lowest valley of the next one begins to cover it.
        valleys = (
            ridge.base_px - ridge.height_px * float(heights.min())
            for ridge, heights in zip(self._ridges[1:], self._worlds[1:], strict=True)
        )
        self._feet = (*valleys, height_px / self._scale)

    def draw(self, frame: int, loudness: float, out: Planes) -> None:
        """Fill the frame."""
        spot = self._sun(frame)
        if spot != self._plate_spot:
            self._draw_sky(spot)
            self._plate.copy_from(self._sky)
            self._draw_sun(spot, self._plate)
            self._plate_spot = spot
        out.copy_from(self._plate)
        self._draw_twinkles(frame, spot, out)
        seconds = self._begun_s + frame / FPS
        for place, ridge in enumerate(self._ridges):
            self._draw_ridge(place, ridge, seconds * self._motion * ridge.speed_px_s, out)

    # ------------------------------------------------------------------- sky

    def _prepared(self, stops: Sequence[str]) -> tuple[NDArray[np.uint16], ...]:
        """The sky without its sun, grain and stars included, plane by plane."""
        height = self._size[1]
        colours = np.array([ycc(stop) for stop in stops], np.float32)
        skies = []
        for place, step in enumerate((1, 2, 2)):
            where = (np.arange(height // step) + 0.5) * step / height
            rows = np.interp(where, STOP_PLACES, colours[:, place]).astype(np.float32) * FINE
            noise, lift = self._grains[min(step - 1, 1)]
            column = (rows - lift).astype(np.uint16)[:, None]
            skies.append(noise + column)
        self._set_stars(skies[0])
        return tuple(skies)

    def _set_stars(self, sky: NDArray[np.uint16]) -> None:
        rows = int(STARS_TO_PX * self._scale) + 8
        light = np.zeros((rows, self._size[0]), np.uint8)
        for x, y, radius, level in self._stars:
            centre = (_fixed(x * self._scale), _fixed(y * self._scale))
            size = _fixed(max(radius * self._scale, 0.5))
            cv2.circle(light, centre, size, level, -1, cv2.LINE_AA, SUBPIXEL_BITS)
        top = sky[:rows]
        cv2.add(top, light.astype(np.uint16) * np.uint16(FINE), top)

    def _draw_sky(self, spot: Spot) -> None:
        x, y, radius = (
            round(side / GLOW_STEP_PX) * GLOW_STEP_PX
            for side in (spot.x_px, spot.y_px, spot.radius_px)
        )
        if self._glow_spot == (coarse := Spot(x, y, radius)):
            return
        self._glow_spot = coarse
        away = np.hypot(self._columns - x, self._rows - y) - radius
        glow = GLOW_SHARE * np.exp(-np.maximum(away, 0) / GLOW_REACH_PX)
        levels = self._sun_stops[1]
        for place, (plane, _) in enumerate(self._sky.each()):
            light = (levels[place] - (16, 128, 128)[place]) * FINE
            sky, full = self._skies[place], self._glows[place]
            small = (glow * abs(light)).astype(np.uint16)
            cv2.resize(small, (plane.shape[1], plane.shape[0]), dst=full)
            (cv2.add if light > 0 else cv2.subtract)(sky, full, full)
            cv2.convertScaleAbs(full, plane, alpha=1 / FINE)

    def _draw_twinkles(self, frame: int, spot: Spot, out: Planes) -> None:
        reach = max(1, round(self._scale))
        for place, (x, y, _, _) in enumerate(self._stars[:TWINKLES]):
            if math.hypot(x - spot.x_px, y - spot.y_px) < spot.radius_px + 12:
                continue
            swell = math.sin(2 * math.pi * (frame / TWINKLE_FRAMES + place / TWINKLES * 5))
            left, top = int(x * self._scale) - reach // 2, int(y * self._scale) - reach // 2
            star = out.y[max(top, 0) : top + reach + 1, max(left, 0) : left + reach + 1]
            light = np.minimum(star.astype(np.int16) + round(TWINKLE_LEVELS * max(swell, 0)), 235)
            star[...] = light

    # ------------------------------------------------------------------- sun

    def _draw_sun(self, spot: Spot, out: Planes) -> None:
        for place, (plane, step) in enumerate(out.each()):
            share = self._scale / step
            # Chroma's pixel centres lie between two of luma's.
            x, y = (side * share - 0.5 for side in (spot.x_px, spot.y_px))
            radius = spot.radius_px * share
            left, top = max(math.floor(x - radius) - 1, 0), max(math.floor(y - radius) - 1, 0)
            right = min(math.ceil(x + radius) + 2, plane.shape[1])
            bottom = min(math.ceil(y + radius) + 2, plane.shape[0])
            if right <= left or bottom <= top:
                continue
            there = plane[top:bottom, left:right]
            mask = np.zeros(there.shape, np.uint8)
            centre = (_fixed(x - left), _fixed(y - top))
            cv2.circle(mask, centre, _fixed(radius), 255, -1, cv2.LINE_AA, SUBPIXEL_BITS)
            disc = self._disc(place, step, (left, top, right, bottom), (y - radius, y + radius))
            cv2.multiply(disc, mask, disc, 1 / 255)
            cv2.bitwise_not(mask, mask)
            cv2.multiply(there, mask, there, 1 / 255)
            cv2.add(there, disc, there)

    def _disc(
        self, place: int, step: int, window: tuple[int, int, int, int], ends: tuple[float, float]
    ) -> Bytes:
        left, top, right, bottom = window
        noise, lift = self._grains[min(step - 1, 1)]
        first, last = (stop[place] * FINE for stop in self._sun_stops)
        way = np.clip((np.arange(top, bottom) - ends[0]) / (ends[1] - ends[0]), 0, 1)
        column = (first + (last - first) * way - lift).astype(np.uint16)[:, None]
        fine = noise[top:bottom, left:right] + column
        return np.asarray(cv2.convertScaleAbs(fine, alpha=1 / FINE), np.uint8)

    # ---------------------------------------------------------------- ridges

    def _draw_ridge(self, place: int, ridge: _Ridge, travelled_px: float, out: Planes) -> None:
        first = math.floor(travelled_px / RIDGE_STEP_PX) - 5
        places = first + np.arange(1120 // RIDGE_STEP_PX + 6)
        world = places * float(RIDGE_STEP_PX)
        y = ridge.base_px - ridge.height_px * self._worlds[place][places % len(self._worlds[place])]
        x = world - travelled_px
        # What the nearer ridges cover is not drawn twice.
        foot = self._feet[place]
        line = np.stack([x, y], axis=1)
        outline = np.concatenate([line, [[1110.0, foot + 8], [-30.0, foot + 8]]]) * self._scale
        for (plane, step), level in zip(out.each(), ridge.levels, strict=True):
            fixed = np.round((outline / step - 0.5) * 2**SUBPIXEL_BITS).astype(np.int32)
            cv2.fillPoly(plane, [fixed], round(level), cv2.LINE_AA, SUBPIXEL_BITS)

    def _heights(self, place: int, ridge: _Ridge, world: NDArray[np.floating]) -> Floats:
        """The ridge's line at places of its world, in its heights."""
        waves = np.zeros(len(world))
        for turn, phase in enumerate(self._phases[place]):
            # Whole turns in the land's length, so that it joins onto itself.
            turns = round(ridge.roughness * (turn + 1) * 0.00115 * RIDGE_WORLD_PX / math.tau)
            rate = turns * math.tau / RIDGE_WORLD_PX
            waves += np.sin(world * rate + phase) / (turn + 1) ** 1.15
        if place > 1:
            span = RIDGE_NOISE_COUNT * RIDGE_NOISE_PX
            knots = np.arange(RIDGE_NOISE_COUNT + 1) * float(RIDGE_NOISE_PX)
            rough = np.append(self._noise[place], self._noise[place, 0])
            waves += 0.10 * np.interp(world % span, knots, rough)
        # The higher, the flatter: crests come near the highest line allowed, never over it.
        room = (ridge.base_px - CREST_PX) / ridge.height_px
        crests = room * (1 - np.exp(-np.maximum(waves, 0) / room))
        return np.asarray(np.minimum(waves, 0) + crests, np.float32)


def _stars(seed: int) -> tuple[tuple[float, float, float, int], ...]:
    """Places, radii and levels, the twinkling ones first; seldom where words stand."""
    chance = generator(seed + 1)
    found = []
    for _ in range(STARS):
        x, y = chance.uniform(0, 1080), chance.uniform(0, STARS_TO_PX)
        radius, level = chance.uniform(0.6, 1.7), chance.uniform(70, 150)
        found.append((float(x), float(y), float(radius), int(level * (1 - 0.6 * y / STARS_TO_PX))))
    return tuple(found)


def _fixed(value: float) -> int:
    return round(value * (1 << SUBPIXEL_BITS))


def _fine_grain(width_px: int, height_px: int, strength: float) -> tuple[NDArray[np.uint16], float]:
    lift = 8 * FINE
    noise = grain(width_px, height_px, strength, GRAIN_SEED) * FINE + lift
    return np.clip(noise, 0, 2 * lift).astype(np.uint16), lift
