"""What a draft will cost before it is made: the length of its videos, and nothing drawn.

A storyboard takes 25 ms of work and a wish is priced while somebody waits; so this lays out only
what each scene says, by the very rules that the storyboard follows, and refuses what it refuses.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from contract.drafts import LONGEST_TOPIC_CHARS, Draft
from contract.platforms import Platform
from contract.presets import Preset, Variation
from contract.problems import Code, Problem
from contract.storyboards import Voice
from reel import languages, voices
from reel.catalogue import get_platform, get_preset
from reel.scenes import words_of_scenes
from reel.script import Paragraph, read_paragraphs, read_topic
from reel.storyboarding import (
    language_of,
    paragraphs_of,
    plan_of,
    refuse_too_long,
    variation_of,
)
from reel.timing import (
    MOST_REMEMBERED_WORDS,
    Role,
    body_frames,
    reading_ms,
    silent_ms,
    slowness_of,
    speech_ms,
    transition_frames,
)
from reel.tokens import Token, ends_clause, ends_sentence, joined

# A person asks for the price, then creates at once; a busy server sees this many in between.
MOST_REMEMBERED = 512
# What the built-in voice takes for the words of a language, in percent of calm reading, each in
# the band just above what was measured on that language (record 0014 says how).
_VOICED = {
    95: "ca da de el en fr ga gd it ja ru sd tr ug uk ur vi yue",
    100: "an ar es fa haw hi lb nl pl pt sq",
    108: "af bg bs cmn cy eo hr ia lv mk nb nn no pap ro sk sr sv tt zh",
    115: "be cs fi hu id is ku mi om uz",
    120: "az cv ht hyw kk ky qu tk tn",
    125: "et hy la lt mr sl",
    138: "eu ka kl mt ne sw",
    145: "ko",
    170: "pa ta",
    186: "as bn gu ml si",
    212: "kn te ti",
    240: "am",
    275: "or",
    350: "hak",
}
_VOICED_PCT = {tag: percent for percent, tags in _VOICED.items() for tag in tags.split()}
# Languages nobody measured are taken for slow ones: what was set aside in vain is given back.
UNMEASURED_PCT = 130
# It reads "1928" as three words and more, where calm reading sees four figures.
FIGURES_PCT = 180
# It rests longer than a calm reader does, and the longer the slower it speaks: milliseconds
# times words per minute, measured at 134, 158 and 168 of them.
SENTENCE_REST, CLAUSE_REST, ENDS_REST = 89_000, 52_000, 21_000
# Scripts of one language differ by some percent among themselves; nearly all stay below this.
MARGIN_PCT = 106


@dataclass(frozen=True)
class Price:
    """What is set aside for each variant of a wish, and for how many."""

    ms_per_variant: int
    variants: int

    @property
    def ms(self) -> int:
        """What is set aside for all of it."""
        return self.ms_per_variant * self.variants


@dataclass(frozen=True)
class _Words:
    """A draft read: what all its variants say, and how."""

    platform: Platform
    preset: Preset
    language: str
    topic: tuple[Token, ...]
    paragraphs: tuple[Paragraph, ...]

    def pace(self, variation: Variation) -> int:
        """Words per minute of a variant."""
        return round(self.preset.words_per_minute * variation.pace)


def price(draft: Draft) -> Price:
    """Return what a draft's videos will last, or a little more.

    Raises: Problem, the same as `draw_up` for any of its variants; LETTERS_NOT_COVERED and
    LANGUAGE_NOT_SPOKEN for letters that cannot be drawn or not be read aloud.
    """
    return _price(draft.model_copy(update={"title": None, "tags": (), "placements": ()}))


def price_scene(draft: Draft, scene: int, variant: int) -> Price:
    """Return what one scene of a draft will last, told as that variant tells it.

    Raises: Problem, the same as `price`, and SCENE_UNKNOWN.
    """
    words = _read(draft)
    if not 0 <= scene < len(words.paragraphs):
        raise scene_unknown(scene, len(words.paragraphs))
    pace = words.pace(variation_of(draft, words.preset, variant))
    texts = _texts(words.paragraphs[scene].tokens)
    said_ms = silent_ms(texts, pace, words.language)
    voice = _voice(draft, words)
    if voice.narrator != voices.SILENT:
        voices.check_readable(texts, _reader(voice))
        said_ms = _voiced_ms(texts, pace, words.language)
    fps = words.platform.frame.fps
    # It may stand as the closing card, and gives way to the scene after it.
    body = max(body_frames("body", said_ms, fps), body_frames("closing", said_ms, fps))
    return Price(_ms(body + transition_frames(words.preset.style.look, fps), fps), 1)


def scenes_ms(script: str, language: str, voice: str | None, words_per_minute: int) -> list[int]:
    """Return how long each scene of a script is spoken at a pace, or a little more; also of one
    that could not be made yet."""
    is_silent = (voice or "").strip().lower() == voices.SILENT
    length = silent_ms if is_silent or not voices.can_speak(language) else _voiced_ms
    paragraphs = read_paragraphs(script, language)
    return [length(_texts(each.tokens), words_per_minute, language) for each in paragraphs]


def scene_unknown(scene: int, scenes: int) -> Problem:
    """The problem that a script has no such scene."""
    return Problem(
        Code.SCENE_UNKNOWN,
        f"There is no scene {scene}: this script has {scenes}, counted from 0.",
        "Name one of its scenes.",
    )


@lru_cache(MOST_REMEMBERED)
def _price(draft: Draft) -> Price:
    words = _read(draft)
    total = sum(_variant_ms(draft, words, variant) for variant in range(draft.variants))
    return Price(-(-total // draft.variants), draft.variants)


def _read(draft: Draft) -> _Words:
    platform, preset = get_platform(draft.platform), get_preset(draft.preset)
    variation_of(draft, preset, 0)
    language = language_of(draft)
    topic = read_topic(draft.topic[: LONGEST_TOPIC_CHARS + 1], language)
    paragraphs = paragraphs_of(draft, topic, language)
    lost = languages.undrawn(joined((*topic, *(t for each in paragraphs for t in each.tokens))))
    if lost:
        raise languages.letters_not_covered(lost)
    return _Words(platform, preset, language, topic, paragraphs)


def _variant_ms(draft: Draft, words: _Words, variant: int) -> int:
    """The length of one variant as it will be spoken, once nothing speaks against it."""
    variation = variation_of(draft, words.preset, variant)
    pace, language = words.pace(variation), words.language
    texts = _texts(token for paragraph in words.paragraphs for token in paragraph.tokens)
    refuse_too_long(texts, speech_ms(texts, pace), words.platform)
    voice = _voice(draft, words)
    plan = plan_of(draft, words.preset, variation, words.topic, words.paragraphs, language, 0)
    scenes = [(role, _texts(tokens)) for role, tokens in words_of_scenes(plan)]
    read = [(role, silent_ms(texts, pace, language)) for role, texts in scenes]
    said = [text for _, texts in scenes for text in texts]
    refuse_too_long(said, _video_ms(words, read), words.platform)
    if voice.narrator != voices.SILENT:
        voices.check_readable(said, _reader(voice))
        read = [(role, _voiced_ms(texts, pace, language)) for role, texts in scenes]
    return _video_ms(words, read)


def slowed(texts: Sequence[str], words_per_minute: int, voice: Voice, language: str) -> float:
    """Return how many times as long as a calm reader a voice takes for a scene's words."""
    calm_ms = silent_ms(texts, words_per_minute, language)
    if voice.narrator == voices.SILENT or calm_ms == 0:
        return 1.0
    return _voiced_ms(texts, words_per_minute, language) / calm_ms


