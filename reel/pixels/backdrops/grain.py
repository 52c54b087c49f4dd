"""Fixed film grain and seeded noise: it hides the bands of 8-bit video and costs few bits."""

from functools import lru_cache

import cv2
import numpy as np

from reel.pixels.planes import Floats

SOFTNESS_PX = 0.6


def generator(seed: int) -> np.random.Generator:
    """Numbers that are the same for a seed on every machine."""
    return np.random.Generator(np.random.PCG64(seed))


@lru_cache(maxsize=8)
def grain(width_px: int, height_px: int, strength: float, seed: int) -> Floats:
    """Noise of standard deviation `strength` in levels, shape (height, width)."""
    noise = generator(seed).standard_normal((height_px, width_px), dtype=np.float32)
    soft = cv2.GaussianBlur(noise, (0, 0), SOFTNESS_PX)
    return (soft * (strength / float(soft.std()))).astype(np.float32)
