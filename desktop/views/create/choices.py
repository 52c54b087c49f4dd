"""The fields of a draft besides its words: shown as the store has them, and written to it."""

from typing import Any

from PySide6.QtCore import QObject

from contract.tags import MOST_TAGS
from desktop.models import drafts
from desktop.models.drafts import Draft
from desktop.views.create.form import Form
from desktop.views.doors import Doors
from desktop.views.figures import count_words
from desktop.views.words import tr
from reel.catalogue import get_preset


class Choices(QObject):
    """Platform, preset, variants, language, voice, tags and title of the draft that is shown."""

    def __init__(self, doors: Doors, form: Form, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._doors, self._form = doors, form
        self._draft: Draft | None = None
        form.platforms.chosen.connect(lambda id: self.edit(platform=id))
        form.presets.chosen.connect(self._choose_preset)
        form.variants.chosen.connect(lambda n: self.edit(variants=int(n)))
        form.voice.language_chosen.connect(lambda tag: self.edit(language=tag))
        form.voice.voice_chosen.connect(lambda name: self.edit(voice=name))
        form.tags.tags_changed.connect(self._set_tags)

    def show(self, draft: Draft) -> None:
        """Show what this one says."""
        self._draft = draft
        form = self._form
        form.platforms.set_value(draft.platform)
        form.presets.set_value(draft.preset)
        form.variants.set_value(str(draft.variants))
        form.tags.set_tags(draft.tags)
        most = count_words(MOST_TAGS)
        form.tags_note.setText(tr("{n} of {most}", n=len(draft.tags), most=most))

    def edit(self, **fields: Any) -> None:
        """Fields of the draft say this from now on."""
        if self._draft is not None:
            self._doors.ask(drafts.edit, self._draft.id, fields).on(self)

    def _choose_preset(self, preset: str) -> None:
        """Another look; the number of variants goes with it where it was the old one's own."""
        draft = self._draft
        if draft is not None and draft.variants == get_preset(draft.preset).variants:
            self.edit(preset=preset, variants=get_preset(preset).variants)
        else:
            self.edit(preset=preset)

    def _set_tags(self, tags: tuple[str, ...]) -> None:
        if self._draft is not None:
            self._doors.ask(drafts.set_tags, self._draft.id, tags).on(self)
