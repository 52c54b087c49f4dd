"""The built-in narrator: espeak-ng from its wheel, a fresh process for every scene."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import espeakng_loader
import numpy as np

from contract.problems import Code, Problem
from contract.storyboards import Voice
from reel import own_command, voices
from reel.narration.alignment import Heard
from reel.narration.speech import Samples
from reel.narration.utterances import Spelling
from reel.process_group import apart

# Started as a file: `-m` would import the whole engine, 0.5 CPU-s for 0.06 s of work.
_CHILD = Path(__file__).with_name("espeak_child.py")
# The longest scene a script can hold is 20,000 characters: 4 s of work on a slow machine.
_PATIENCE_S = 120
# A little above the plain 50: livelier, still no sing-song.
_PITCH_RANGE = 58


class Voiced(NamedTuple):
    """What the voice said: mono samples, and the words it began, in milliseconds."""

    samples: Samples
    rate_hz: int
    events: Sequence[Heard]


def say(spelling: Spelling, voice: Voice) -> Voiced:
    """Speak a text, in a process of its own so that the same text gives the same bytes.

    Raises: Problem NARRATION_FAILED, UNKNOWN_VOICE.
    """
    request = {
        "library": espeakng_loader.get_library_path(),
        "data": espeakng_loader.get_data_path(),
        "voice": voices.reader_name(voice.name),
        "words_per_minute": voice.words_per_minute,
        "pitch": voice.pitch,
        "pitch_range": _PITCH_RANGE,
        "text": spelling.text,
    }
    head, _, samples = _answer(json.dumps(request).encode()).partition(b"\n")
    facts = json.loads(head)
    rate_hz = int(facts["rate_hz"])
    events = [Heard(place, round(sample * 1000 / rate_hz)) for place, sample in facts["words"]]
    return Voiced(np.frombuffer(samples, "<i2"), rate_hz, events)


def _answer(request: bytes) -> bytes:
    try:
        done = subprocess.run(  # type: ignore[call-overload]
            own_command.file(_CHILD),
            input=request,
            capture_output=True,
            timeout=_PATIENCE_S,
            check=True,
            # Ctrl-C is ours to handle: the child must not die of it first.
            **apart(),
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise Problem(
            Code.NARRATION_FAILED,
            "The built-in voice stopped without speaking.",
            'Run "reelyard doctor", or choose the voice "silent".',
            retryable=True,
        ) from error
    return bytes(done.stdout)
