"""The sidebar: where one can go, how it stands with the server, who works here."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.views.parts.buttons import COATS, IconButton, Pressable
from desktop.views.parts.label import Avatar, Keys, Label
from desktop.views.parts.painting import (
    from_start,
    open_painter,
    paint_box,
    paint_icon,
    paint_words,
    token,
)
from desktop.views.place_words import VIEWS, view_words
from desktop.views.sync_words import SyncWords
from desktop.views.theme.type_scale import FontRole, role_font
from desktop.views.words import tr

WIDE_PX, RAIL_PX = 216, 68
SIDE_PX, RAIL_SIDE_PX = 14, 10
NAV_HIGH_PX, LINE_HIGH_PX, BRAND_HIGH_PX = 40, 24, 40
ICON_PX, SMALL_ICON_PX = 20, 16
# Avatar, gear, margins and gaps of the lowest row.
FOOT_PX = 2 * SIDE_PX + 32 + 36 + 18

GHOST = COATS["ghost"]


class NavItem(Pressable):
    """A place one can go to; on the colour of what is chosen while one is there, its icon then
    filled unless the drawing is nothing but lines."""

    def __init__(
        self,
        icon: str,
        words: str,
        shortcut: str | None,
        parent: QWidget,
        *,
        fills: bool = True,
    ) -> None:
        super().__init__(words, parent)
        self._icon, self._shortcut, self._is_rail = icon, shortcut, False
        self._fills = fills
        self.setCheckable(True)
        self.setFixedHeight(NAV_HIGH_PX)
        self.setFont(role_font("strong"))
        self.setAccessibleName(words)
        self.setProperty("ring_radius", 12)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_rail(self, is_rail: bool) -> None:
        """Only the icon is shown; the name moves to the tooltip."""
        self._is_rail = is_rail
        self.set_tip(self.text() if is_rail else "", self._shortcut if is_rail else None)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """As wide as the sidebar lets it."""
        return QSize(NAV_HIGH_PX, NAV_HIGH_PX)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """The icon is always seen."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """Icon and name."""
        painter, box = open_painter(self), QRectF(self.rect())
        is_on = self.isChecked()
        if is_on:
            paint_box(painter, box, 10, token("soft"))
        elif self._hover.share > 0:
            paint_box(painter, box, 10, self.fill_colour(GHOST))
        start = (box.width() - ICON_PX) / 2 if self._is_rail else 12.0
        icon_box = QRectF(start, (box.height() - ICON_PX) / 2, ICON_PX, ICON_PX)
        tint = token("accent_fg" if is_on else "dim")
        paint_icon(painter, self._icon, tint, from_start(self, icon_box), is_on and self._fills)
        if not self._is_rail:
            words_box = QRectF(start + ICON_PX + 11, 0, box.width() - start - 43, box.height())
            tone = "text" if is_on else "dim"
            _paint_line(self, painter, words_box, "strong", tone)


class StateLine(Pressable):
    """An icon with a short line that leads somewhere."""

    def __init__(self, icon: str, words: str, parent: QWidget) -> None:
        super().__init__(words, parent)
        self._icon, self._tone, self._is_main = icon, "dim", False
        self.setFixedHeight(LINE_HIGH_PX)
        self.setProperty("ring_radius", 8)
        self.setAccessibleName(words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_words(self, icon: str, tone: str, words: str, *, is_main: bool) -> None:
        """Say this now."""
        self._icon, self._tone, self._is_main = icon, tone, is_main
        self.setText(words)
        self.setAccessibleName(words)
        self.set_tip(words)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """As wide as there is room."""
        return QSize(60, LINE_HIGH_PX)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """A long line is cut, and whole in its tooltip."""
        return QSize(SMALL_ICON_PX, LINE_HIGH_PX)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """Icon and line."""
        painter, box = open_painter(self), QRectF(self.rect())
        icon_box = QRectF(0, (box.height() - SMALL_ICON_PX) / 2, SMALL_ICON_PX, SMALL_ICON_PX)
        paint_icon(painter, self._icon, token(self._tone), from_start(self, icon_box))
        start = SMALL_ICON_PX + 9
        words_box = QRectF(start, 0, box.width() - start, box.height())
        is_lit = self._is_main or self._hover.share > 0.5
        _paint_line(self, painter, words_box, "small", "text" if is_lit else "dim")


class StateBox(QWidget):
    """How it stands with the server, and the search, in a box."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(13, 8, 13, 8)
        column.setSpacing(0)
        self.says = StateLine("hard-drive", "", self)
        self.more = StateLine("list", "", self)
        self.search = StateLine("search", tr("Search"), self)
        column.addWidget(self.says)
        column.addWidget(self.more)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.search, 1)
        row.addWidget(Keys("Ctrl+K", self))
        column.addLayout(row)

    def show_words(self, words: SyncWords) -> None:
        """Say it in two lines."""
        self.says.set_words(words.icon, words.tone, words.says, is_main=True)
        self.more.set_words("list", "warn" if words.asks else "dim", words.more, is_main=False)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """The box around it."""
        paint_box(open_painter(self), QRectF(self.rect()), 12, token("card"), token("line"))


