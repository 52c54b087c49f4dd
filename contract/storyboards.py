"""A storyboard: the complete drawing instructions of one video, as plain data.

Scenes follow the script's paragraphs; a scene holds shots, each with its own subject and
its own caption cards. `Timing` adds when: it comes from the narration, so that a
storyboard can also be drawn before anyone has spoken.
"""

from typing import Annotated, Literal

from pydantic import Field

from contract.drafts import Focus
from contract.platforms import Box, Frame, PlatformId
from contract.presets import Style
from contract.values import Value


class Word(Value):
    """A word as shown, its punctuation attached. `key` words take the hot colour;
    `joins` is true when no space stands before it (Chinese, Japanese, Thai)."""

    text: str
    key: bool
    joins: bool


class Span(Value):
    """Words `first` up to, not including, `end` of a shot."""

    first: int
    end: int


class HookSubject(Value):
    """The topic as a poster; `numeral` is its number when it has one ("3")."""

    kind: Literal["hook"]
    numeral: str | None


class KeyWordSubject(Value):
    """Nothing more telling was found: the shot's key word, drawn as a diagram's centre."""

    kind: Literal["keyword"]
    text: str
    motif: int


class Bar(Value):
    """A proportional bar; `share` of the full width, 0..1."""

    label: str
    share: float


class NumeralSubject(Value):
    """A number drawn big, what it counts, and bars when the sentence gives a proportion."""

    kind: Literal["numeral"]
    value: str
    gloss: str
    bars: tuple[Bar, ...]


class Row(Value):
    """One item of a list; it appears with word `at_word` of its shot."""

    text: str
    at_word: int


class RowsSubject(Value):
    """Three or more short parallel items; `struck` ones are crossed out as they are named."""

    kind: Literal["rows"]
    rows: tuple[Row, ...]
    struck: bool


class ContrastSubject(Value):
    """Not this but that: `before` gives way to `after` with word `turn_word`."""

    kind: Literal["contrast"]
    before: str
    after: str
    turn_word: int


class QuestionSubject(Value):
    """A question that the script asks, its key words drawn big."""

    kind: Literal["question"]
    text: str


class QuoteSubject(Value):
    """Somebody's words, between marks."""

    kind: Literal["quote"]
    text: str


class StepSubject(Value):
    """Item `number` of `total`, with its title."""

    kind: Literal["step"]
    number: int
    total: int
    title: str


class PunchSubject(Value):
    """A sentence so short that it fills the box by itself."""

    kind: Literal["punch"]
    text: str


class ClosingSubject(Value):
    """The last card: one line, and a plain call in the language of the reel."""

    kind: Literal["closing"]
    text: str
    call: str


Subject = Annotated[
    HookSubject
    | KeyWordSubject
    | NumeralSubject
    | RowsSubject
    | ContrastSubject
    | QuestionSubject
    | QuoteSubject
    | StepSubject
    | PunchSubject
    | ClosingSubject,
    Field(discriminator="kind"),
]


class Shot(Value):
    """One idea: spoken words, the subject above them, and the cards that caption them.

    `cards` cover all words in order. With `captioned` false the subject itself shows the
    words (hook, punch, closing), and no caption block is drawn.
    """

    words: tuple[Word, ...]
    cards: tuple[Span, ...]
    captioned: bool
    subject: Subject


class Picture(Value):
    """A creator's picture behind a scene, by the sha256 of its file."""

    media: str
    focus: Focus


class Scene(Value):
    """One paragraph of the script (or the hook, or the closing card)."""

    role: Literal["hook", "body", "closing"]
    label: str
    position: int
    total: int
    seed: int
    shots: tuple[Shot, ...]
    picture: Picture | None


class Voice(Value):
    """Who speaks: a voice's name for its narrator, words per minute, pitch 0..99."""

    narrator: Literal["espeak", "silent"]
    name: str
    words_per_minute: int
    pitch: int


class PostText(Value):
    """What goes beside the video when it is posted."""

    title: str
    description: str
    hashtags: tuple[str, ...]


class Storyboard(Value):
    """Everything needed to narrate, draw and name one video."""

    engine: int
    platform: PlatformId
    frame: Frame
    safe_box: Box
    language: str
    right_to_left: bool
    voice: Voice
    style: Style
    seed: int
    variant: int
    differs_by: str
    scenes: tuple[Scene, ...]
    post: PostText


class ShotTiming(Value):
    """Frames counted from the scene's first; `word_frames[i]` lights word i of the shot."""

    first_frame: int
    end_frame: int
    word_frames: tuple[int, ...]


class SceneTiming(Value):
    """A scene's own clock starts with the first frame of the transition into it.

    Frames [0, enters) overlap the scene before, [enters, enters + body) stand alone, and
    [enters + body, enters + body + leaves) overlap the scene after. `speech_frame` is the
    local frame at which its narration starts. `loudness` has one value 0..255 a frame.
    """

    enters_frames: int
    body_frames: int
    leaves_frames: int
    speech_frame: int
    shots: tuple[ShotTiming, ...]
    loudness: tuple[int, ...]


class Timing(Value):
    """When everything of a storyboard happens, scene by scene, in whole frames."""

    scenes: tuple[SceneTiming, ...]
