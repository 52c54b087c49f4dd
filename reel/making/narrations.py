"""Narrations, those that were spoken before taken from the shelf."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import numpy as np

from contract.storyboards import Scene, Storyboard
from contract.values import Value
from contract.version import ENGINE_VERSION
from reel.making.shelf import put_file
from reel.narration import Speech, narrate_all
from reel.timing import Spoken, WordTime, words_of
from reel.voices import SILENT

END = ".speech"


class _Spoken(Value):
    """A speech as a file: its samples, their sha256, and when each word is heard."""

    rate_hz: int
    samples: str
    sha256: str
    words: tuple[tuple[int, int], ...]
    duration_ms: int
    loudness: tuple[int, ...]


def speak(
    storyboard: Storyboard, shelf: Path | None, is_cancelled: Callable[[], bool]
) -> tuple[Speech, ...]:
    """Every scene spoken, in order; what is not on the shelf yet stands there on return.

    Raises: as narrate_all.
    """
    if shelf is None or storyboard.voice.narrator == SILENT:
        return narrate_all(storyboard, is_cancelled)
    paths = [shelf / f"{_key(storyboard, scene)}{END}" for scene in storyboard.scenes]
    found = [_find(path) for path in paths]
    missing = [scene for scene, kept in zip(storyboard.scenes, found, strict=True) if kept is None]
    rest = storyboard.model_copy(update={"scenes": tuple(missing)})
    spoken = iter(narrate_all(rest, is_cancelled) if missing else ())
    return tuple(
        _kept(path, next(spoken)) if kept is None else kept
        for path, kept in zip(paths, found, strict=True)
    )


def _key(storyboard: Storyboard, scene: Scene) -> str:
    """Changes exactly when the sound would."""
    ingredients = (
        f"speech {ENGINE_VERSION} {storyboard.language} {storyboard.frame.fps}",
        storyboard.voice.model_dump_json(),
        *(f"{word.text}\n{word.joins}" for word in words_of(scene)),
    )
    digest = sha256()
    for ingredient in ingredients:
        encoded = ingredient.encode()
        digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.hexdigest()


def _find(path: Path) -> Speech | None:
    """None when it is not there, or not as it was put."""
    try:
        kept = _Spoken.model_validate_json(path.read_bytes())
        raw = b64decode(kept.samples, validate=True)
    except (OSError, ValueError):
        return None
    if sha256(raw).hexdigest() != kept.sha256:
        return None
    with suppress(OSError):
        path.touch()
    words = tuple(WordTime(*times) for times in kept.words)
    spoken = Spoken(words, kept.duration_ms, kept.loudness)
    return Speech(np.frombuffer(raw, "<i2").astype(np.int16), kept.rate_hz, spoken)


def _kept(path: Path, speech: Speech) -> Speech:
    """The speech, put on the shelf as far as there is room."""
    raw = speech.samples.astype("<i2").tobytes()
    card = _Spoken(
        rate_hz=speech.rate_hz,
        samples=b64encode(raw).decode("ascii"),
        sha256=sha256(raw).hexdigest(),
        words=tuple((time.start_ms, time.end_ms) for time in speech.spoken.words),
        duration_ms=speech.spoken.duration_ms,
        loudness=speech.spoken.loudness,
    )
    with suppress(OSError):
        put_file(path, lambda new: new.write_text(card.model_dump_json(), encoding="ascii"))
    return speech