class Brand(Pressable):
    """The mark and the name; a press opens the menu of all that can be done."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Reelyard", parent)
        self._is_rail = False
        self.setFixedHeight(BRAND_HIGH_PX)
        self.setAccessibleName(tr("Menu"))
        self.set_tip(tr("All actions"), "F10")
        self.setProperty("ring_radius", 12)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_rail(self, is_rail: bool) -> None:
        """Only the mark."""
        self._is_rail = is_rail
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """As wide as there is room."""
        return QSize(NAV_HIGH_PX, BRAND_HIGH_PX)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """The mark is always seen."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """Mark, name, and a small arrow under the pointer or focus."""
        painter, box = open_painter(self), QRectF(self.rect())
        if self._hover.share > 0:
            paint_box(painter, box, 10, self.fill_colour(GHOST))
        start = (box.width() - ICON_PX) / 2 if self._is_rail else 6.0
        mark = QRectF(start, (box.height() - ICON_PX) / 2, ICON_PX, ICON_PX)
        paint_icon(painter, "reelyard", token("accent"), from_start(self, mark), filled=True)
        if self._is_rail:
            return
        name = QRectF(start + ICON_PX + 10, 0, box.width() - 80, box.height())
        _paint_line(self, painter, name, "h2", "text")
        arrow = QRectF(box.width() - 26, (box.height() - 16) / 2, 16, 16)
        paint_icon(painter, "chevron-down", token("faint"), from_start(self, arrow))


class Sidebar(QWidget):
    """`chosen` tells a view, `status_pressed` that somebody wants to see what waits,
    `search_pressed` and `menu_pressed` likewise."""

    chosen = Signal(str)
    status_pressed = Signal()
    search_pressed = Signal()
    menu_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "side")
        self.setProperty("pane", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Places"))
        self._is_rail: bool | None = None
        self._items: dict[str, NavItem] = {}
        self.brand = Brand(self)
        self.state = StateBox(self)
        self.state_button = IconButton("hard-drive", tr("Saved on this computer"), parent=self)
        self.avatar = Avatar("", 32, self)
        self._who, self._plan = Label("", "strong"), Label("", "small", "dim")
        self.gear = IconButton("gear", tr("Settings"), "Ctrl+,", parent=self)
        self._lay_out()
        self._connect()
        self.set_rail(False)

    @property
    def items(self) -> Mapping[str, NavItem]:
        """The places by view."""
        return self._items

    def set_current(self, view: str) -> None:
        """One is there now."""
        for name, item in self._items.items():
            item.setChecked(name == view)
        self.gear.setCheckable(True)
        self.gear.setChecked(view == "settings")

    def set_rail(self, is_rail: bool) -> None:
        """Narrow, with icons alone; or wide, with names."""
        if is_rail == self._is_rail:
            return
        self._is_rail = is_rail
        side = RAIL_SIDE_PX if is_rail else SIDE_PX
        self._column.setContentsMargins(side, 10, side, 14)
        self.setFixedWidth(RAIL_PX if is_rail else WIDE_PX)
        self.brand.set_rail(is_rail)
        for item in self._items.values():
            item.set_rail(is_rail)
        self.state.setVisible(not is_rail)
        self.state_button.setVisible(is_rail)
        for label in (self._who, self._plan):
            label.setVisible(not is_rail)
        direction = QBoxLayout.Direction
        self._foot.setDirection(direction.BottomToTop if is_rail else direction.LeftToRight)

    def show_words(self, words: SyncWords) -> None:
        """How it stands with the server."""
        self.state.show_words(words)
        self.state_button.set_icon(words.icon)
        self.state_button.set_tone(words.tone)
        self.state_button.set_name(tr("{says}. {more}", says=words.says, more=words.more))

    def show_account(self, name: str, plan: str) -> None:
        """Who works here."""
        self.avatar.set_name(name)
        self.avatar.setToolTip(tr("{says}. {more}", says=name, more=plan) if plan else name)
        for label, words in ((self._who, name), (self._plan, plan)):
            shown = QFontMetricsF(label.font()).elidedText(
                words, Qt.TextElideMode.ElideRight, WIDE_PX - FOOT_PX
            )
            label.setText(shown)
            label.setToolTip(words if shown != words else "")

    def _lay_out(self) -> None:
        column = self._column = QVBoxLayout(self)
        column.setSpacing(4)
        column.addWidget(self.brand)
        column.addSpacing(8)
        words = view_words()
        for view, icon, keys in VIEWS:
            item = self._items[view] = NavItem(icon, words[view], keys, self)
            column.addWidget(item)
        column.addStretch(1)
        column.addWidget(self.state)
        column.addWidget(self.state_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(6)
        column.addLayout(self._lay_out_foot())

    def _lay_out_foot(self) -> QBoxLayout:
        """Avatar, names and gear, beside each other or, in the rail, from the foot up."""
        self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._foot.setSpacing(9)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._who)
        names.addWidget(self._plan)
        self._foot.addWidget(self.avatar, 0, Qt.AlignmentFlag.AlignCenter)
        self._foot.addLayout(names, 1)
        self._foot.addWidget(self.gear, 0, Qt.AlignmentFlag.AlignCenter)
        return self._foot

    def _connect(self) -> None:
        for view, item in self._items.items():
            item.clicked.connect(self._teller(view))
        self.gear.clicked.connect(self._teller("settings"))
        self.brand.clicked.connect(self.menu_pressed)
        self.state.search.clicked.connect(self.search_pressed)
        for button in (self.state.says, self.state.more, self.state_button):
            button.clicked.connect(self.status_pressed)

    def _teller(self, view: str) -> Callable[[], None]:
        def tell() -> None:
            self.chosen.emit(view)

        return tell


def _paint_line(
    button: Pressable, painter: QPainter, box: QRectF, role: FontRole, tone: str
) -> None:
    """The words of a button in one line from where `box` starts, cut where it ends."""
    font = role_font(role)
    shown = QFontMetricsF(font).elidedText(button.text(), Qt.TextElideMode.ElideRight, box.width())
    flags = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
    paint_words(painter, from_start(button, box), shown, font, token(tone), flags)
