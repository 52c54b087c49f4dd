"""What was merged is said, and both sides can be seen and put back."""

import shiboken6
from PySide6.QtWidgets import QApplication

from contract.drafts import NewDraftBody
from desktop.models import drafts
from desktop.models.overwritten import Overwritten
from desktop.views.create.merged import BothSides, banner_words, value_words
from desktop.views.figures import clock_words
from desktop.views.parts.buttons import Button
from desktop.views.parts.inputs import TextInput

AT_MS = 1_764_000_000_000


def test_the_banner_says_what_won_over_what(room) -> None:
    draft = room.storage.call(drafts.new, NewDraftBody(preset="list"))
    lost = (Overwritten("draft", draft.id, "preset", "story", AT_MS),)
    bold, dim = banner_words(draft, lost)
    assert bold == "Merged with edits from another device. Every word from both is here."
    assert dim == f"Preset: List won over Story ({clock_words(AT_MS)}), kept for 30 days."


def test_texts_alone_are_said_without_a_winner(room) -> None:
    draft = room.storage.call(drafts.new, NewDraftBody())
    lost = (Overwritten("draft", draft.id, "script", "Before", AT_MS),)
    assert banner_words(draft, lost)[1] == "What each said before is kept for 30 days."


def test_both_sides_are_shown_and_a_field_can_be_put_back(room, qtbot) -> None:
    draft = room.storage.call(drafts.new, NewDraftBody(preset="list"))
    lost = (
        Overwritten("draft", draft.id, "script", "Said before", AT_MS),
        Overwritten("draft", draft.id, "preset", "story", AT_MS),
    )
    dialog = BothSides(draft, lost, AT_MS, None)
    dialog.open()
    (text,) = dialog.findChildren(TextInput)
    assert text.text() == "Said before"
    buttons = {button.text(): button for button in dialog.findChildren(Button)}
    buttons["Copy"].click()
    assert QApplication.clipboard().text() == "Said before"
    told = []
    dialog.put_back.connect(lambda *what: told.append(what))
    buttons["Put Story back"].click()
    assert told == [("preset", "story")]
    qtbot.waitUntil(lambda: not shiboken6.isValid(dialog))


def test_values_are_called_by_their_names() -> None:
    assert value_words("platform", "shorts") == "Shorts"
    assert value_words("title", None) == "none"
