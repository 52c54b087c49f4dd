"""Speech: the samples of one scene's narration, with the time of each of its words."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reel.timing import Spoken

Samples = NDArray[np.int16]


@dataclass(frozen=True, eq=False)
class Speech:
    """One scene spoken: mono samples from the start of speech, and when each word is heard."""

    samples: Samples
    rate_hz: int
    spoken: Spoken