def _voice(draft: Draft, words: _Words) -> Voice:
    """Who speaks, at whatever pace.

    Raises: Problem UNKNOWN_VOICE, LANGUAGE_NOT_SPOKEN.
    """
    return voices.voice_for(words.language, draft.voice, words.preset.words_per_minute)


def _reader(voice: Voice) -> str:
    return voice.name.partition("+")[0]


def _video_ms(words: _Words, scenes: Sequence[tuple[Role, int]]) -> int:
    """The length of scenes whose words take so long, each with its role."""
    fps = words.platform.frame.fps
    bodies = sum(body_frames(role, said_ms, fps) for role, said_ms in scenes)
    transitions = transition_frames(words.preset.style.look, fps) * (len(scenes) - 1)
    return _ms(bodies + transitions, fps)


def _voiced_ms(texts: Sequence[str], pace: int, language: str) -> int:
    """How long the built-in voice takes for a scene's words, or a little more."""
    percent = _VOICED_PCT.get(language.split("-", maxsplit=1)[0], UNMEASURED_PCT)
    rests = ENDS_REST + sum(map(_rest, texts[:-1]))
    spoken = sum(reading_ms(text, pace) * _figures_pct(text) for text in texts)
    slowness = slowness_of(language) * percent * MARGIN_PCT / 100**3
    return round(spoken * slowness + rests / pace)


@lru_cache(MOST_REMEMBERED_WORDS)
def _rest(text: str) -> int:
    if ends_sentence(text):
        return SENTENCE_REST
    return CLAUSE_REST if ends_clause(text) else 0


@lru_cache(MOST_REMEMBERED_WORDS)
def _figures_pct(text: str) -> int:
    return FIGURES_PCT if any(char.isdigit() for char in text) else 100


def _texts(tokens: Iterable[Token]) -> list[str]:
    return [token.text for token in tokens]


def _ms(frames: int, fps: int) -> int:
    return round(frames * 1000 / fps)
