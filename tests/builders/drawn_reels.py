"""Reels to draw in tests: made by the engine itself, or showing every subject of a look."""

import numpy as np

from contract.drafts import Draft
from contract.platforms import Box
from contract.storyboards import (
    Bar,
    ClosingSubject,
    ContrastSubject,
    HookSubject,
    KeyWordSubject,
    NumeralSubject,
    PunchSubject,
    QuestionSubject,
    QuoteSubject,
    Row,
    RowsSubject,
    Scene,
    Shot,
    Span,
    StepSubject,
    Word,
)
from reel import languages, timing
from reel.pixels.stage import Stage
from reel.script import read_topic
from reel.storyboarding import draw_up

# What all three platforms leave free.
SAFE = Box(left_px=65, top_px=288, right_px=888, bottom_px=1248)

SCRIPT = """Sunlight looks white, but it carries every colour at once.

So blue is scattered about five times more than red.

It is not the water but the air. Red, orange and yellow are left.

What is left in the evening? Only *red*.

Now look up."""

# A hook, a title and a sentence: every listed writing system, emoji, and very long words.
WORLD = {
    "en": ("3 cuts that keep people *watching*", "Cut the hello", "Not the water but the *air*"),
    "uk": ("Чому небо *синє?*", "Прибери зайві слова", "Не вода, а *повітря* 🌅"),
    "el": ("Γιατί ο ουρανός είναι *μπλε;*", "Κόψε την εισαγωγή", "Όχι το νερό αλλά ο *αέρας*"),
    "ar": ("لماذا *السماء* زرقاء؟", "احذف التحية", "ليس الماء بل *الهواء*"),
    "he": ("למה *השמיים* כחולים?", "חתוך את השלום", "לא המים אלא *האוויר*"),
    "hi": ("आसमान *नीला* क्यों है?", "नमस्ते काट दो", "पानी नहीं *हवा* है"),
    "th": ("ทำไมท้องฟ้าถึงเป็นสีฟ้า", "ตัดคำทักทายออก", "ไม่ใช่น้ำแต่เป็นอากาศ"),
    "zh": ("天空为什么是*蓝色*的？", "剪掉开头的问候", "不是海水而是*空气*"),
    "de": (
        "Donaudampfschifffahrtsgesellschaftskapitän *erklärt!*",
        "Geschwindigkeitsbegrenzungen und Überwachungskameras für alle Straßenverkehrsteilnehmer",
        "Rindfleischetikettierungsüberwachungsaufgabe und sonst überhaupt gar *nichts*",
    ),
}


def board(preset="explainer", variant=0, seed=1, topic="Why is the sky blue?", script=SCRIPT,
          language=None):  # fmt: skip
    """A variant of a script, drawn up by the engine and timed by reading speed."""
    draft = Draft(
        topic=topic, script=script, title=None, platform="tiktok", preset=preset,
        language=language, voice="silent", variants=3, tags=(), placements=(),
    )  # fmt: skip
    found = draw_up(draft, seed=seed, variant=variant)
    return found, read(found)


def gallery(preset, language="en", variant=0, shots=1):
    """A reel that shows every subject of a look, `shots` of them in each scene."""
    hook, title, last = WORLD[language]
    found, _ = board(preset, variant)
    bodies = [shot_of(last, language, *each) for each in subjects_of(title, last)]
    groups = [bodies[first : first + shots] for first in range(0, len(bodies), shots)]
    opening = shot_of(hook, language, HookSubject(kind="hook", numeral=None), False)
    closing = ClosingSubject(kind="closing", text=last, call=title)
    scenes = (
        scene_of("hook", 0, len(groups), opening),
        *(scene_of("body", at + 1, len(groups), *group) for at, group in enumerate(groups)),
        scene_of("closing", 0, len(groups), shot_of(last, language, closing, False)),
    )
    new = {
        "scenes": scenes,
        "language": language,
        "right_to_left": languages.right_to_left(language),
    }
    found = found.model_copy(update=new)
    return found, read(found)


def read(found):
    pace = found.voice.words_per_minute
    spoken = [timing.read_silently(scene, pace, found.language) for scene in found.scenes]
    return timing.schedule(found, spoken)


def words_of(text, language):
    tokens = read_topic(text, language)
    return tuple(Word(text=t.text, key=t.starred, joins=t.joins) for t in tokens)


def shot_of(text, language, subject, captioned=True):
    words = words_of(text, language)
    cards = tuple(
        Span(first=first, end=min(first + 6, len(words))) for first in range(0, len(words), 6)
    )
    return Shot(words=words, cards=cards, captioned=captioned, subject=subject)


def subjects_of(title, last):
    rows = tuple(Row(text=text, at_word=0) for text in (title, "2", last))
    bars = (Bar(label=title, share=1.0), Bar(label="1", share=0.3))
    for motif in range(4):
        yield KeyWordSubject(kind="keyword", text=title.split()[0], motif=motif), True
    yield NumeralSubject(kind="numeral", value="40%", gloss=title, bars=()), True
    yield NumeralSubject(kind="numeral", value="5×", gloss=title, bars=bars), True
    yield NumeralSubject(kind="numeral", value="$1,299.50", gloss="", bars=bars[:1]), True
    yield RowsSubject(kind="rows", rows=rows, struck=False), True
    yield RowsSubject(kind="rows", rows=rows, struck=True), False
    yield ContrastSubject(kind="contrast", before=title, after=last, turn_word=1), True
    yield QuestionSubject(kind="question", text=title), True
    yield QuestionSubject(kind="question", text=title), False
    yield QuoteSubject(kind="quote", text=last), True
    yield QuoteSubject(kind="quote", text=last), False
    yield StepSubject(kind="step", number=2, total=3, title=title), True
    yield PunchSubject(kind="punch", text=last), False


def scene_of(role, position, total, *shots):
    return Scene(
        role=role, label=role, position=position, total=total, seed=position, shots=shots,
        picture=None,
    )  # fmt: skip


def stages_of(found, times, scale=0.25):
    pairs = zip(found.scenes, times.scenes, strict=True)
    return [Stage(found, scene, clock, scale) for scene, clock in pairs]


def luminance(colours):
    """Relative luminance of RGB bytes, as the contrast guidelines define it."""
    shares = np.asarray(colours, float) / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])
