"""Promises of the list look: words inside the safe box, clear of what is behind them."""

from itertools import pairwise

import cv2
import numpy as np
import pytest

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
from reel import timing
from reel.pixels.compositor import Compositor, Painter
from reel.pixels.looks import listicle
from reel.pixels.looks.giants import decor_of, glyph_text
from reel.pixels.looks.grounds import ground_index, setting_of, tones_of
from reel.pixels.looks.stacks import plan_stack
from reel.pixels.planes import Planes, to_rgb
from reel.pixels.sprites import ink_of
from reel.pixels.stage import LEFT_PX, RIGHT_PX, Stage
from reel.script import read_topic

SAFE = Box(left_px=65, top_px=288, right_px=888, bottom_px=1248)
WORLD = {
    "en": ("3 cuts that keep people *watching*", "Cut the hello", "Not the water but the air 💧"),
    "uk": ("Чому небо *синє?*", "Прибери зайві слова", "Не вода, а повітря"),
    "el": ("Γιατί ο ουρανός είναι *μπλε;*", "Κόψε την εισαγωγή", "Όχι το νερό αλλά ο αέρας"),
    "ar": ("لماذا *السماء* زرقاء؟", "احذف التحية", "ليس الماء بل الهواء"),
    "he": ("למה *השמיים* כחולים?", "חתוך את השלום", "לא המים אלא האוויר"),
    "hi": ("आसमान *नीला* क्यों है?", "नमस्ते काट दो", "पानी नहीं हवा है"),
    "th": ("ทำไมท้องฟ้าถึงเป็นสีฟ้า", "ตัดคำทักทายออก", "ไม่ใช่น้ำแต่เป็นอากาศ"),
    "zh": ("天空为什么是*蓝色*的？", "剪掉开头的问候", "不是海水而是空气"),
    "de": (
        "Donaudampfschifffahrtsgesellschaftskapitän *erklärt!*",
        "Geschwindigkeitsbegrenzungen und Überwachungskameras für alle Straßenverkehrsteilnehmer",
        "Rindfleischetikettierungsüberwachungsaufgabe und sonst überhaupt gar nichts",
    ),
}
RIGHT_TO_LEFT = {"ar", "he"}


def words_of(text, language):
    tokens = read_topic(text, language)
    return tuple(Word(text=t.text, key=t.starred, joins=t.joins) for t in tokens)


def shot_of(text, language, subject, captioned=True):
    words = words_of(text, language)
    cards = tuple(
        Span(first=first, end=min(first + 5, len(words))) for first in range(0, len(words), 5)
    )
    return Shot(words=words, cards=cards, captioned=captioned, subject=subject)


def subjects_of(title, last):
    rows = tuple(Row(text=text, at_word=0) for text in (title, "2", last))
    bars = (Bar(label=title, share=1.0), Bar(label="1", share=0.3))
    yield StepSubject(kind="step", number=2, total=3, title=title), True
    yield KeyWordSubject(kind="keyword", text=title.split()[0], motif=0), True
    yield KeyWordSubject(kind="keyword", text=title.split()[-1], motif=1), True
    yield KeyWordSubject(kind="keyword", text=title.split()[0], motif=2), True
    yield KeyWordSubject(kind="keyword", text=title.split()[0], motif=3), True
    yield NumeralSubject(kind="numeral", value="40%", gloss=title, bars=bars), True
    yield RowsSubject(kind="rows", rows=rows, struck=False), True
    yield RowsSubject(kind="rows", rows=rows, struck=True), False
    yield ContrastSubject(kind="contrast", before=title, after=last, turn_word=1), True
    yield QuestionSubject(kind="question", text=title), True
    yield QuestionSubject(kind="question", text=title), False
    yield QuoteSubject(kind="quote", text=last), True
    yield PunchSubject(kind="punch", text=last), False


def scene_of(role, position, total, *shots):
    return Scene(
        role=role, label="", position=position, total=total, seed=position, shots=shots,
        picture=None,
    )  # fmt: skip


