"""What can be done with a draft as a whole: another one, a name, a copy, the trash."""

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from desktop.models import drafts
from desktop.models.drafts import Draft, DraftPage, ListedDraft
from desktop.views.doors import Doors
from desktop.views.figures import moment_words
from desktop.views.words import tr

# What fits a menu on a small screen; the dashboard and Review list all of them.
MOST_LISTED = 14
LONGEST_WORDS_CHARS = 44


class DraftMenus(QObject):
    """Menus over the window. `opened` tells the draft a person wants to see, `new_asked` that it
    is a new one, `rename_asked` that this one is to be called otherwise."""

    opened = Signal(object)
    new_asked = Signal()
    rename_asked = Signal()

    def __init__(self, doors: Doors, parent: QWidget) -> None:
        super().__init__(parent)
        self._doors, self._window = doors, parent

    def open_list(self, current: UUID | None, at: QPoint) -> None:
        """The drafts, the newest change first, to open another one."""
        question = self._doors.ask(drafts.list_page, limit=MOST_LISTED)
        question.on(self, lambda page: self._show_list(page, current, at))

    def open_more(self, draft: Draft, at: QPoint) -> None:
        """What can be done with this one, and what lies in the trash."""
        question = self._doors.ask(drafts.list_page, is_trash=True, limit=MOST_LISTED)
        question.on(self, lambda page: self._show_more(draft, page.drafts, at))

    def duplicate(self, draft: Draft) -> None:
        """A second one with the same words, and it is opened."""
        title = tr("{title}, copy", title=draft.title) if draft.title else None
        question = self._doors.ask(drafts.duplicate, draft.id, title=title)
        question.on(self, lambda made: self.opened.emit(made.id))

    def delete(self, draft: Draft) -> None:
        """It lies in the trash, from where one press brings it back."""
        draft_id = draft.id
        self._doors.ask(drafts.delete, draft_id).on(self, lambda _: self._say_deleted(draft_id))

    def restore(self, draft_id: UUID) -> None:
        """It is out of the trash, and opened."""
        self._doors.ask(drafts.restore, draft_id).on(self, lambda made: self.opened.emit(made.id))

    def _say_deleted(self, draft_id: UUID) -> None:
        words = tr("{n} draft moved to trash|{n} drafts moved to trash", n=1)
        self._doors.toast(words, tr("Undo"), lambda: self.restore(draft_id))

    def _show_list(self, page: DraftPage, current: UUID | None, at: QPoint) -> None:
        menu = self._menu(tr("Drafts"))
        _add(menu, tr("New draft"), self.new_asked.emit)
        menu.addSeparator()
        for one in page.drafts:
            action = _add(menu, self._words(one), partial(self.opened.emit, one.id))
            action.setCheckable(True)
            action.setChecked(one.id == current)
        if page.end is not None:
            menu.addSeparator()
            _add(menu, tr("All drafts"), lambda: self._doors.go("dashboard"))
        menu.popup(at)

    def _show_more(self, draft: Draft, trash: Sequence[ListedDraft], at: QPoint) -> None:
        menu = self._menu(tr("This draft"))
        _add(menu, tr("New draft"), self.new_asked.emit)
        _add(menu, tr("Rename"), self.rename_asked.emit)
        _add(menu, tr("Duplicate"), lambda: self.duplicate(draft))
        _add(menu, tr("Move to trash"), lambda: self.delete(draft))
        menu.addSeparator()
        below = menu.addMenu(tr("Restore from trash"))
        below.setEnabled(bool(trash))
        for one in trash:
            _add(below, self._words(one), partial(self.restore, one.id))
        menu.popup(at)

    def _menu(self, name: str) -> QMenu:
        menu = QMenu(self._window)
        menu.setAccessibleName(name)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _words(self, one: ListedDraft) -> str:
        title = one.title or tr("Untitled")
        if len(title) > LONGEST_WORDS_CHARS:
            title = title[: LONGEST_WORDS_CHARS - 1] + "…"
        when = moment_words(one.updated_at_ms, self._doors.clock_ms())
        words = tr("{title}, {when}", title=title, when=when)
        return words.replace("&", "&&")


def _add(menu: QMenu, words: str, on: Callable[[], object]) -> QAction:
    action = menu.addAction(words)
    action.triggered.connect(lambda _=False: on())
    return action
