"""Who speaks: a scene's words into sound, and the time of every word."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from contract.problems import Code, Problem
from contract.storyboards import Scene, Storyboard, Voice
from reel import voices
from reel.narration import espeak
from reel.narration.alignment import align
from reel.narration.loudness_curve import SHORTEST_WORD_MS, follow, last_sound_ms
from reel.narration.speech import Samples, Speech
from reel.narration.utterances import Spelling, spell
from reel.timing import Spoken, WordTime, read_silently, words_of
from reel.voices import can_speak, voice_for

__all__ = ["Speech", "can_speak", "narrate", "narrate_all", "voice_for"]

# Two voices at a time keep two cores busy; each takes 0.1 s, so more would gain nothing.
AT_A_TIME = 2
# The rate of the built-in voice, so that silence and speech fit together.
RATE_HZ = 22_050


def narrate(scene: Scene, voice: Voice, language: str, fps: int) -> Speech:
    """The scene's words spoken, every one with its time; the same input gives the same bytes.

    Raises: Problem LANGUAGE_NOT_SPOKEN, NARRATION_FAILED, UNKNOWN_VOICE.
    """
    if voice.narrator == "silent":
        return _silence(scene, voice, language)
    reader = voices.reader_name(voice.name).partition("+")[0]
    shown = words_of(scene)
    words = [word.text for word in shown]
    voices.check_readable(words, reader)
    spelling = spell(words, reader, [word.joins for word in shown])
    if spelling.is_silent:
        return _silence(scene, voice, language)
    said = espeak.say(spelling, voice)
    end_ms = last_sound_ms(said.samples, said.rate_hz)
    samples = said.samples[: end_ms * said.rate_hz // 1000]
    times = _word_times(spelling, said, end_ms)
    spoken = Spoken(times, end_ms, follow(samples, said.rate_hz, fps))
    return Speech(samples, said.rate_hz, spoken)


def narrate_all(
    storyboard: Storyboard, is_cancelled: Callable[[], bool] = lambda: False
) -> tuple[Speech, ...]:
    """Every scene of a storyboard spoken, in order.

    Raises: as narrate, and Problem CANCELLED.
    """
    voice, language = storyboard.voice, storyboard.language

    def speak(scene: Scene) -> Speech:
        if is_cancelled():
            raise Problem(Code.CANCELLED, "Cancelled.", "Start again when you like.")
        return narrate(scene, voice, language, storyboard.frame.fps)

    with ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="narrator") as pool:
        return tuple(pool.map(speak, storyboard.scenes))


def _silence(scene: Scene, voice: Voice, language: str) -> Speech:
    spoken = read_silently(scene, voice.words_per_minute, language)
    samples: Samples = np.zeros(spoken.duration_ms * RATE_HZ // 1000, np.int16)
    return Speech(samples, RATE_HZ, spoken)


def _word_times(spelling: Spelling, said: espeak.Voiced, end_ms: int) -> tuple[WordTime, ...]:
    """A start and an end for every word; what is not spoken stands at its predecessor's end."""
    starts = align(spelling.words, said.events, end_ms)
    following = [*[start for start in starts if start is not None][1:], end_ms]
    nexts = iter(following)
    times: list[WordTime] = []
    for start in starts:
        if start is None:
            before = times[-1].end_ms if times else 0
            times.append(WordTime(before, before))
            continue
        until = next(nexts)
        heard = last_sound_ms(said.samples, said.rate_hz, start, until)
        times.append(WordTime(start, min(max(heard, start + SHORTEST_WORD_MS), until)))
    return tuple(times)
