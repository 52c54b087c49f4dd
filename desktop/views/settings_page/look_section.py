"""Language, theme, movement, keys."""

from dataclasses import replace
from typing import Any

from desktop.views.doors import Doors
from desktop.views.look_choices import language_options, theme_options
from desktop.views.parts.card import Card
from desktop.views.parts.inputs import Select
from desktop.views.parts.segmented import Segmented
from desktop.views.parts.switch import Switch
from desktop.views.section import Section, SettingRow
from desktop.views.words import tr


class LookSection(Section):
    """How the window looks and reads; each choice counts at once."""

    def __init__(self, doors: Doors) -> None:
        super().__init__()
        self._doors = doors
        card = Card(gap_px=4)
        self.add(card)
        kept = doors.settings()
        self.language = Select(
            "",
            language_options(),
            kept.ui_language or "",
            name=tr("Language of the window"),
            icon="languages",
        )
        self.language.setFixedWidth(190)
        self.language.chosen.connect(lambda value: self._change(ui_language=value or None))
        self.theme = Segmented(
            theme_options(),
            kept.theme,
            tr("Theme"),
        )
        self.theme.chosen.connect(lambda value: self._change(theme=value))
        self.motion = Switch(tr("Reduce motion"), bool(kept.has_reduced_motion))
        self.motion.toggled.connect(lambda on: self._change(has_reduced_motion=on))
        self.single = Switch(tr("Single-letter keys"), kept.has_single_keys)
        self.single.toggled.connect(lambda on: self._change(has_single_keys=on))
        card.body.addWidget(SettingRow(tr("Language"), "", self.language))
        card.body.addWidget(SettingRow(tr("Theme"), "", self.theme))
        card.body.addWidget(
            SettingRow(tr("Reduce motion"), tr("Nothing moves or fades by itself."), self.motion)
        )
        card.body.addWidget(
            SettingRow(
                tr("Single-letter keys"),
                tr("R, V, J, K, L and others do something while nobody is typing."),
                self.single,
            )
        )

    def _change(self, **values: Any) -> None:
        self._doors.change_settings(lambda kept: replace(kept, **values))
