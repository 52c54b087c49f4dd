"""Who works here, on which plan, and how they sign out."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.models import usage
from desktop.models.news import Changed
from desktop.models.usage import Meter
from desktop.views.account_words import name_of, plan_words
from desktop.views.confirm_button import ConfirmButton
from desktop.views.doors import Doors
from desktop.views.parts.buttons import Button
from desktop.views.parts.card import Card
from desktop.views.parts.label import Avatar, Label
from desktop.views.parts.pill import Pill
from desktop.views.problem_words import day_and_time
from desktop.views.section import Section, SettingRow
from desktop.views.settings_page.leaving import Leaving
from desktop.views.words import language, tr


class AccountSection(Section):
    """The account of the desk that is open."""

    def __init__(self, doors: Doors, leaving: Leaving) -> None:
        super().__init__()
        self._doors, self._leaving = doors, leaving
        account = doors.desk.account
        self.who = WhoCard()
        self.add(self.who)
        self.unsent = ""
        card = Card()
        self.add(card)
        if account is None:
            self.who.show_nobody()
            self.choose = Button(tr("Choose where reels are made"), "primary")
            self.choose.clicked.connect(leaving.leave)
            sentence = tr("Drafts that were written here come along.")
            card.body.addWidget(SettingRow(tr("Not signed in"), sentence, self.choose))
            return
        self.who.show_account(name_of(account), account.server, is_own=account.is_own)
        self.out = ConfirmButton(
            tr("Sign out"), tr("Press again to sign out"), "quiet", icon="log-out"
        )
        title = tr("Sign out")
        if account.is_own:
            title = tr("Make reels elsewhere")
            self.out = ConfirmButton(tr("Leave"), tr("Press again to leave"), "quiet", "log-out")
        self.out.confirmed.connect(leaving.leave)
        self.row = SettingRow(title, "", self.out)
        card.body.addWidget(self.row)
        doors.live.changed.connect(self._changed)

    def load(self) -> None:
        """The plan, and what the server has not got."""
        if self._doors.desk.account is None:
            return
        self._doors.ask(usage.read).on(self, self.who.show_meter)
        self._doors.take(self._leaving.words()).on(self, self._show_unsent)

    def _show_unsent(self, words: str) -> None:
        """What stays here unsent; in other languages than English without the figures."""
        stays = tr("Everything stays on this computer and opens again when you sign in.")
        self.row.set_sentence(words if language() == "en" else stays)

    def _changed(self, news: tuple[Changed, ...]) -> None:
        if self.isVisible() and any(one.of in ("usage", "outbox", "wish") for one in news):
            self.load()


class WhoCard(Card):
    """A person and their plan."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        row = QHBoxLayout()
        row.setSpacing(14)
        self._avatar = Avatar("", 46)
        self.name, self.more = Label("", "h2", wrap=True), Label("", "body", "dim", wrap=True)
        self.plan = Pill("", "accent")
        self.plan.hide()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.name)
        words.addWidget(self.more)
        row.addWidget(self._avatar)
        row.addLayout(words, 1)
        row.addWidget(self.plan)
        self.body.addLayout(row)

    def show_nobody(self) -> None:
        """Nobody signed in."""
        self._avatar.set_name("?")
        self.name.setText(tr("Nobody is signed in"))
        self.more.setText(tr("Drafts are kept on this computer."))

    def show_account(self, name: str, server: str, *, is_own: bool) -> None:
        """Somebody, and where their server is."""
        self._avatar.set_name(name)
        self.name.setText(name)
        own = tr("A private server on this computer, no account elsewhere.")
        self.more.setText(own if is_own else server)

    def show_meter(self, meter: Meter) -> None:
        """The plan, and a boost with its end."""
        told = meter.told
        self.plan.setVisible(told is not None)
        if told is None:
            return
        self.plan.set_words(plan_words(told.plan), "accent")
        if told.boost_expires_at is not None:
            ends = day_and_time(told.boost_expires_at)
            self.more.setText(tr("Pro Boost until {moment}", moment=ends))
