"""What can be done with what plays, and the keys that do it."""

from collections.abc import Callable
from typing import Protocol

from desktop.views.actions import Action, ActionRegistry
from desktop.views.words import tr

# A sentence is heard again.
SKIP_MS = 3000


class Controls(Protocol):
    """One player, or several that play together."""

    def toggle(self) -> None:
        """Play, or pause."""

    def pause(self) -> None:
        """Hold it where it is."""

    def skip(self, by_ms: int) -> None:
        """Go on that much later, or earlier."""

    def step(self, frames: int) -> None:
        """Stand some pictures on, or back."""

    def step_scene(self, by: int) -> None:
        """Go to where another scene begins."""

    def change_speed(self, by: int) -> None:
        """A step faster, or slower."""

    def toggle_safe_area(self) -> None:
        """Show what the platform covers, or not."""

    def toggle_captions(self) -> None:
        """Show the words of the captions file, or not."""

    def toggle_mute(self) -> None:
        """Sound, or none."""

    def toggle_loop(self) -> None:
        """Begin anew at the end, or stop there."""


def add_keys(actions: ActionRegistry, controls: Callable[[], Controls]) -> None:
    """From now on the player's keys act on whatever `controls` answers then."""
    for id, words, key, act in _keys(controls):
        actions.add(Action(f"player.{id}", words, act, "player", key, is_single_key=True))


def _keys(
    of: Callable[[], Controls],
) -> tuple[tuple[str, str, str, Callable[[], object]], ...]:
    return (
        ("toggle", tr("Play or pause"), "Space", lambda: of().toggle()),
        ("back", tr("Back 3 seconds"), "J", lambda: of().skip(-SKIP_MS)),
        ("pause", tr("Pause"), "K", lambda: of().pause()),
        ("on", tr("Forward 3 seconds"), "L", lambda: of().skip(SKIP_MS)),
        ("frame_back", tr("One picture back"), ",", lambda: of().step(-1)),
        ("frame_on", tr("One picture on"), ".", lambda: of().step(1)),
        ("scene_back", tr("Previous scene"), "Left", lambda: of().step_scene(-1)),
        ("scene_on", tr("Next scene"), "Right", lambda: of().step_scene(1)),
        ("slower", tr("Slower"), "[", lambda: of().change_speed(-1)),
        ("faster", tr("Faster"), "]", lambda: of().change_speed(1)),
        ("safe_area", tr("Safe area"), "S", lambda: of().toggle_safe_area()),
        ("captions", tr("Captions"), "C", lambda: of().toggle_captions()),
        ("mute", tr("Mute"), "M", lambda: of().toggle_mute()),
        ("loop", tr("Loop"), "O", lambda: of().toggle_loop()),
    )
