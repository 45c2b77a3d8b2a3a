"""The page around a form: header with the draft's time, banner, scrolling body, footer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gridapp.i18n import tr
from ui.forms.layout import FormBody
from ui.pages.page import Page
from ui.session import Session
from ui.widgets.banner import Banner
from ui.widgets.footer import StickyFooter
from ui.widgets.header import PageHeader
from ui.widgets.labels import IconLabel, Label
from ui.widgets.split import ScrollPage


class FormPage(Page):
    """Says what is missing, offers to submit and to leave it for later; knows nothing of fields.

    A form on it overrides `submit`, `later`, `keep_now` and `go_to_first`.
    """

    types = frozenset()  # what is being typed is never read again behind the person's back

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.header = PageHeader("", "", tr("Back"))
        self.banner = Banner()
        self.body = FormBody()
        self.footer = StickyFooter()
        self._draft_icon = IconLabel("device-floppy", "green", 18)
        self._draft_words = Label("", tone="green")
        self._banner_place = QWidget()

    def submit(self) -> None:
        raise NotImplementedError

    def later(self) -> None:
        raise NotImplementedError

    def keep_now(self) -> None:
        raise NotImplementedError

    def go_to_first(self) -> None:
        raise NotImplementedError

    def build_frame(self, title: str, context: str, submit_words: str, submit_icon: str) -> None:
        """Put the page together; the body is filled before or after."""
        self.header.set_title(title, context)
        self.header.back_clicked.connect(self.later)
        for each in (self._draft_icon, self._draft_words):
            each.hide()
            self.header.add_action(each)
        top = QVBoxLayout(self._banner_place)
        top.setContentsMargins(20, 0, 20, 12)
        top.addWidget(self.banner)
        self._banner_place.hide()
        self.footer.message_clicked.connect(self.go_to_first)
        self.footer.add_button(tr("Later")).clicked.connect(lambda _checked: self.later())
        self.submit_button = self.footer.add_button(submit_words, "primary", submit_icon)
        self.submit_button.clicked.connect(lambda _checked: self.submit())
        self.pane = ScrollPage(self.body)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._banner_place)
        column.addWidget(self.pane, 1)
        column.addWidget(self.footer)
        self._column = column
        keys = (("Ctrl+Return", self.submit), ("Ctrl+Enter", self.submit), ("Ctrl+S", self.keep_now))
        for key, act in keys:
            shortcut = QShortcut(QKeySequence(key), self, act)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def tell(self, words: str, tone: str, icon: str, links: Sequence[tuple[str, str]] = ()) -> None:
        """Say something above the form that stays until it is solved."""
        self._banner_place.show()
        self.banner.show_message(words, tone, icon, links)

    def add_note(self, note: QWidget) -> None:
        """Something between the banner and the form that is seen wherever the form is scrolled to."""
        self._column.insertWidget(self._column.indexOf(self.pane), note)

    def say_kept(self, time: str) -> None:
        """When the draft was last kept."""
        self._draft_words.setText(tr("Draft saved on this computer {time}", time=time))
        self._draft_icon.show()
        self._draft_words.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.body.fit(self.width())
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.later()
        else:
            super().keyPressEvent(event)
