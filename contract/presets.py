"""A preset: a named, versioned look, and the ways its variants differ."""

from typing import Literal

from contract.values import Answer, Value

Highlight = Literal["underline", "colour", "box"]
LookName = Literal["explainer", "list", "story"]
HookChoice = Literal["topic", "boldest_line", "closing_line"]


class Face(Value):
    """One cut of type: `font` is a file's stem in reel/fonts, tracking in 1/1000 em,
    leading the baseline step as a share of the size."""

    font: str
    tracking: int
    leading: float


class Faces(Value):
    """The type of a look: display for hooks and numerals, emphasis for its key words."""

    display: Face
    emphasis: Face
    caption: Face
    label: Face


class Palette(Value):
    """Colours as #RRGGBB. `stops` are the backdrop's own, in the order its look reads them."""

    ground: str
    ink: str
    hot: str
    accent: str
    quiet: str
    on_accent: str
    stops: tuple[str, ...]


class CaptionStyle(Value):
    """How a caption block is set in a 1080x1920 frame; descenders end above `bottom_px`."""

    size_px: int
    highlight: Highlight
    bottom_px: int
    most_lines: int
    most_words: int
    upper_case: bool


class Style(Value):
    """Everything about looks that a storyboard carries, so that it can be drawn alone."""

    look: LookName
    faces: Faces
    palette: Palette
    caption: CaptionStyle
    centred: bool
    motion: float
    mood: int


class Variation(Value):
    """One way of a preset's variants to differ, `says` in a creator's words."""

    says: str
    hook: HookChoice
    palette: Palette
    highlight: Highlight
    motion: float
    pace: float
    mood: int


class Preset(Value):
    """A named look. `variations` is as long as the most variants a generation may have."""

    id: str
    version: int
    name: str
    says: str
    style: Style
    words_per_minute: int
    variants: int
    variations: tuple[Variation, ...]


class PresetAnswer(Answer):
    """A preset as a client chooses it; `variants` are made and `voice` speaks unless the draft
    says otherwise, where None is the voice of the script's own language."""

    id: str
    version: int
    name: str
    says: str
    picture_url: str
    variants: int
    voice: str | None


class PresetsAnswer(Answer):
    """`GET /v1/presets`, in the order in which people are shown them."""

    presets: tuple[PresetAnswer, ...]
