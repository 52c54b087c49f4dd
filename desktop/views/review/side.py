"""The cards beside the player, scrolled as one."""

from PySide6.QtWidgets import QWidget

from desktop.views.doors import Doors
from desktop.views.parts.scroll import ScrollPage
from desktop.views.player.covers import Covers
from desktop.views.review.post_text_card import PostTextCard
from desktop.views.review.scene_card import SceneCard
from desktop.views.review.variants_card import VariantsCard

# Two buttons side by side, the padding of the card, and the scroll bar.
WIDE_PX = 326


class ReviewSide(ScrollPage):
    """Variants, post text, one scene."""

    def __init__(self, doors: Doors, covers: Covers, parent: QWidget | None = None) -> None:
        super().__init__(gap_px=12, parent=parent)
        self.setFixedWidth(WIDE_PX)
        self.variants = VariantsCard(covers, self)
        self.post = PostTextCard(doors, self)
        self.scene = SceneCard(self)
        for card in (self.variants, self.post, self.scene):
            self.body.addWidget(card)
        self.body.addStretch(1)
