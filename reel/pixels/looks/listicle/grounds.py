"""List's plan of a scene: which ground it stands on, and where its words may be."""

from dataclasses import dataclass

from contract.storyboards import ClosingSubject, Shot, StepSubject
from reel.pixels.looks.figures import capitals, covering_face, phrase
from reel.pixels.looks.listicle.stacks import Setting, Stack, plan_stack
from reel.pixels.looks.tones import (
    DISPLAY_CONTRAST,
    TEXT_CONTRAST,
    between,
    contrast,
    first_clear,
    mix,
)
from reel.pixels.stage import TOP_PX, WIDTH_PX, Stage

MOST_CHIPS = 7
# From this size on, type may have the contrast of display.
DISPLAY_PX = 150
HEADED_TOP_PX, CAPTIONED_BOTTOM_PX, FULL_BOTTOM_PX = 440, 912, 1196
HOOK_HEIGHT_PX, CLOSING_HEIGHT_PX = 880, 640
CALL_HEIGHT_PX, CALL_GAP_PX = 130, 64
# Two colours nearer than this are told apart only in large areas.
NEAR_CONTRAST = 1.28
FAINT_CONTRAST = 1.14


@dataclass(frozen=True)
class Tones:
    """The colours of one scene, all of them clear of its ground.

    `loud` is the hot of display sizes, `bright` is for display lists, `quiet` for fills under
    ink, `faint` for those with nothing on them, `on_ink` stands on ink.
    """

    ground: str
    decor: str
    ink: str
    hot: str
    bright: str
    quiet: str
    box: str
    on_box: str
    on_ink: str
    on_ink_hot: str
    strike: str
    loud: str
    faint: str


@dataclass(frozen=True)
class Header:
    """The chips over a figure, from the reading side, and which of them is lit."""

    texts: tuple[str, ...]
    lit: int


def ground_index(stage: Stage) -> int:
    """Which of the three grounds a scene has: 0 bold, 1 pale, 2 dark. Neighbours differ."""
    scene = stage.scene
    if scene.role != "body":
        return 0
    # The closing card is bold again, so the last point is not.
    if scene.position >= scene.total and scene.position % 3 == 0:
        return 1
    return scene.position % 3


def tones_of(stage: Stage) -> Tones:
    """The colours of the scene; over a picture, those of the dark ground."""
    palette, stops = stage.palette, stage.palette.stops
    index = 2 if stage.scene.picture else ground_index(stage)
    ground, decor, ink = stops[2 * index], stops[2 * index + 1], stops[6 + index]
    warm = (palette.hot, stops[0], stops[1], palette.accent, stops[2])
    hot = first_clear([colour for colour in warm if colour != ground], ground, TEXT_CONTRAST)
    dark = contrast(ground, "#FFFFFF") > contrast(ground, "#000000")
    on_ink = first_clear((stops[0], ground), ink, TEXT_CONTRAST)
    quiet = mix(ground, ink, 0.14) if index == 2 else _quiet(ground, decor, ink)
    return Tones(
        ground=ground,
        decor=decor,
        ink=ink,
        hot=hot,
        bright=hot if dark else ink,
        quiet=quiet,
        faint=first_clear((quiet, mix(ground, ink, 0.2)), ground, FAINT_CONTRAST),
        box=hot if dark and index == 2 else ink,
        on_box=ground if dark and index == 2 else on_ink,
        on_ink=on_ink,
        on_ink_hot=first_clear((stops[0], palette.hot, stops[1], ground), ink, TEXT_CONTRAST),
        strike=between((*warm, stops[4]), ground, hot if dark else ink),
        loud=_loud(stage, ground, hot) if index < 2 else hot,
    )


def _loud(stage: Stage, ground: str, hot: str) -> str:
    """As much of the accent as large type bears, where hot and accent are of one family."""
    palette = stage.palette
    if palette.accent != palette.stops[1]:
        return hot
    shares = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    mixed = [mix(palette.accent, hot, share) for share in shares]
    return first_clear(mixed, ground, DISPLAY_CONTRAST + 0.4)


def _quiet(ground: str, decor: str, ink: str) -> str:
    near = contrast(ground, decor) < NEAR_CONTRAST
    shares = (1.0,) if near else (0.5, 0.4, 0.3, 0.2, 0.1)
    return first_clear([mix(ground, decor, share) for share in shares], ink, 7.5)


def hot_for(tones: Tones, plan: Stack) -> str:
    """The hot of a stack: louder where all of it is large."""
    smallest = min(line.size_px for line in plan.lines)
    return tones.loud if smallest >= DISPLAY_PX else tones.hot


def setting_of(
    stage: Stage, tallest_px: float = 420, *, most_lines: int = 9, width_px: float = WIDTH_PX
) -> Setting:
    """How the look stacks words in the language of the reel."""
    faces = stage.storyboard.style.faces
    return Setting(
        covering_face(stage, faces.display),
        covering_face(stage, faces.emphasis),
        tallest_px=tallest_px,
        most_lines=most_lines,
        width_px=width_px,
    )


def items_of(stage: Stage) -> int:
    """How many steps the whole reel counts, 0 when it is not a list."""
    shots = (shot for scene in stage.storyboard.scenes for shot in scene.shots)
    totals = [s.subject.total for s in shots if isinstance(s.subject, StepSubject)]
    return max(totals, default=0)


def step_of(stage: Stage) -> StepSubject | None:
    """The step that a scene is about, if it is."""
    subjects = (shot.subject for shot in stage.scene.shots)
    return next((subject for subject in subjects if isinstance(subject, StepSubject)), None)


def header_of(stage: Stage) -> Header | None:
    """The chips of a step, or of a point where the reel counts no steps; else None."""
    scene = stage.scene
    step = step_of(stage)
    if scene.role != "body" or (step is None and items_of(stage)):
        return None
    number, total = (step.number, step.total) if step else (scene.position, scene.total)
    if total < 2:
        return None
    if total > MOST_CHIPS:
        return Header((f"{number} / {total}",), 0)
    return Header(tuple(str(n + 1) for n in range(total)), number - 1)


def top_of(stage: Stage) -> float:
    """Where a figure of the scene may start."""
    return TOP_PX if header_of(stage) is None else HEADED_TOP_PX


def room_of(stage: Stage, shot: Shot) -> tuple[float, float]:
    """The rows a figure may fill: below the chips, above the captions."""
    return top_of(stage), CAPTIONED_BOTTOM_PX if shot.captioned else FULL_BOTTOM_PX


def poster_plan(stage: Stage, shot: Shot) -> Stack:
    """A shot's own words as one stack."""
    words = capitals(shot.words, stage.storyboard.language)
    top = top_of(stage)
    height = HOOK_HEIGHT_PX if stage.scene.role == "hook" else FULL_BOTTOM_PX - top
    return plan_stack(stage, words, setting_of(stage), top, height)


def closing_plan(stage: Stage, shot: Shot, closing: ClosingSubject) -> tuple[Stack, float]:
    """The closing stack, and the top of the box under it."""
    words = capitals(shot.words or phrase(stage, closing.text), stage.storyboard.language)
    room = FULL_BOTTOM_PX - TOP_PX - (CALL_HEIGHT_PX + CALL_GAP_PX if closing.call else 0)
    plan = plan_stack(stage, words, setting_of(stage, 360), TOP_PX, min(room, CLOSING_HEIGHT_PX))
    return plan, plan.bottom_px + CALL_GAP_PX
