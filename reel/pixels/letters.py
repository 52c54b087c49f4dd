"""Whether every letter a storyboard shows has a bundled font that draws it."""

from collections.abc import Iterator
from functools import lru_cache

from pydantic import BaseModel

from contract.presets import Face
from contract.storyboards import Storyboard
from reel.languages import letters_not_covered
from reel.pixels import typefaces
from reel.pixels.typeset import Type, word_ink

# Small, because only whether there is ink matters.
TRIAL_SIZE_PX = 40


def check_letters(storyboard: Storyboard) -> None:
    """Pass when every letter can be drawn.

    Raises: Problem LETTERS_NOT_COVERED, which names the letters.
    """
    lost = uncovered(storyboard)
    if lost:
        raise letters_not_covered(lost)


def uncovered(storyboard: Storyboard) -> tuple[str, ...]:
    """The letters that no bundled font draws, each once."""
    lost: dict[str, None] = {}
    for text in texts(storyboard):
        for face in _faces(storyboard):
            lost.update(dict.fromkeys(typefaces.missing(text, face.font, storyboard.language)))
    return tuple(lost)


def without_ink(storyboard: Storyboard) -> tuple[str, ...]:
    """The words that leave no mark at all when they are drawn, each once."""
    face = storyboard.style.faces.caption
    kind = Type(face, TRIAL_SIZE_PX, storyboard.language, storyboard.right_to_left)
    words = dict.fromkeys(word for text in texts(storyboard) for word in text.split())
    return tuple(word for word in words if _is_visible(word) and not _leaves_ink(word, kind))


def texts(storyboard: Storyboard) -> Iterator[str]:
    """Everything that is written into the video."""
    for scene in storyboard.scenes:
        yield scene.label
        for shot in scene.shots:
            yield from (word.text for word in shot.words)
            yield from _strings(shot.subject)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _strings(part)
    elif isinstance(value, BaseModel):
        yield from _strings(tuple(part for name, part in value if name != "kind"))


def _faces(storyboard: Storyboard) -> tuple[Face, ...]:
    faces = storyboard.style.faces
    return (faces.display, faces.emphasis, faces.caption, faces.label)


def _is_visible(word: str) -> bool:
    return not all(typefaces.INVISIBLE.match(char) for char in word)


@lru_cache(maxsize=4096)
def _leaves_ink(word: str, kind: Type) -> bool:
    return any(piece.mask.any() for piece in word_ink(word, kind, 1.0))
