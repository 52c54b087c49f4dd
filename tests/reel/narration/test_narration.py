"""Scenes spoken by the real voice."""

import ctypes
import io
import json
import subprocess
import sys
from itertools import pairwise

import espeakng_loader
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.problems import Code, Problem
from contract.storyboards import PunchSubject, Scene, Shot, Span, Word
from reel import voices
from reel.narration import espeak, espeak_child, narrate, voice_for

FPS = 30


def scene_of(*texts):
    """A scene with one shot for each text."""
    shots = []
    for text in texts:
        words = tuple(Word(text=part, key=False, joins=False) for part in text.split())
        cards = (Span(first=0, end=len(words)),)
        subject = PunchSubject(kind="punch", text=text)
        shots.append(Shot(words=words, cards=cards, captioned=True, subject=subject))
    return Scene(
        role="body", label="", position=1, total=1, seed=1, shots=tuple(shots), picture=None
    )


def spoken(text, language="en", pace=160, wanted=None):
    return narrate(scene_of(text), voice_for(language, wanted, pace), language, FPS)


def assert_sound(speech, words):
    """Every word has a time, in order, inside the speech."""
    times = speech.spoken.words
    assert len(times) == words
    assert all(time.start_ms <= time.end_ms for time in times)
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(times))
    assert times[-1].end_ms <= speech.spoken.duration_ms
    lasting_ms = len(speech.samples) * 1000 / speech.rate_hz
    assert abs(lasting_ms - speech.spoken.duration_ms) <= 10


def test_the_same_scene_gives_the_same_bytes():
    first, second = spoken("Say it twice, please."), spoken("Say it twice, please.")
    assert first.samples.tobytes() == second.samples.tobytes()
    assert first.spoken == second.spoken


def test_every_word_of_every_shot_has_its_time():
    scene = scene_of("One idea here.", "Another there!")
    speech = narrate(scene, voice_for("en", None, 160), "en", FPS)
    assert_sound(speech, 5)
    assert speech.spoken.words[-1].end_ms == pytest.approx(speech.spoken.duration_ms, abs=20)


def test_a_word_is_heard_where_its_time_says():
    # After a full stop the sound begins anew: measured, not taken from the voice's word.
    speech = spoken("Stop. Look. Listen. Wait. Go.")
    step = speech.rate_hz // 100
    levels = [
        np.abs(speech.samples[at : at + step].astype(np.int32)).mean()
        for at in range(0, len(speech.samples), step)
    ]
    for word in speech.spoken.words[1:]:
        begun = word.start_ms // 10
        assert max(levels[begun - 6 : begun - 1]) < 60, "silence before"
        assert max(levels[begun : begun + 13]) > 300, "sound after"


def test_a_price_and_an_emoji_take_one_time_each():
    speech = spoken("Don't pay $1,299.50 🎉 in 2026 now")
    assert_sound(speech, 7)
    price, emoji = speech.spoken.words[2], speech.spoken.words[3]
    assert price.end_ms - price.start_ms > 1500
    assert emoji == (price.end_ms, price.end_ms)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "今天 我们 聊聊 三个 小习惯。"),
        ("ar", "اليوم نتحدث عن ثلاث عادات"),
        ("he", "היום נדבר על שלושה הרגלים"),
        ("hi", "आज हम तीन आदतों के बारे में"),
        ("ru", "Сегодня iPhone стоит 299,50 рублей."),
        ("el", "Σήμερα μιλάμε για τρεις συνήθειες."),
        ("ja", "きょうは ちいさな しゅうかんの"),
        ("ko", "오늘은 세 가지 작은 습관"),
        ("en", "Say привет and 今天 and مرحبا"),
    ],
)
def test_every_writing_system_is_spoken_and_timed(language, text):
    speech = spoken(text, language)
    assert_sound(speech, len(text.split()))
    assert all(time.end_ms > time.start_ms for time in speech.spoken.words)


TYPICAL = (
    "Here are five small habits that quietly change your whole week. First, drink a glass of "
    "water before you touch your phone. Second, write down one task that really matters, and "
    "do it before ten. Third, walk for twelve minutes after lunch, no headphones. Fourth, put "
    "tomorrow's clothes on the chair tonight. Save this, and try it tomorrow."
)


