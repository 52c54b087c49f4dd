"""What a scene's pixels take from the rest of the storyboard, as text for its key.

A look that draws from more than its own scene must be named here, or a change next door
would leave an old segment in place.
"""

from collections.abc import Iterator

from contract.storyboards import Scene, Shot, Storyboard, Timing
from reel.pixels.looks.figures import covering_face
from reel.pixels.looks.listicle.grounds import items_of
from reel.pixels.stage import Stage


def surroundings(storyboard: Storyboard, timing: Timing, place: int) -> str:
    """Everything beyond its own words, times and picture that scene `place` is drawn from."""
    return "\n".join(_parts(storyboard, timing, place))


def _parts(storyboard: Storyboard, timing: Timing, place: int) -> Iterator[str]:
    scenes = storyboard.scenes
    stage = Stage(storyboard, scenes[place], timing.scenes[place], 1.0)
    faces = storyboard.style.faces
    # One face serves all letters of the reel: another script elsewhere can change it.
    for face in (faces.display, faces.emphasis, faces.caption, faces.label):
        yield covering_face(stage, face).font
    yield f"{items_of(stage)} items"
    if storyboard.style.look == "story":
        # The sun comes from where the scene before left it and sets out for the next.
        if place > 0:
            yield _edge(scenes[place - 1], scenes[place - 1].shots[-1])
        if place + 1 < len(scenes):
            yield _edge(scenes[place + 1], scenes[place + 1].shots[0])


def _edge(scene: Scene, shot: Shot) -> str:
    bare = scene.model_copy(update={"shots": (shot,)})
    return bare.model_dump_json()
