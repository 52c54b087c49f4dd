"""When everything happens: speech times laid out as whole frames, scene by scene."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

import regex

from contract.presets import LookName
from contract.storyboards import Scene, SceneTiming, Shot, ShotTiming, Storyboard, Timing, Word
from reel.tokens import ends_clause, ends_sentence, is_emoji

Role = Literal["hook", "body", "closing"]

# A word of this many letters, its space included, is what "words per minute" counts.
AVERAGE_WORD_LETTERS = 5.0
# Every word takes this share of an average one to start, however short it is.
WORD_START_SHARE = 0.35
LONGEST_WORD_SHARE = 5.0
# How many Latin letters a letter of these stands for: whole syllables in some, and where
# vowels are not written, more than is seen. Measured on the built-in voice.
LETTERS_OF_SCRIPT = {
    "Han": 4.0,
    "Hiragana": 2.1,
    "Katakana": 2.1,
    "Hangul": 2.1,
    "Thai": 1.4,
    "Arabic": 1.6,
    "Hebrew": 1.25,
    "Devanagari": 1.55,
}
DIGIT_LETTERS = 2.6
# What letters do not tell: languages that leave many silent, or sound every one at length.
PACE_OF_LANGUAGE = {"ar": 1.1, "fr": 0.78, "hi": 1.15, "pl": 1.22, "tr": 1.28, "uk": 1.25}
SENTENCE_PAUSE_MS = 300
CLAUSE_PAUSE_MS = 120
# Pauses are part of the pace a preset asks for; words alone go this much faster.
PAUSELESS_SHARE = 0.70

TRANSITION_MS: dict[LookName, int] = {"explainer": 333, "list": 267, "story": 367}
LEAD_MS = 133
REST_MS = 267
CLOSING_REST_MS = 400
SHORTEST_MS: dict[Role, int] = {"hook": 1500, "body": 1200, "closing": 1800}
# A new subject stands just before its first word, so that eye and ear meet.
SHOT_LEAD_MS = 67
# Layouts weigh the same words again and again; a long script has about this many.
MOST_REMEMBERED_WORDS = 8192

_SLOW_LETTERS = {
    regex.compile(rf"\p{{Script={name}}}"): letters - 1
    for name, letters in LETTERS_OF_SCRIPT.items()
}
_DIGIT = regex.compile(r"\p{N}|[%$€£¥₹×+&@=]")
_LETTER = regex.compile(r"\p{L}")


class WordTime(NamedTuple):
    """When a word is spoken, from the start of its scene's speech."""

    start_ms: int
    end_ms: int


@dataclass(frozen=True)
class Spoken:
    """A scene's speech: a time for each of its words, and a loudness 0..255 for each frame of
    it; none where nothing is heard."""

    words: tuple[WordTime, ...]
    duration_ms: int
    loudness: tuple[int, ...]


@lru_cache(MOST_REMEMBERED_WORDS)
def reading_ms(text: str, words_per_minute: int) -> int:
    """Return how long a word takes to say at a pace, without the pause after it."""
    if is_emoji(text):
        return 0
    share = min(WORD_START_SHARE + _letters(text) / AVERAGE_WORD_LETTERS, LONGEST_WORD_SHARE)
    return round(60_000 * PAUSELESS_SHARE / words_per_minute * share)


@lru_cache(MOST_REMEMBERED_WORDS)
def pause_ms(text: str) -> int:
    """Return how long a voice rests after a word."""
    if ends_sentence(text):
        return SENTENCE_PAUSE_MS
    return CLAUSE_PAUSE_MS if ends_clause(text) else 0


def speech_ms(texts: Iterable[str], words_per_minute: int) -> int:
    """Return how long words take to say at a pace, with the pauses among and after them."""
    return sum(reading_ms(text, words_per_minute) + pause_ms(text) for text in texts)


def read_silently(scene: Scene, words_per_minute: int, language: str) -> Spoken:
    """Return the times a calm reader would take for a scene, with no sound at all."""
    times: list[WordTime] = []
    now = 0
    slowness = slowness_of(language)
    for word in words_of(scene):
        end = now + round(slowness * reading_ms(word.text, words_per_minute))
        times.append(WordTime(now, end))
        now = end + pause_ms(word.text)
    duration = times[-1].end_ms if times else 0
    return Spoken(tuple(times), duration, ())


def silent_ms(texts: Sequence[str], words_per_minute: int, language: str) -> int:
    """Return how long `read_silently` takes for a scene of these words."""
    slowness = slowness_of(language)
    spoken = sum(round(slowness * reading_ms(text, words_per_minute)) for text in texts)
    return spoken + sum(map(pause_ms, texts[:-1]))


