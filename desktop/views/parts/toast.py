"""Something said in passing at the foot of the window, with at most one action."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QEnterEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QWidget

from desktop.views.parts.buttons import Pressable
from desktop.views.parts.elide import ElidedLabel
from desktop.views.parts.label import Icon, key_words
from desktop.views.parts.motion import Fade
from desktop.views.parts.painting import (
    open_painter,
    paint_box,
    paint_words,
    token,
    with_alpha,
    words_width_px,
)
from desktop.views.theme.theme import worn_theme
from desktop.views.theme.type_scale import make_font, role_font

HIGH_PX, RADIUS_PX, FOOT_PX, SHADOW_PX = 48, 12, 18, 22
# With a screen reader on, what is said has to be heard out before it can be acted on.
READER_STAYS_MS = 15_000
MOST_WIDE_PX = 640
# What is longer, a problem with what helps, goes on in a second line.
LINE_WIDE_PX = 540


class ToastHost(QObject):
    """Shows one toast at a time over the widget it is made with, at its foot. A new one takes
    the place of the one before."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.toast: Toast | None = None
        over.installEventFilter(self)

    def show_toast(
        self,
        text: str,
        action_words: str | None = None,
        on_action: Callable[[], object] | None = None,
        *,
        shortcut: str | None = None,
        icon: str | None = None,
    ) -> None:
        """Say it; with an action and its key where something can be done about it."""
        self.dismiss()
        toast = Toast(self._over, text, action_words, shortcut, icon)
        toast.gone.connect(lambda: self._forget(toast))
        if on_action is not None:
            toast.acted.connect(on_action)
        self.toast = toast
        toast.place()
        toast.come()
        say_to_reader(self._over, text if action_words is None else f"{text} {action_words}")

    def dismiss(self) -> None:
        """Take away what is shown."""
        if self.toast is not None:
            self.toast.go()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 Qt's name
        """Stay at the foot when the window changes its size."""
        if event.type() == QEvent.Type.Resize and self.toast is not None:
            self.toast.place()
        return super().eventFilter(watched, event)

    def _forget(self, toast: "Toast") -> None:
        if self.toast is toast:
            self.toast = None


