"""A session with somebody signed in, and the window around it, for tests of forms."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.permissions import Person
from gridapp.store.vault import Identity, put_identity
from tests.office import PASSWORD, computer
from ui.forms.editor import Editor
from ui.forms.entry_form import EntryForm
from ui.forms.making import make_form
from ui.main_window import MainWindow
from ui.pages.page import Page
from ui.session import Session
from ui.targets import Back, Target

COORDINATOR = Person("a1b2c3d4e5f60718", "何立群", "coordinator", ("621026000000",))


def sign_in(qtbot: Any, folder: Path, person: Person = COORDINATOR) -> Session:
    """A vault of this person's in `folder`, opened."""
    home = computer(folder)
    shared = home.shared()
    vault = home.create_vault(shared, PASSWORD)
    with vault.writing() as connection:
        put_identity(connection, Identity(person, "D1"))
    name = vault.name
    vault.close()
    shared.close()
    session = Session(folder)
    with qtbot.waitSignal(session.signed_in):
        session.sign_in(name, PASSWORD)
    return session


def answer(qtbot: Any, session: Session, action: Callable[[Desk], Any]) -> Any:
    """What `action` gives, done where the store is."""
    got: list[Any] = []
    session.run(action, got.append)
    qtbot.waitUntil(lambda: bool(got))
    return got[0]


def write(widget: QWidget, words: str) -> None:
    """Put words into the focused field as an input method does: QTest's own keys know no Chinese."""
    widget.setFocus()
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(widget, event)


class Stage:
    """The real window with one empty page, on which forms are opened."""

    def __init__(self, qtbot: Any, session: Session) -> None:
        self.qtbot, self.session = qtbot, session
        self.window = MainWindow(QWidget())
        qtbot.addWidget(self.window)
        self.window.set_pages(
            {"today": lambda: Page(session)}, lambda target: self._keep(make_form(session, target))
        )
        self.window.rail.add_item("today", "home", "Today")
        self.window.show_desk()
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.wanted: list[Target] = []

    def open(self, target: Target) -> EntryForm:
        self.window.go(target)
        self.settle()
        QApplication.processEvents()
        return self.form

    def settle(self) -> None:
        """All that was handed to the store is done, and answered."""
        answer(self.qtbot, self.session, lambda desk: None)
        answer(self.qtbot, self.session, lambda desk: None)

    def saved(self) -> str:
        """The id of the entry that the form went back with."""
        self.qtbot.waitUntil(lambda: bool(self.wanted) and getattr(self.wanted[-1], "saved", "") != "")
        back = self.wanted[-1]
        assert isinstance(back, Back)
        return back.show

    def entry(self, entry: str) -> Entry:
        found: Entry = answer(self.qtbot, self.session, lambda desk: entries.get(desk, entry))
        return found

    def pick(self, editor: Editor, typed: str) -> None:
        """Type into a search and take the first that is found."""
        edit = editor.inner.edit
        write(edit, typed)
        self.qtbot.waitUntil(editor.inner.list.isVisible)
        self.qtbot.keyClick(edit, Qt.Key.Key_Return)

    def type(self, editor: Editor, words: str) -> None:
        write(editor.inner.edit, words)

    def press_submit(self) -> None:
        self.qtbot.keyClick(self.form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def _keep(self, form: EntryForm) -> EntryForm:
        self.form = form
        form.wanted.connect(self.wanted.append)
        return form