@pytest.fixture(scope="session")
def gallery(board):
    """Draws up a reel that shows every subject of the look, one scene each."""

    def make(language="en", variant=0):
        hook, title, last = WORLD[language]
        found, _ = board("list", variant)
        bodies = list(subjects_of(title, last))
        middle = [
            scene_of("body", place + 1, len(bodies), shot_of(last, language, subject, captioned))
            for place, (subject, captioned) in enumerate(bodies)
        ]
        opening = shot_of(hook, language, HookSubject(kind="hook", numeral=None), False)
        closing = ClosingSubject(kind="closing", text=last, call=title)
        scenes = (
            scene_of("hook", 0, len(bodies), opening),
            *middle,
            scene_of("closing", 0, len(bodies), shot_of(last, language, closing, False)),
        )
        new = {
            "scenes": scenes,
            "language": language,
            "right_to_left": language in RIGHT_TO_LEFT,
        }
        found = found.model_copy(update=new)
        spoken = [timing.read_silently(scene, 170, language) for scene in scenes]
        return found, timing.schedule(found, spoken)

    return make


def stages_of(found, times, scale=0.25):
    pairs = zip(found.scenes, times.scenes, strict=True)
    return [Stage(found, scene, clock, scale) for scene, clock in pairs]


@pytest.mark.parametrize("language", WORLD)
def test_every_subject_stays_inside_the_safe_box_in_every_frame(gallery, language):
    """Long words, tall writing and entrances included."""
    found, times = gallery(language)
    painter = Compositor(found, times, 270)
    boxes = [painter.ink(frame) for frame in range(timing.total_frames(times))]
    assert any(boxes)
    assert [box for box in boxes if box and not SAFE.contains(box)] == []


