"""Signing in to a server, or up: its address, an email, a password."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QImage, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

import reel
from contract.problems import Code, Problem
from desktop.views.parts.buttons import Button
from desktop.views.parts.inputs import ErrorLine, LineInput
from desktop.views.parts.label import Icon, Label
from desktop.views.parts.painting import cover_pixmap, open_painter, token
from desktop.views.parts.scroll import ScrollPage
from desktop.views.problem_words import words_of
from desktop.views.words import tr

# Those of the presets: what one gets for signing in.
PICTURES = Path(reel.__file__).parent / "catalogue" / "pictures"
FORM_WIDE_PX = 380
PICTURES_FROM_PX = 900
# The server takes no shorter one (contract.accounts), and says so only after it was asked.
SHORTEST_PASSWORD_CHARS = 8
OF_EMAIL = frozenset({Code.EMAIL_INVALID, Code.EMAIL_TAKEN})
OF_SERVER = frozenset({Code.SERVER_UNREACHABLE, Code.SERVER_BUSY, Code.OTHER_SERVER})
OF_PASSWORD = frozenset({Code.INVALID_GRANT})


class SignIn(QWidget):
    """`sign_in` and `sign_up` tell server, email and password; `back` that somebody turns round.
    Nothing is sent from here: whoever does it calls `set_busy`, then `set_problem` or nothing."""

    sign_in = Signal(str, str, str)
    sign_up = Signal(str, str, str)
    back = Signal()

    def __init__(
        self,
        server: str = "",
        email: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._is_new = False
        self.server = LineInput(tr("Server"), tr("reels.example.org"))
        self.email = LineInput(tr("Email"), tr("you@example.org"))
        self.password = LineInput(tr("Password"), secret=True)
        self.enter = Button(tr("Sign in"), "primary", big=True)
        self.other = Button("", "link")
        self.leave = Button(tr("Back"), "link", "arrow-left")
        self._title, self._more = Label("", "display"), Label("", "body", "dim", wrap=True)
        self._asks, self._note = Label("", "body", "dim"), Label("", "small", "dim", wrap=True)
        self._problem, self._busy = ErrorLine(), Label("", "small", "dim")
        self.server.set_text(server)
        self.email.set_text(email)
        self._pictures = PictureWall(sorted(PICTURES.glob("*.jpg")))
        self._lay_out()
        self._connect()
        self._show_kind(False)
        self.setFocusProxy(self.password if email else self.email if server else self.server)

    @property
    def is_new(self) -> bool:
        """Whether an account is to be made."""
        return self._is_new

    @property
    def problem(self) -> str | None:
        """What is wrong that no field is to blame for."""
        return self._problem.words.text() or None

    @property
    def has_pictures(self) -> bool:
        """Whether pictures stand beside the form."""
        return not self._pictures.isHidden()

    def set_busy(self, words: str) -> None:
        """Asked and not answered yet; empty when nothing is."""
        self._say(None)
        self._busy.setText(words)
        self.enter.set_reason(words or None)
        self.other.set_reason(words or None)

    def set_problem(self, problem: Problem) -> None:
        """It was refused: said at the field it is about, and nothing that was typed is gone."""
        self.set_busy("")
        words = words_of(problem)
        text = tr("{says} {more}", says=words.says, more=words.remedy)
        field = self._field_of(problem.code)
        if field is None:
            self._problem.say(text)
        else:
            field.set_error(text)
            field.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's name
        """Pictures only where there is room beside the form."""
        super().resizeEvent(event)
        self._pictures.setVisible(event.size().width() >= PICTURES_FROM_PX)

    # --- inside

    def _field_of(self, code: Code) -> LineInput | None:
        for codes, field in (
            (OF_EMAIL, self.email),
            (OF_SERVER, self.server),
            (OF_PASSWORD, self.password),
        ):
            if code in codes:
                return field
        return None

    def _say(self, field: LineInput | None, sentence: str | None = None) -> None:
        """What is wrong with one field; with the others nothing."""
        self._problem.say(None)
        for one in (self.server, self.email, self.password):
            one.set_error(sentence if one is field else None)
        if field is not None:
            field.setFocus()

    def _send(self) -> None:
        if self.enter.reason is not None:
            return
        field, wrong = self._what_is_missing()
        self._say(field, wrong)
        if field is None:
            given = self.server.text().strip(), self.email.text().strip(), self.password.text()
            (self.sign_up if self._is_new else self.sign_in).emit(
                full_address(given[0]), *given[1:]
            )

    def _what_is_missing(self) -> tuple[LineInput | None, str | None]:
        if not self.server.text().strip():
            return self.server, tr("Say which server.")
        if "@" not in self.email.text():
            return self.email, tr("Write an email address, like you@example.org.")
        if not self.password.text():
            return self.password, tr("Type your password.")
        if self._is_new and len(self.password.text()) < SHORTEST_PASSWORD_CHARS:
            return self.password, tr(
                "Take {n} letters or more.|Take {n} letters or more.", n=SHORTEST_PASSWORD_CHARS
            )
        return None, None

    def _show_kind(self, is_new: bool) -> None:
        self._is_new = is_new
        self._say(None)
        if is_new:
            self._title.setText(tr("Create an account"))
            self._more.setText(tr("Drafts written here come along."))
            self.enter.setText(tr("Create an account"))
            self._asks.setText(tr("Have an account?"))
            self.other.setText(tr("Sign in"))
        else:
            self._title.setText(tr("Sign in"))
            self._more.setText(tr("Your drafts open here as you left them."))
            self.enter.setText(tr("Sign in"))
            self._asks.setText(tr("New here?"))
            self.other.setText(tr("Create an account"))
        self.enter.updateGeometry()
        self.other.updateGeometry()

    def _connect(self) -> None:
        self.enter.clicked.connect(self._send)
        self.leave.clicked.connect(self.back)
        self.other.clicked.connect(lambda: self._show_kind(not self._is_new))
        self.server.submitted.connect(self.email.setFocus)
        self.email.submitted.connect(self.password.setFocus)
        self.password.submitted.connect(self._send)

    def _lay_out(self) -> None:
        page = ScrollPage((20, 20, 20, 20), 0, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(page, 1)
        row.addWidget(self._pictures, 1)
        across = QHBoxLayout()
        page.body.addLayout(across)
        form = QWidget()
        form.setFixedWidth(FORM_WIDE_PX)
        across.addStretch(1)
        across.addWidget(form)
        across.addStretch(1)
        self._lay_out_form(QVBoxLayout(form))

    def _lay_out_form(self, column: QVBoxLayout) -> None:
        self._note.setText(tr("The sign-in is kept in this system's keyring, where there is one."))
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.leave, 0, Qt.AlignmentFlag.AlignLeading)
        column.addStretch(1)
        column.addLayout(_brand())
        column.addSpacing(20)
        column.addWidget(self._title)
        column.addWidget(self._more)
        column.addSpacing(8)
        for field in (self.server, self.email, self.password):
            column.addWidget(field)
            column.addSpacing(4)
        column.addWidget(self._problem)
        column.addSpacing(4)
        column.addWidget(self.enter)
        column.addWidget(self._busy, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(self._lay_out_foot())
        self._note.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._note)
        column.addStretch(2)

    def _lay_out_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._asks)
        row.addWidget(self.other)
        row.addStretch(1)
        return row


def full_address(typed: str) -> str:
    """The address as a server is reached by: what has no scheme is safe, but for this computer."""
    address = typed.rstrip("/")
    if "://" in address:
        return address
    host = address.partition("/")[0].rpartition(":")[0] or address
    is_here = host in ("localhost", "127.0.0.1", "[::1]")
    return f"{'http' if is_here else 'https'}://{address}"


class PictureWall(QWidget):
    """Covers of reels, aslant; a plain ground where there are none."""

    def __init__(self, pictures: Sequence[Path], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._images = [image for path in pictures if not (image := QImage(str(path))).isNull()]
        self._cut: tuple[tuple[int, float], list[QPixmap]] | None = None

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """Three columns, each a little lower than the one before."""
        painter = open_painter(self)
        painter.fillRect(self.rect(), token("soft"))
        if not self._images:
            return
        wide, gap = max(150, self.width() // 3), 20
        high = wide * 16 // 9
        painter.translate(self.width() / 2, self.height() / 2)
        painter.rotate(-8)
        columns, rows = 5, self.height() // high + 4
        covers = self._covers(wide, high)
        for column in range(columns):
            x = (column - columns / 2) * (wide + gap)
            for row in range(rows):
                y = (row - rows / 2) * (high + gap) + (column % 2) * high / 2
                cover = covers[(row + 2 * column) % len(covers)]
                painter.drawPixmap(QPointF(x, y), cover)

    def _covers(self, wide: int, high: int) -> list[QPixmap]:
        """The pictures as they are drawn, made once for a size."""
        ratio = self.devicePixelRatioF()
        if self._cut is None or self._cut[0] != (wide, ratio):
            covers = [cover_pixmap(image, wide, high, 18, ratio) for image in self._images]
            self._cut = ((wide, ratio), covers)
        return self._cut[1]


def _brand() -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(10)
    row.addWidget(Icon("reelyard", "accent", 24, filled=True))
    row.addWidget(Label("Reelyard", "h2"))
    row.addStretch(1)
    return row
