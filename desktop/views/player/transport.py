"""The row of buttons below a player, with its clock."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from desktop.views.figures import length_words, number_words
from desktop.views.parts.buttons import Button, IconButton, PlayButton
from desktop.views.parts.label import Label
from desktop.views.player.controls import Controls
from desktop.views.words import tr

BUTTON_PX = 32


class Transport(QWidget):
    """Its buttons act on `controls`; it shows only what it is told."""

    def __init__(self, controls: Controls, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self.clock = Clock(self)
        self.play = PlayButton(parent=self)
        self.play.clicked.connect(controls.toggle)
        self.scene_back = IconButton("skip-back", tr("Previous scene"), "Left", parent=self)
        self.scene_back.clicked.connect(lambda: controls.step_scene(-1))
        self.scene_on = IconButton("skip-forward", tr("Next scene"), "Right", parent=self)
        self.scene_on.clicked.connect(lambda: controls.step_scene(1))
        self.switches = Switches(controls, self)
        # A timeline runs from the left in every language, and so do its buttons.
        middle = QWidget(self)
        middle.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        buttons = QHBoxLayout(middle)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(6)
        for button in (self.scene_back, self.play, self.scene_on):
            buttons.addWidget(button)
        for pressed in self.findChildren(QAbstractButton):
            # By a click the keys stay where they are: Space plays whatever was pressed before.
            pressed.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row.addWidget(self.clock)
        row.addStretch(1)
        row.addWidget(middle)
        row.addStretch(1)
        row.addWidget(self.switches)

    def set_ready(self, reason: str | None) -> None:
        """Whether there is anything to play; if not, why."""
        for button in (self.play, self.scene_back, self.scene_on):
            button.set_reason(reason)


class Clock(QWidget):
    """Where it stands, of how long."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self._at = Label(role="strong", parent=self)
        self._of = Label(role="body", tone="dim", parent=self)
        row.addWidget(self._at)
        row.addWidget(self._of)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.say(0, 0)

    def say(self, at_ms: int, length_ms: int) -> None:
        """Show it, to the second that has begun."""
        at = length_words(at_ms // 1000 * 1000)
        if at != self._at.text():
            self._at.setText(at)
        of = f"/ {length_words(length_ms)}"
        if of != self._of.text():
            self._of.setText(of)
            self.setAccessibleName(tr("Time"))

    def text(self) -> str:
        """As it is read."""
        return f"{self._at.text()} {self._of.text()}"


class Switches(QWidget):
    """What is on or off: speed, captions, safe area, loop, sound."""

    def __init__(self, controls: Controls, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.speed = Button("", "ghost", parent=self)
        self.speed.clicked.connect(lambda: controls.change_speed(1))
        self.captions = self._switch("captions", tr("Captions"), "C")
        self.captions.clicked.connect(controls.toggle_captions)
        self.safe_area = self._switch("safe-area", tr("Safe area"), "S")
        self.safe_area.clicked.connect(controls.toggle_safe_area)
        self.loop = self._switch("repeat", tr("Loop"), "O")
        self.loop.clicked.connect(controls.toggle_loop)
        self.sound = self._switch("volume", tr("Mute"), "M")
        self.sound.setCheckable(False)
        self.sound.clicked.connect(controls.toggle_mute)
        for button in (self.speed, self.captions, self.safe_area, self.loop, self.sound):
            row.addWidget(button)
        self.set_speed(1.0)

    def set_speed(self, speed: float) -> None:
        """Show how fast it plays."""
        words = tr("{speed}×", speed=number_words(speed, 2))
        self.speed.setText(words)
        self.speed.setAccessibleName(tr("Speed {speed}", speed=words))
        self.speed.set_tip(tr("Speed"), "]")
        self.speed.updateGeometry()

    def set_muted(self, is_muted: bool) -> None:
        """Show whether it is heard, and what a press does."""
        self.sound.set_icon("volume-x" if is_muted else "volume")
        self.sound.set_name(tr("Sound on") if is_muted else tr("Mute"), "M")

    def _switch(self, icon: str, name: str, key: str) -> IconButton:
        return IconButton(icon, name, key, size_px=BUTTON_PX, checkable=True, parent=self)
