"""What can be done in Create, for menu, palette and keys."""

from typing import Protocol

from desktop.views.actions import Action, ActionRegistry
from desktop.views.create.head import Head
from desktop.views.create.media_keeper import MediaKeeper
from desktop.views.create.storyboard_card import StoryboardCard
from desktop.views.create.words_keeper import WordsKeeper
from desktop.views.words import tr


class View(Protocol):
    """What these actions ask of the view."""

    head: Head
    keeper: WordsKeeper
    media: MediaKeeper
    storyboard: StoryboardCard

    def generate(self) -> None:
        """Make the reel."""

    def make_new(self) -> None:
        """Another draft."""

    def move_scene(self, by: int) -> None:
        """Up or down."""


def add_actions(actions: ActionRegistry, view: View) -> None:
    """They are in the registry; those of a view before this one are gone."""
    story = view.storyboard
    for id, words, on, keys, icon in (
        ("generate", tr("Generate"), view.generate, "Ctrl+Return", "sparkles"),
        ("scene_up", tr("Move the scene up"), lambda: view.move_scene(-1), "Alt+Up", "arrow-up"),
        (
            "scene_down",
            tr("Move the scene down"),
            lambda: view.move_scene(1),
            "Alt+Down",
            "arrow-down",
        ),
        ("add_media", tr("Add media"), view.media.choose_files, "Ctrl+O", "upload"),
        ("redo", tr("Redo"), view.keeper.redo, "Ctrl+Shift+Z", "redo-2"),
        ("drafts", tr("Other drafts"), view.head.list_button.click, None, "list"),
        ("rename", tr("Rename the draft"), view.head.rename, None, "pencil"),
    ):
        name = f"create.{id}"
        actions.add(Action(name, words, on, where="create", shortcut=keys, icon=icon))
    for id, words, on, keys, icon in (
        ("play", tr("Play the storyboard"), story.toggle_play, "Space", "play"),
        ("safe_area", tr("Show the safe area"), story.safe_button.toggle, "S", "safe-area"),
    ):
        name = f"create.{id}"
        actions.add(
            Action(name, words, on, where="create", shortcut=keys, icon=icon, is_single_key=True)
        )