class Toast(QWidget):
    """Stays its time, longer under the pointer or with the focus in it; Escape sends it away."""

    acted = Signal()
    gone = Signal()

    def __init__(
        self,
        over: QWidget,
        text: str,
        action_words: str | None,
        shortcut: str | None,
        icon: str | None,
    ) -> None:
        super().__init__(over)
        self.text = text
        self._over = over
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.timeout.connect(self.go)
        self._way = Fade(self, "toast_in", on_step=self.place)
        self.setAccessibleName(text)
        row = QHBoxLayout(self)
        row.setContentsMargins(SHADOW_PX + 16, SHADOW_PX, SHADOW_PX + 10, SHADOW_PX)
        row.setSpacing(10)
        if icon is not None:
            row.addWidget(Icon(icon, "toast_text", 18, parent=self))
        wide = words_width_px(role_font("strong"), text)
        lines = 1 if wide <= LINE_WIDE_PX else 2
        self._words = ElidedLabel(text, "strong", "toast_text", lines=lines, parent=self)
        if lines > 1:
            self._words.setMinimumWidth(LINE_WIDE_PX)
        row.addWidget(self._words)
        self.action: ToastAction | None = None
        if action_words is not None:
            self.action = ToastAction(action_words, shortcut, self)
            self.action.clicked.connect(self._act)
            self.action.installEventFilter(self)
            row.addWidget(self.action)
        else:
            row.addSpacing(6)
        self.setFixedHeight(HIGH_PX + 2 * SHADOW_PX)

    def come(self) -> None:
        """Rise from the foot, and start to count."""
        self.show()
        self.raise_()
        self._way.to(1)
        self._count()

    def go(self) -> None:
        """Be gone, once."""
        if not self.isHidden():
            self._clock.stop()
            self.hide()
            self.gone.emit()
            self.deleteLater()

    def place(self) -> None:
        """In the middle of the foot; lower while it still comes."""
        over = self._over
        wide = min(self.sizeHint().width(), over.width(), MOST_WIDE_PX + 2 * SHADOW_PX)
        top = over.height() - self.height() - FOOT_PX + SHADOW_PX
        rise = round((1 - self._way.share) * HIGH_PX)
        self.resize(wide, self.height())
        self.move(QPoint((over.width() - wide) // 2, top + rise))

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802 Qt's name
        """It waits while it is looked at."""
        self._clock.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 Qt's name
        """Its time starts again."""
        self._count()
        super().leaveEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 Qt's name
        """It waits while its action has the focus."""
        if event.type() == QEvent.Type.FocusIn:
            self._clock.stop()
        elif event.type() == QEvent.Type.FocusOut:
            self._count()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's name
        """Escape sends it away."""
        if event.key() == Qt.Key.Key_Escape:
            self.go()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """In the other theme's colours, with a shadow below."""
        painter = open_painter(self)
        box = QRectF(self.rect()).adjusted(SHADOW_PX, SHADOW_PX, -SHADOW_PX, -SHADOW_PX)
        paint_shadow(painter, box, RADIUS_PX, SHADOW_PX)
        paint_box(painter, box, RADIUS_PX, token("toast"))

    def _count(self) -> None:
        if self.isHidden() or (self.action is not None and self.action.hasFocus()):
            return
        stays_ms = worn_theme().duration_ms("toast")
        self._clock.start(max(stays_ms, READER_STAYS_MS) if QAccessible.isActive() else stays_ms)

    def _act(self) -> None:
        self.acted.emit()
        self.go()


class ToastAction(Pressable):
    """The words of what can be done, and its key."""

    def __init__(self, words: str, shortcut: str | None, parent: QWidget) -> None:
        super().__init__(words, parent)
        self._key = " ".join(key_words(shortcut)) if shortcut else ""
        self._key_font = role_font("micro")
        self.setFont(make_font(13, 700))
        self.setProperty("ring_radius", 10)
        self.setProperty("ring_tone", "toast_action")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """Words, and a cap for the key."""
        return QSize(round(self._words_px() + self._key_px()) + 17, 32)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """Tinted under the pointer."""
        painter, box = open_painter(self), QRectF(self.rect())
        action = token("toast_action")
        paint_box(painter, box, 8, with_alpha(action, round(36 * self._hover.share)))
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        words = QRectF(8, 0, self._words_px() + 1, box.height())
        if mirrored:
            words.moveRight(box.right() - 8)
        paint_words(painter, words, self.text(), self.font(), action)
        if self._key:
            self._paint_key(painter, box, mirrored)

    def _paint_key(self, painter: QPainter, box: QRectF, mirrored: bool) -> None:
        wide = self._key_px() - 8
        left = 8 if mirrored else box.right() - wide - 8
        cap = QRectF(left, (box.height() - 20) / 2, wide, 20)
        paint_box(painter, cap, 5, None, token("toast_edge"))
        paint_words(painter, cap, self._key, self._key_font, token("toast_text"))

    def _words_px(self) -> float:
        return words_width_px(self.font(), self.text())

    def _key_px(self) -> float:
        return words_width_px(self._key_font, self._key) + 20 if self._key else 0


def paint_shadow(painter: QPainter, box: QRectF, radius: float, reach_px: int) -> None:
    """A soft shadow that falls below the box, as far as `reach_px`."""
    painter.setPen(Qt.PenStyle.NoPen)
    steps = reach_px // 2
    colour = QColor(token("shadow"))
    for step in range(steps, 0, -1):
        grow = step * 1.6
        colour.setAlpha(round(5 + 3 * (steps - step) / steps))
        painter.setBrush(colour)
        painter.drawRoundedRect(
            box.adjusted(-grow, -grow + 6, grow, grow + 4), radius + grow, radius + grow
        )


def say_to_reader(widget: QWidget, text: str) -> None:
    """Let a screen reader say it, without moving the focus."""
    if QApplication.instance() is not None and QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))
