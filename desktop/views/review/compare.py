"""Up to three variants side by side, playing together under one scrubber."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.models.generations import Variant
from desktop.views.doors import Doors
from desktop.views.parts.buttons import Button, IconButton, PlayButton
from desktop.views.parts.card import Card
from desktop.views.parts.label import KeyCap, Label
from desktop.views.parts.scrubber import SceneScrubber
from desktop.views.player.phone_stand import PhoneStand
from desktop.views.player.player import safe_box_of
from desktop.views.player.scene_film import SceneFilm
from desktop.views.player.showing import Showing
from desktop.views.player.speeds import next_speed
from desktop.views.player.transport import Clock
from desktop.views.player.watched import Watched
from desktop.views.review.differences import Difference, letter_of
from desktop.views.words import tr

if TYPE_CHECKING:
    from desktop.views.player.playback import Playback

MOST_COMPARED = 3
MOST_PHONE_PX = 320
CARD_PADDING_PX, GAP_PX = 12, 14


class Compare(QWidget):
    """`picked` with the variant that a person took. `close_videos` when nobody looks any more."""

    picked = Signal(object)

    def __init__(self, doors: Doors, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._speed = 1.0
        self._is_muted = self._is_looping = self._shows_safe = False
        self._lead = 0
        self._film_of: UUID | None = None
        self.cards = [CompareCard(doors, self) for _ in range(MOST_COMPARED)]
        self.film = SceneFilm(doors, self)
        self.play = PlayButton(parent=self)
        self.clock = Clock(self)
        self.scrubber = SceneScrubber(bare=True, parent=self)
        self.legend = Label(role="small", tone="dim", parent=self)
        self.legend.setText(tr("Bold: differs from the others"))
        self._lay_out()
        self._connect()

    def show_variants(
        self,
        watched: Sequence[Watched],
        variants: Sequence[Variant],
        told: Sequence[Difference],
        chosen: UUID | None,
    ) -> None:
        """Show these from where the first of them stands; the chosen one is heard."""
        self._lead = next((at for at, one in enumerate(variants) if one.id == chosen), 0)
        for at, card in enumerate(self.cards):
            card.setVisible(at < len(variants))
            if at < len(variants):
                card.show_variant(watched[at], variants[at], told, at, variants[at].id == chosen)
            else:
                card.showing.close()
        lead = self.cards[self._lead].showing
        if self._film_of != watched[self._lead].variant_id:
            self._film_of = watched[self._lead].variant_id
            self.film.read(watched[self._lead])
        if lead.path is not None and not self.film.has_pictures:
            self.film.take_pictures(lead.path)
        self._set_up()
        self._even_out()

    def close_videos(self) -> None:
        """On return nothing plays and no file is read."""
        self.film.close()
        self._film_of = None
        for card in self.cards:
            card.showing.close()
        self.play.set_playing(False)

    # --- Controls

    def toggle(self) -> None:
        """Play all, or pause all."""
        if any(video.is_playing for video in self._videos()):
            self.pause()
        else:
            for video in self._videos():
                video.play()

    def pause(self) -> None:
        """Hold all where they are."""
        for video in self._videos():
            video.pause()

    def seek(self, at_ms: int) -> None:
        """Each goes as far into itself as the one that is heard."""
        whole = max(1, self.film.spans[-1].end_ms if self.film.spans else 1)
        for video in self._videos():
            video.seek(round(at_ms * video.length_ms / whole))

    def skip(self, by_ms: int) -> None:
        """All go on that much later, or earlier."""
        self.seek(max(0, self.scrubber.position_ms + by_ms))

    def step(self, frames: int) -> None:
        """All stand some pictures on, or back."""
        for video in self._videos():
            video.step(frames)

    def step_scene(self, by: int) -> None:
        """Go to where another scene begins."""
        self.scrubber.step_scene(by)

    def change_speed(self, by: int) -> None:
        """A step faster or slower."""
        self._speed = next_speed(self._speed, by)
        self._set_up()

    def toggle_safe_area(self) -> None:
        """Show what the platform covers, or not."""
        self._shows_safe = not self._shows_safe
        self._set_up()

    def toggle_captions(self) -> None:
        """Side by side there is no room for them."""

    def toggle_mute(self) -> None:
        """The chosen one is heard, or none is."""
        self._is_muted = not self._is_muted
        self._set_up()

    def toggle_loop(self) -> None:
        """Begin anew at the end, or stop there."""
        self._is_looping = not self._is_looping
        self._set_up()

    # --- inside

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's name
        """Narrower words take more lines."""
        super().resizeEvent(event)
        self._even_out()

    def _even_out(self) -> None:
        """What is told takes as much room in each card, so that the phones are of one size."""
        count = max(1, sum(not card.isHidden() for card in self.cards))
        wide = (self.width() - GAP_PX * (count - 1)) // count - 2 * CARD_PADDING_PX
        shown = [card.told for card in self.cards if not card.isHidden()]
        high = max((told.heightForWidth(wide) for told in shown), default=0)
        for told in shown:
            told.setFixedHeight(max(high, 0))

    def _videos(self) -> "list[Playback]":
        shown = (card.showing.playback for card in self.cards if not card.isHidden())
        return [video for video in shown if video is not None]

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_PX)
        row = QHBoxLayout()
        row.setSpacing(GAP_PX)
        for card in self.cards:
            row.addWidget(card, 1)
        column.addLayout(row, 1)
        bar = Card(padding_px=8, parent=self)
        line = QHBoxLayout()
        line.setSpacing(12)
        for part in (self.play, self.clock, self.scrubber, self.legend):
            line.addWidget(part, 1 if part is self.scrubber else 0)
        bar.body.addLayout(line)
        column.addWidget(bar)

    def _connect(self) -> None:
        self.play.clicked.connect(self.toggle)
        self.scrubber.moved.connect(self._scrubbed)
        self.film.changed.connect(self._show_scenes)
        for at, card in enumerate(self.cards):
            card.pick.clicked.connect(lambda _=False, at=at: self._pick(at))
            card.sound.clicked.connect(lambda _=False, at=at: self._hear(at))
            card.showing.moved.connect(lambda at_ms, at=at: self._moved(at, at_ms))
            card.showing.playing_changed.connect(lambda plays: self._plays())
            card.showing.changed.connect(self._came)

    def _came(self) -> None:
        lead = self.cards[self._lead].showing
        if lead.path is not None and not self.film.has_pictures:
            self.film.take_pictures(lead.path)
        self._set_up()

    def _plays(self) -> None:
        self.play.set_playing(any(video.is_playing for video in self._videos()))

    def _pick(self, at: int) -> None:
        if (watched := self.cards[at].showing.watched) is not None:
            self.picked.emit(watched.variant_id)

    def _hear(self, at: int) -> None:
        if at == self._lead:
            self.toggle_mute()
        else:
            self._is_muted = False
            self._pick(at)

    def _scrubbed(self, at_ms: int) -> None:
        self.seek(at_ms)
        self._say_time(at_ms)

    def _moved(self, at: int, at_ms: int) -> None:
        if at == self._lead:
            self.scrubber.set_position_ms(at_ms)
            self._say_time(at_ms)

    def _say_time(self, at_ms: int) -> None:
        self.clock.say(at_ms, self.film.spans[-1].end_ms if self.film.spans else 0)

    def _show_scenes(self) -> None:
        self.scrubber.set_scenes(self.film.scenes)
        self._say_time(self.scrubber.position_ms)

    def _set_up(self) -> None:
        has_any = bool(self._videos())
        self.play.set_reason(None if has_any else tr("There is nothing to play yet."))
        for at, card in enumerate(self.cards):
            is_heard = at == self._lead and not self._is_muted
            card.set_heard(is_heard)
            card.show_safe_area(self._shows_safe)
            if (video := card.showing.playback) is not None:
                video.set_muted(not is_heard)
                video.set_speed(self._speed)
                video.set_looping(self._is_looping)


class CompareCard(Card):
    """One of them: its letter, its phone, what it is like."""

    def __init__(self, doors: Doors, parent: QWidget | None = None) -> None:
        super().__init__(padding_px=CARD_PADDING_PX, gap_px=8, parent=parent)
        self._watched: Watched | None = None
        self.letter = Label(role="h2", parent=self)
        self.cap = KeyCap("1", self)
        self.sound = IconButton("volume-x", tr("Hear this one"), parent=self)
        self.pick = Button(tr("Pick"), "quiet", parent=self)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.letter)
        head.addWidget(self.cap)
        head.addStretch(1)
        head.addWidget(self.sound)
        head.addWidget(self.pick)
        self.stand = PhoneStand("", most_px=MOST_PHONE_PX, parent=self)
        self.phone = self.stand.phone
        self.showing = Showing(doors, self.phone, parent=self)
        self.told = QWidget(self)
        self._grid = QGridLayout(self.told)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(4)
        self._grid.setHorizontalSpacing(12)
        self._grid.setColumnStretch(1, 1)
        self._told: list[tuple[Label, Label]] = []
        self.body.addLayout(head)
        self.body.addWidget(self.stand, 1)
        self.body.addWidget(self.told)

    def show_variant(
        self,
        watched: Watched,
        variant: Variant,
        told: Sequence[Difference],
        place: int,
        is_chosen: bool,
    ) -> None:
        """Show this one."""
        self._watched = watched
        letter = letter_of(variant.index)
        self.letter.setText(letter)
        self.cap.setText(str(place + 1))
        self.phone.setAccessibleName(tr("Variant {letter}", letter=letter))
        self.phone.set_chrome(True, caption=watched.caption)
        self.set_chosen(is_chosen)
        self.pick.set_kind("primary" if is_chosen else "quiet")
        self.pick.set_icon("check" if is_chosen else None)
        self.pick.setText(tr("Picked") if is_chosen else tr("Pick"))
        self.pick.setAccessibleName(tr("Pick variant {letter}", letter=letter))
        self.showing.show(watched)
        self._tell(told, place)

    def set_heard(self, is_heard: bool) -> None:
        """Whether it is this one that is heard."""
        self.sound.set_icon("volume" if is_heard else "volume-x")
        self.sound.set_name(tr("Mute") if is_heard else tr("Hear this one"))

    def show_safe_area(self, shown: bool) -> None:
        """What the platform covers, or not."""
        box = safe_box_of(self._watched.platform) if shown and self._watched else None
        self.phone.set_safe_area(box, tr("Safe area") if box else "")

    def _tell(self, told: Sequence[Difference], place: int) -> None:
        while len(self._told) < len(told):
            at = len(self._told)
            name = Label(role="small", tone="dim", parent=self)
            value = Label(role="small", wrap=True, parent=self)
            self._grid.addWidget(name, at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, at, 1, Qt.AlignmentFlag.AlignTop)
            self._told.append((name, value))
        for at, (name, value) in enumerate(self._told):
            is_used = at < len(told)
            name.setVisible(is_used)
            value.setVisible(is_used)
            if is_used:
                differs = told[at].differs[place]
                name.setText(told[at].name)
                value.setText(told[at].values[place])
                font = value.font()
                font.setWeight(font.Weight.Bold if differs else font.Weight.Normal)
                value.setFont(font)
                value.set_tone("text" if differs else "dim")
