"""The one window: sign-in, then rail, pages and status bar. It navigates and does nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gridapp.i18n import tr
from ui import theme
from ui.targets import Back, Edit, Go, New, Show, Target
from ui.widgets.focus import FocusRing
from ui.widgets.rail import NavRail
from ui.widgets.status_bar import StatusBar32
from ui.widgets.sync_status import SyncState, SyncStatusButton
from ui.widgets.toast import Toast

MakePage = Callable[[], QWidget]


class MainWindow(QWidget):
    """Shows one page at a time. Pages are made when first gone to.

    Signals: `closing()` before it goes · `sync_clicked()`, `record_wanted()`, `switch_wanted()`,
    `text_size_wanted(int)` (+1, -1), `theme_wanted()`, `refresh_wanted()`: what the rail, the status bar and the
    keys ask for.
    """

    closing = Signal()
    sync_clicked = Signal()
    record_wanted = Signal()
    switch_wanted = Signal()
    text_size_wanted = Signal(int)
    theme_wanted = Signal()
    refresh_wanted = Signal()

    def __init__(self, sign_in: QWidget) -> None:
        super().__init__()
        self.setWindowTitle(tr("GridApp"))
        self.setMinimumSize(1000, 640)
        self.resize(1366, 768)
        self.sign_in = sign_in
        self._makers: dict[str, MakePage] = {}
        self._pages: dict[str, QWidget] = {}
        self._form: QWidget | None = None
        self._make_form: Callable[[New | Edit], QWidget] | None = None
        self._came_from = "today"

        self.rail = NavRail(tr("GridApp"), tr("Record"), tr("Switch user"))
        self.sync_button = SyncStatusButton(SyncState("cloud-off", "grey", ""))
        self.status_bar = StatusBar32(self.sync_button)
        self.text_size_button = self.status_bar.add_button(tr("Text size"), "text-size")
        self.theme_button = self.status_bar.add_button(tr("Colours"), "sun")
        self.toast = Toast(self)
        self._build()
        self._connect()
        FocusRing(self)

    def set_pages(self, makers: Mapping[str, MakePage], make_form: Callable[[New | Edit], QWidget]) -> None:
        """What there is to go to, by key, and how a form is made. Pages of the person before are let go."""
        self._drop_form()
        for page in self._pages.values():
            self._stack.removeWidget(page)
            page.deleteLater()
        self._pages.clear()
        self._makers = dict(makers)
        self._make_form = make_form

    def show_sign_in(self) -> None:
        self._outer.setCurrentWidget(self.sign_in)
        self.status_bar.hide()

    def show_desk(self) -> None:
        self._outer.setCurrentWidget(self._desk)
        self.status_bar.show()

    def go(self, target: Target) -> None:
        match target:
            case Go(page):
                self._show(page)
            case Show(kind, entry):
                self._show(kind)
                self._stand_on(kind, entry)
            case New() | Edit():
                self._open_form(target)
            case Back(saved, entry):
                self._drop_form()
                self._show(self._came_from)
                self._stand_on(self._came_from, entry)
                if saved:
                    self.say(saved)

    def current(self) -> str:
        return self.rail.current()

    def page(self, key: str) -> QWidget:
        """The page called `key`, made now if it was never gone to."""
        if key not in self._pages:
            page = self._makers[key]()
            page.wanted.connect(self.go)  # type: ignore[attr-defined]
            page.said.connect(self.say)  # type: ignore[attr-defined]
            self._pages[key] = page
            self._stack.addWidget(page)
        return self._pages[key]

    def say(self, words: str) -> None:
        self.toast.show_message(words)

    def _build(self) -> None:
        self._stack = QStackedWidget()
        self._desk = QWidget()
        row = QHBoxLayout(self._desk)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self._stack, 1)
        self._outer = QStackedWidget()
        self._outer.addWidget(self.sign_in)
        self._outer.addWidget(self._desk)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._outer, 1)
        column.addWidget(self.status_bar)
        self.status_bar.hide()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def _connect(self) -> None:
        self.rail.navigated.connect(lambda key: self.go(Go(key)))
        self.rail.record_clicked.connect(self.record_wanted)
        self.rail.switch_clicked.connect(self.switch_wanted)
        self.sync_button.clicked.connect(lambda _checked: self.sync_clicked.emit())
        self.text_size_button.clicked.connect(lambda _checked: self.text_size_wanted.emit(0))
        self.theme_button.clicked.connect(lambda _checked: self.theme_wanted.emit())
        self.toast.said.connect(self.status_bar.show_message)
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("Ctrl+N", self.record_wanted.emit),
            ("Ctrl+L", self.switch_wanted.emit),
            ("F5", self.refresh_wanted.emit),
            ("Ctrl+=", lambda: self.text_size_wanted.emit(1)),
            ("Ctrl++", lambda: self.text_size_wanted.emit(1)),
            ("Ctrl+-", lambda: self.text_size_wanted.emit(-1)),
            *((f"Alt+{place}", lambda place=place: self._go_nth(place)) for place in range(1, 10)),
        )
        for key, act in keys:
            QShortcut(QKeySequence(key), self, act)

    def _go_nth(self, place: int) -> None:
        keys = self.rail.keys()
        if place <= len(keys):
            self.go(Go(keys[place - 1]))

    def _show(self, key: str) -> None:
        self._drop_form()
        self._came_from = key
        self.rail.set_current(key)
        self._stack.setCurrentWidget(self.page(key))

    def _stand_on(self, key: str, entry: str) -> None:
        if entry and hasattr(self.page(key), "stand_on"):
            self.page(key).stand_on(entry)  # type: ignore[attr-defined]

    def _open_form(self, target: New | Edit) -> None:
        assert self._make_form is not None, "pages are set before anything is gone to"
        self._drop_form()
        self._form = self._make_form(target)
        self._form.wanted.connect(self.go)  # type: ignore[attr-defined]
        self._form.said.connect(self.say)  # type: ignore[attr-defined]
        self._stack.addWidget(self._form)
        self._stack.setCurrentWidget(self._form)
        if target.type in self._makers:
            self.rail.set_current(target.type)
        self._form.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _drop_form(self) -> None:
        form, self._form = self._form, None
        if form is not None:
            self._stack.removeWidget(form)
            form.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.color("page"))