def words_of(scene: Scene) -> tuple[Word, ...]:
    """Return the words of a scene's shots in order."""
    return tuple(word for shot in scene.shots for word in shot.words)


def schedule(storyboard: Storyboard, spoken: Sequence[Spoken]) -> Timing:
    """Return when each scene, shot and word happens, in whole frames."""
    fps = storyboard.frame.fps
    transition = transition_frames(storyboard.style.look, fps)
    last = len(storyboard.scenes) - 1
    return Timing(
        scenes=tuple(
            _scene_timing(
                scene,
                speech,
                fps,
                enters=transition if place > 0 else 0,
                leaves=transition if place < last else 0,
            )
            for place, (scene, speech) in enumerate(zip(storyboard.scenes, spoken, strict=True))
        )
    )


def scene_starts(timing: Timing) -> tuple[int, ...]:
    """Return the absolute frame at which each scene's own clock starts."""
    starts: list[int] = []
    now = 0
    for scene in timing.scenes:
        starts.append(now)
        now += scene.enters_frames + scene.body_frames
    return tuple(starts)


def total_frames(timing: Timing) -> int:
    """Return the length of the whole video."""
    return sum(scene.enters_frames + scene.body_frames for scene in timing.scenes)


def estimate_ms(storyboard: Storyboard) -> int:
    """Return how long the video will be at reading pace, before anyone has spoken."""
    pace = storyboard.voice.words_per_minute
    spoken = [read_silently(scene, pace, storyboard.language) for scene in storyboard.scenes]
    frames = total_frames(schedule(storyboard, spoken))
    return round(frames * 1000 / storyboard.frame.fps)


def transition_frames(look: LookName, fps: int) -> int:
    """Return how long one scene gives way to the next in a look."""
    return _frames(TRANSITION_MS[look], fps)


def body_frames(role: Role, spoken_ms: int, fps: int) -> int:
    """Return how long a scene stands alone, from the end of the transition into it."""
    rest = CLOSING_REST_MS if role == "closing" else REST_MS
    body = _frames(LEAD_MS, fps) + _frames(spoken_ms, fps) + _frames(rest, fps)
    return max(body, _frames(SHORTEST_MS[role], fps))


def _scene_timing(scene: Scene, spoken: Spoken, fps: int, enters: int, leaves: int) -> SceneTiming:
    speech = enters + _frames(LEAD_MS, fps)
    body = max(body_frames(scene.role, spoken.duration_ms, fps), 2 * len(scene.shots))
    lead = _frames(SHOT_LEAD_MS, fps)
    starts = _rising(speech + _frames(time.start_ms, fps) for time in spoken.words)
    return SceneTiming(
        enters_frames=enters,
        body_frames=body,
        leaves_frames=leaves,
        speech_frame=speech,
        shots=_shot_timings(scene.shots, starts, enters + body + leaves, lead),
        loudness=_fitted(spoken.loudness, speech, enters + body + leaves),
    )


def slowness_of(language: str) -> float:
    """Return how much longer than its letters say a language takes to read."""
    return PACE_OF_LANGUAGE.get(language.split("-", maxsplit=1)[0], 1.0)


def _fitted(loudness: Sequence[int], first: int, length: int) -> tuple[int, ...]:
    """A speech's loudness on its scene's clock: silent before it and after it."""
    return (*(0,) * first, *loudness, *(0,) * length)[:length]


def _shot_timings(
    shots: Sequence[Shot], starts: Sequence[int], end_frame: int, lead: int
) -> tuple[ShotTiming, ...]:
    """Shots that tile [0, end_frame), each from just before its first word."""
    timings: list[ShotTiming] = []
    first_frame, first_word = 0, 0
    for place, shot in enumerate(shots):
        end_word = first_word + len(shot.words)
        is_last = place == len(shots) - 1
        end = end_frame if is_last else max(starts[end_word] - lead, starts[end_word - 1] + 1)
        end = max(end, first_frame + 1)
        words = tuple(starts[first_word:end_word])
        timings.append(ShotTiming(first_frame=first_frame, end_frame=end, word_frames=words))
        first_frame, first_word = end, end_word
    return tuple(timings)


def _rising(frames: Iterable[int]) -> tuple[int, ...]:
    rising: list[int] = []
    for frame in frames:
        rising.append(max(frame, rising[-1]) if rising else frame)
    return tuple(rising)


def _frames(ms: int, fps: int) -> int:
    return round(ms * fps / 1000)


def _letters(text: str) -> float:
    letters = "".join(_LETTER.findall(text))
    extra = sum(weight * len(slow.findall(letters)) for slow, weight in _SLOW_LETTERS.items())
    return len(letters) + extra + DIGIT_LETTERS * len(_DIGIT.findall(text))
