"""Explainer's ground: a deep sky warming to its horizon, and seven light waves that follow
the voice."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from reel.pixels.backdrops.grain import generator, grain
from reel.pixels.planes import Floats, Planes, Ycc, ycc

FIELD_ROWS, FIELD_COLUMNS = 60, 34
STOP_PLACES = (0.0, 0.22, 0.47, 0.66, 0.75, 0.84, 0.93, 1.05)
# Shares of the height: where the lowest caption ends, and over how much light fades in.
CAPTIONS_END, LIGHT_RAMP = 0.65, 0.10
GRAIN_LEVELS = 2.2
CHROMA_GRAIN_LEVELS = 0.8
GRAIN_SEED = 7
# The field is held in 1/256 levels, so that its slow gradients show no steps.
FINE = 256
WAVES_FROM_PX = 1330
WAVE_STEP_PX = 66
WAVE_THICK_PX = 7
WAVE_REST_PX, WAVE_VOICE_PX = 14, 46
WAVE_LENGTHS = (1.0, 0.86, 0.74, 0.63, 0.54, 0.46, 0.38)
WAVE_X = np.linspace(-20, 1100, 160)
FPS = 30


@dataclass(frozen=True)
class _Wave:
    levels: Ycc
    rate: float
    phase: float
    y_px: float


class Spectrum:
    """The ground of one scene; `stops` are eight sky colours, then seven wave colours."""

    def __init__(
        self, stops: Sequence[str], seed: int, motion: float, width_px: int, height_px: int
    ) -> None:
        self._size = (width_px, height_px)
        self._scale = width_px / 1080
        self._motion = motion
        chance = generator(seed)
        self._drift = float(chance.uniform(0, 2 * math.pi))
        self._glow = float(chance.uniform(0.05, 0.95))
        self._stops = np.array([ycc(stop) for stop in stops[:8]], np.float32)
        self._rows, self._columns = (
            axis.astype(np.float32)
            for axis in np.mgrid[0 : 1 : FIELD_ROWS * 1j, 0 : 1 : FIELD_COLUMNS * 1j]
        )
        self._waves = tuple(
            _Wave(
                ycc(colour),
                length * float(chance.uniform(0.92, 1.08)),
                float(chance.uniform(0, 2 * math.pi)),
                WAVES_FROM_PX + WAVE_STEP_PX * place,
            )
            for place, (colour, length) in enumerate(zip(stops[8:], WAVE_LENGTHS, strict=True))
        )
        self._shapes = (
            np.array([[wave.y_px] for wave in self._waves]),
            np.array([[wave.rate] for wave in self._waves]),
            np.array([[wave.phase] for wave in self._waves]),
        )
        self._luma_grain = _fine_grain(width_px, height_px, GRAIN_LEVELS)
        self._chroma_grain = _fine_grain(width_px // 2, height_px // 2, CHROMA_GRAIN_LEVELS)

    def draw(self, frame: int, loudness: float, out: Planes) -> None:
        """Fill the frame."""
        t = frame / FPS * self._motion
        field = self._field(t)
        for place, (plane, step) in enumerate(out.each()):
            levels = np.interp(field, STOP_PLACES, self._stops[:, place])
            noise = self._luma_grain if step == 1 else self._chroma_grain
            coarse = (levels * FINE - noise[1]).astype(np.uint16)
            size = (self._size[0] // step, self._size[1] // step)
            fine = cv2.resize(coarse, size, interpolation=cv2.INTER_LINEAR)
            cv2.convertScaleAbs(cv2.add(fine, noise[0], fine), plane, alpha=1 / FINE)
        self._stroke(t, loudness, out)

    def _field(self, t: float) -> Floats:
        x, y = self._columns, self._rows
        swell = 0.055 * np.sin(2.2 * x + 0.35 * t + self._drift)
        swell += 0.035 * np.sin(4.1 * x - 0.27 * t + self._drift) * y
        lamp = self._glow + 0.08 * math.sin(0.2 * t)
        swell -= 0.05 * np.exp(-(((x - lamp) ** 2) * 9 + (y - 0.35) ** 2 * 14))
        swell += 0.05 * np.exp(-(((x - 1 + lamp) ** 2) * 8 + (y - 0.74) ** 2 * 18))
        # Light may rise only below the captions: behind them it would cost contrast.
        free = np.clip((y - CAPTIONS_END) / LIGHT_RAMP, 0, 1)
        return np.asarray(y + np.where(swell > 0, swell * free, swell), np.float32)

    def _stroke(self, t: float, loudness: float, out: Planes) -> None:
        ribbons = _ribbons(self._crests(t, loudness), WAVE_THICK_PX / 2) * self._scale
        for place, (plane, step) in enumerate(out.each()):
            fixed = np.round(ribbons / step * 16).astype(np.int32)
            for wave, ribbon in zip(self._waves, fixed, strict=True):
                cv2.fillPoly(plane, [ribbon], round(wave.levels[place]), cv2.LINE_AA, 4)

    def _crests(self, t: float, loudness: float) -> NDArray[np.float64]:
        """How high each wave stands at each of its points. Shape (waves, points)."""
        places, rates, phases = self._shapes
        middles = 540 + 120 * np.sin(0.3 * t + phases)
        envelopes = np.exp(-(((WAVE_X - middles) / 420) ** 2))
        height = WAVE_REST_PX + WAVE_VOICE_PX * loudness
        phases = phases - t * (1.6 + 0.6 * rates)
        return np.asarray(places + height * envelopes * np.sin(WAVE_X * rates * 0.052 + phases))


def _ribbons(y: NDArray[np.float64], half_px: float) -> NDArray[np.float64]:
    """The outlines of lines of even thickness: filling one costs a fifth of stroking it.

    Shape (lines, points) in, (lines, 2 * points, 2) out.
    """
    slope = np.gradient(y, WAVE_X, axis=1)
    length = np.sqrt(1 + slope * slope)
    across = np.stack([-slope / length, 1 / length], axis=2) * half_px
    lines = np.stack([np.broadcast_to(WAVE_X, y.shape), y], axis=2)
    return np.concatenate([lines + across, (lines - across)[:, ::-1]], axis=1)


def _fine_grain(width_px: int, height_px: int, strength: float) -> tuple[NDArray[np.uint16], float]:
    lift = 8 * FINE
    noise = grain(width_px, height_px, strength, GRAIN_SEED) * FINE + lift
    return np.clip(noise, 0, 2 * lift).astype(np.uint16), lift