def luminance(colours):
    shares = np.asarray(colours, float) / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def contrast_of(pixels, sprite, pose):
    """The worst decile of the ring around a sprite's letters against the letters' own middle."""
    x, y = sprite.x + round(pose.dx_px / 4) * 2, sprite.y + round(pose.dy_px / 4) * 2
    high, wide = sprite.luma.shape
    keep = np.full(pixels.shape[:2], 255, np.uint8)
    left, top = max(x, 0), max(y, 0)
    part = sprite.keep_luma[top - y : 960 - y, left - x : 540 - x]
    keep[top : y + high, left : x + wide] = part
    box = sprite.ink
    there = np.zeros(keep.shape, bool)
    there[box.top_px // 2 : box.bottom_px // 2 + 1, box.left_px // 2 : box.right_px // 2 + 1] = True
    letters = (keep < 20) & there
    ring = cv2.dilate(letters.astype(np.uint8), np.ones((21, 21))) > 0
    ring &= cv2.dilate((keep < 250).astype(np.uint8), np.ones((3, 3))) == 0
    ink, around = luminance(pixels[letters]), luminance(pixels[ring])
    middle = np.median(ink)
    worst = np.percentile(around, 10 if np.median(around) > middle else 90)
    light, dark = max(middle, worst), min(middle, worst)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("variant", [0, 1, 2])
def test_words_are_clear_of_the_ground_and_its_giant_shape(gallery, variant):
    """Captions and small type 7:1, display 4.5:1, measured on the pixels of the frame."""
    found, times = gallery("en", variant)
    compositor = Compositor(found, times, 540)
    starts = timing.scene_starts(times)
    for stage, start in zip(stages_of(found, times, 0.5), starts, strict=True):
        clock, scene = stage.timing, stage.scene
        local = max(clock.shots[0].word_frames[0] - 1, clock.enters_frames)
        pixels = to_rgb(compositor.draw(start + local))
        # Chips are words and their fills in one: their colours are promised below.
        chips = len(listicle.furniture(stage))
        for sprite, pose in Painter(stage, None, 540, 960).overlay(local)[chips:]:
            box = ink_of(sprite, pose)
            if box is None or pose.opacity < 1:
                continue
            tall = box.bottom_px - box.top_px
            wanted = 4.5 if tall >= 130 else 7.0
            assert contrast_of(pixels, sprite, pose) >= wanted, (scene.shots[0].subject, box)


@pytest.mark.parametrize("variant", [0, 1, 2])
def test_neighbouring_scenes_never_share_a_ground(gallery, variant):
    found, times = gallery("en", variant)
    for total in range(1, 12):
        counts = [(role, place) for role, place in [("hook", 0)]]
        counts += [("body", place) for place in range(1, total + 1)] + [("closing", 0)]
        scenes = [scene_of(role, place, total, found.scenes[0].shots[0]) for role, place in counts]
        indexes = [ground_index(Stage(found, scene, times.scenes[0], 0.25)) for scene in scenes]
        assert all(a != b for a, b in pairwise(indexes))


def test_the_turn_begins_with_one_ground_and_ends_with_the_other():
    before, after, out = (Planes.empty(270, 480) for _ in range(3))
    before.fill("#FFD60A")
    after.fill("#14110A")
    listicle.turn(before, after, 0.0, out)
    assert np.array_equal(out.raw, before.raw)
    listicle.turn(before, after, 1.0, out)
    assert np.array_equal(out.raw, after.raw)
    shares = []
    for step in range(12):
        listicle.turn(before, after, step / 11, out)
        shares.append(float((out.y == after.y).mean()))
    assert shares == sorted(shares)


def test_every_line_of_a_stack_is_set_to_the_full_width(gallery):
    """As long as the block is not too high for its room."""
    found, times = gallery("en")
    stage = stages_of(found, times)[0]
    words = words_of("three short words here", "en")
    plan = plan_stack(stage, words, setting_of(stage, 900), 296, 2000)
    assert len(plan.lines) > 1
    assert [round(line.width_px) for line in plan.lines] == [RIGHT_PX - LEFT_PX] * len(plan.lines)


@pytest.mark.parametrize("language", WORLD)
def test_the_lines_of_a_stack_never_touch(gallery, language):
    found, times = gallery(language)
    stage = stages_of(found, times)[0]
    lines = listicle.subject(stage, stage.scene.shots[0], stage.timing.shots[0])
    inks = [line.sprite.ink for line in lines]
    gaps = [low.top_px - high.bottom_px for high, low in pairwise(inks)]
    assert all(gap >= 4 for gap in gaps)


@pytest.mark.parametrize("variant", [0, 1, 2])
def test_giant_shapes_keep_clear_of_the_words_or_near_their_ground(gallery, variant):
    """Only the dark ground's shape may stand behind words, and is hardly lighter than it."""
    found, times = gallery("en", variant)
    painter = Compositor(found, times, 270)
    starts = timing.scene_starts(times)
    for stage, start in zip(stages_of(found, times), starts, strict=True):
        if ground_index(stage) == 2:
            continue
        frame = start + stage.timing.shots[0].end_frame - 12
        assert decor_of(stage).shape.y / 0.25 > painter.ink(frame).bottom_px + 20


def test_a_hook_wears_its_number_or_the_sign_that_fits_its_words(gallery):
    found, times = gallery("en")
    stage = stages_of(found, times)[0]

    def glyph(text, numeral=None):
        shot = shot_of(text, "en", HookSubject(kind="hook", numeral=numeral), False)
        scene = scene_of("hook", 0, 1, shot)
        alone = found.model_copy(update={"scenes": (scene,)})
        return glyph_text(Stage(alone, scene, times.scenes[0], 0.25))

    assert glyph("7 ways to rest", "7") == "7"
    assert glyph("Why is the sky blue?") == "?"
    assert glyph("لماذا السماء زرقاء؟") == "؟"
    assert glyph("Stop now!") == "!"
    assert glyph("“editing is a habit") == "E"
    assert glyph_text(stage) == "3"


@pytest.mark.parametrize("variant", [0, 1, 2])
def test_every_colour_of_words_clears_every_ground(gallery, variant):
    found, times = gallery("en", variant)

    def ratio(one, other):
        pair = [luminance([int(c[i : i + 2], 16) for i in (1, 3, 5)]) for c in (one, other)]
        return (max(pair) + 0.05) / (min(pair) + 0.05)

    for stage in stages_of(found, times):
        tones = tones_of(stage)
        assert ratio(tones.ink, tones.ground) >= 7
        assert ratio(tones.hot, tones.ground) >= 7
        assert ratio(tones.ink, tones.quiet) >= 7
        assert ratio(tones.on_box, tones.box) >= 7
        assert ratio(tones.on_ink, tones.ink) >= 7
        assert ratio(tones.loud, tones.ground) >= 4.5


def test_the_same_reel_gives_the_same_bytes(gallery):
    found, times = gallery("en")
    one, other = Compositor(found, times, 270), Compositor(found, times, 270)
    for frame in (0, 40, 90, 200, 300):
        assert np.array_equal(one.draw(frame).raw, other.draw(frame).raw)