@pytest.mark.parametrize("pace", [125, 160, 185])
def test_the_pace_is_what_was_asked_for(pace):
    speech = spoken(TYPICAL, pace=pace)
    heard = len(TYPICAL.split()) * 60_000 / speech.spoken.duration_ms
    assert heard == pytest.approx(pace, rel=0.05)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=8))
def test_any_words_are_spoken_or_passed_over_never_refused(texts):
    words = " ".join(texts).split() or ["x"]
    speech = narrate(scene_of(" ".join(words)), voice_for("en", None, 160), "en", FPS)
    assert_sound(speech, len(words))


def test_a_scene_of_emoji_is_silent():
    speech = spoken("🎉 ⭐")
    assert not speech.samples.any()
    assert len(speech.spoken.words) == 2


def test_without_a_voice_words_follow_reading_speed_in_silence():
    speech = spoken("ไทย is drawn and read", "th", wanted="silent")
    assert not speech.samples.any()
    assert_sound(speech, 5)
    assert speech.spoken.duration_ms > 1000


def test_kanji_is_refused_before_anything_is_said():
    with pytest.raises(Problem) as caught:
        spoken("今日は 習慣", "ja")
    assert caught.value.code is Code.LANGUAGE_NOT_SPOKEN


def test_a_voice_that_does_not_start_is_a_problem(monkeypatch, tmp_path):
    broken = tmp_path / "child.py"
    broken.write_text("raise SystemExit(3)\n")
    monkeypatch.setattr(espeak, "_CHILD", broken)
    with pytest.raises(Problem) as caught:
        spoken("Hello")
    assert caught.value.code is Code.NARRATION_FAILED


def test_every_listed_voice_exists():
    # One process for all: only whether a voice is there matters, not its bytes.
    names = sorted({*voices._OWN_NAMES, *(name for name in voices._NAMES.values() if name)})
    trial = (
        "import ctypes, espeakng_loader as e, sys\n"
        "lib = ctypes.CDLL(e.get_library_path())\n"
        "lib.espeak_Initialize(1, 400, e.get_data_path().encode(), 0x8000)\n"
        "print(*[n for n in sys.argv[1:] if lib.espeak_SetVoiceByName(n.encode())])\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", trial, *names, *(f"en-us+{v}" for v in voices.KNOWN_VARIANTS)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == []


def test_the_child_answers_one_request_with_facts_and_samples(monkeypatch):
    request = {
        "library": espeakng_loader.get_library_path(),
        "data": espeakng_loader.get_data_path(),
        "voice": "en-us+m7",
        "words_per_minute": 160,
        "pitch": 50,
        "pitch_range": 58,
        "text": "One two three.",
    }
    answer = io.BytesIO()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(request).encode())))
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(answer, write_through=True))
    espeak_child.main()
    head, _, samples = answer.getvalue().partition(b"\n")
    facts = json.loads(head)
    assert facts["rate_hz"] == 22_050
    assert facts["samples_bytes"] == len(samples) > 22_050
    assert [place for place, _ in facts["words"]] == [0, 4, 8]


def test_the_child_listens_to_words_and_samples_alone():
    wave = (ctypes.c_short * 3)(1, -2, 3)
    events = (espeak_child._Event * 4)()
    for event, (kind, place, sample) in zip(
        events, [(1, 5, 70), (2, 0, 0), (1, 9, 90)], strict=False
    ):
        event.type, event.text_position, event.sample = kind, place, sample
    samples, words = bytearray(), []
    assert espeak_child._hear(samples, words, wave, 3, events) == 0
    assert espeak_child._hear(samples, words, None, 0, events) == 0
    assert bytes(samples) == bytes(wave)
    assert words[:2] == [(4, 70), (8, 90)]


@pytest.mark.parametrize("wrong", [{"voice": "xx"}, {"library": "/nowhere.so"}])
def test_a_request_the_library_refuses_is_an_error(wrong):
    request = {
        "library": espeakng_loader.get_library_path(),
        "data": espeakng_loader.get_data_path(),
        "voice": "en-us",
        "words_per_minute": 160,
        "pitch": 50,
        "pitch_range": 58,
        "text": "One.",
    }
    with pytest.raises((RuntimeError, OSError)):
        espeak_child.speak(**{**request, **wrong})
