"""The variants of a generation, what sets the chosen one apart, and the generations before."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from desktop.models.generations import Generation, Variant
from desktop.views.catalogue_words import apart_words
from desktop.views.figures import moment_words
from desktop.views.parts.card import Card
from desktop.views.parts.inputs import Select
from desktop.views.parts.label import KeyCap, Label
from desktop.views.player.covers import Covers
from desktop.views.review.variant_tile import VariantTile
from desktop.views.review.weighing import moment_ms
from desktop.views.words import tr


class VariantsCard(Card):
    """`chosen` with a variant, `generation_chosen` with another generation of the draft."""

    chosen = Signal(object)
    generation_chosen = Signal(object)

    def __init__(self, covers: Covers, parent: QWidget | None = None) -> None:
        super().__init__(padding_px=12, gap_px=10, parent=parent)
        self._covers = covers
        self._generation: Generation | None = None
        header = self.header(tr("Variants"))
        self._caps = [KeyCap(str(number + 1), header) for number in range(3)]
        for cap in self._caps:
            header.add(cap)
        self._row = QHBoxLayout()
        self._row.setSpacing(10)
        self._row.addStretch(1)
        self.body.addLayout(self._row)
        self.tiles: list[VariantTile] = []
        self._group = QButtonGroup(self)
        self.differs = Label(role="small", tone="dim", wrap=True, parent=self)
        self.body.addWidget(self.differs)
        self.before = Select("", name=tr("Made when"), icon="history", parent=self)
        self.before.chosen.connect(lambda value: self.generation_chosen.emit(UUID(value)))
        self.body.addWidget(self.before)
        covers.came.connect(lambda variant_id: self._show_covers())

    def show_generations(
        self, made: Sequence[Generation], shown: Generation, chosen: UUID | None, now_ms: int
    ) -> None:
        """Show the variants of one, with one of them chosen; offer the others."""
        self._generation = shown
        self._set_tiles(shown.variants)
        for tile in self.tiles:
            tile.setChecked(tile.variant.id == chosen)
        for place, cap in enumerate(self._caps):
            cap.setVisible(place < len(shown.variants))
        variant = next((one for one in shown.variants if one.id == chosen), None)
        self.differs.setText(apart_words(variant.differs_by or "") if variant else "")
        self.differs.setVisible(bool(self.differs.text()))
        options = [(str(one.id), _made_words(one, now_ms)) for one in made]
        if [(value, words) for value, words in options] != self._offered():
            self.before.set_options(options, str(shown.id))
        self.before.set_value(str(shown.id))
        self.before.setVisible(len(made) > 1)
        self._show_covers()

    def _offered(self) -> list[tuple[str, str]]:
        box = self.before.field
        return [(str(box.itemData(at)), box.itemText(at)) for at in range(box.count())]

    def _set_tiles(self, variants: Sequence[Variant]) -> None:
        if [tile.variant.id for tile in self.tiles] == [one.id for one in variants]:
            for tile, variant in zip(self.tiles, variants, strict=True):
                tile.set_variant(variant)
            return
        for tile in self.tiles:
            self._group.removeButton(tile)
            self._row.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        self.tiles = [VariantTile(one, self) for one in variants]
        for place, tile in enumerate(self.tiles):
            self._group.addButton(tile)
            self._row.insertWidget(place, tile)
            tile.clicked.connect(lambda _=False, tile=tile: self.chosen.emit(tile.variant.id))

    def _show_covers(self) -> None:
        if self._generation is None:
            return
        for tile in self.tiles:
            if tile.variant.status == "ready":
                tile.set_cover(self._covers.find(self._generation.id, tile.variant.id))


def _made_words(generation: Generation, now_ms: int) -> str:
    when = moment_words(moment_ms(generation.created_at) or now_ms, now_ms)
    match generation.status:
        case "succeeded":
            count = len(generation.variants)
            return tr("{when} · {n} variant|{when} · {n} variants", when=when, n=count)
        case "failed":
            return tr("{when} · failed", when=when)
        case "cancelled":
            return tr("{when} · cancelled", when=when)
    return tr("{when} · being made", when=when)
