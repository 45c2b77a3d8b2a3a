"""The page before anything else: who is there. Made and painted before any data is touched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QTime, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gridapp.i18n import language, tr
from ui import theme
from ui.pages.enrolment import EnrolmentForm
from ui.pages.unlock_card import UnlockCard
from ui.widgets.art import Art
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.widgets.name_tile import NameTile
from ui.widgets.search import SearchField
from ui.widgets.split import ScrollPage
from ui.widgets.surface import Card

_MANY = 9  # more names than this get a search field


@dataclass(frozen=True)
class Who:
    """Somebody to sign in as: `key` is the caller's, `found_by` holds everything a search finds them by; without
    `locked` they have still to choose a password."""

    key: str
    name: str
    caption: str
    found_by: str
    locked: bool = True


class SignInPage(QWidget):
    """Names to choose from, each with a password; on a new computer, the two ways to begin.

    Signals: `unlock_wanted(str, str)` a key and a password · `begin_wanted(str)` somebody new, with the password they
    chose · `enrol_wanted(str, str, object, str)` address, code, the file of the server's authority (Path or None), and
    the password · `recover_wanted(str, str, str, str)` a key, a code, six digits ("" unless asked for) and a new
    password · `language_wanted(str)` · `text_size_wanted()`.
    """

    unlock_wanted = Signal(str, str)
    begin_wanted = Signal(str)
    enrol_wanted = Signal(str, str, object, str)
    recover_wanted = Signal(str, str, str, str)
    language_wanted = Signal(str)
    text_size_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tiles: list[tuple[NameTile, Who]] = []
        self._people: Sequence[Who] = ()
        self._server = ""
        self._stack = QStackedWidget()
        self._chosen_then: Callable[[str], None] = self.begin_wanted.emit
        self._waiting, self._names, self._first, self._enrol, self._choosing = (QWidget() for _ in range(5))
        self._recovering = QWidget()
        self._build_names()
        self._build_first()
        self._build_enrol()
        for page in (self._waiting, self._names, self._first, self._enrol, self._choosing, self._recovering):
            self._stack.addWidget(page)
        self._title = Label(_greeting(), "welcome", wrap=True)
        self._below = Label("", tone="ink2", wrap=True)
        self.search = SearchField(tr("Name or pinyin"), tr("Clear"))
        self.search.setMaximumWidth(theme.px(250))
        self.search.hide()
        self.search.searched.connect(self._filter)
        titles = QVBoxLayout()
        titles.setSpacing(theme.px(2))
        titles.addWidget(self._title)
        titles.addWidget(self._below)
        head = QHBoxLayout()
        head.addLayout(titles, 1)
        head.addWidget(self.search)
        self._column = QVBoxLayout()
        self._column.addLayout(head)
        self._column.addWidget(self._stack, 1)
        self._column.addLayout(self._build_foot())
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(_Picture())
        whole.addLayout(self._column, 1)
        theme.follow(self._restyle)

    def show_people(self, people: Sequence[Who], server: str = "") -> None:
        """Everyone who works on this computer; with nobody, the first-run page. `server` is the one that the computer
        belongs to: whoever is new there begins with it."""
        self._people = people
        self._server = server
        self._stack.setEnabled(True)
        if not people:
            self._title.setText(tr("Welcome to GridApp"))
            self._below.setText(tr("How would you like to begin?"))
            self._go(self._first)
            self.start_button.setFocus(Qt.FocusReason.TabFocusReason)
            return
        self._title.setText(_greeting())
        self._below.setText(tr("Choose your name, then enter your password."))
        self._fill(people)
        self._go(self._names)
        self._tiles[0][0].setFocus(Qt.FocusReason.TabFocusReason)

    def tiles(self) -> list[NameTile]:
        return [tile for tile, _ in self._tiles]

    def show_busy(self) -> None:
        """Somebody's records are being opened."""
        self._below.setText(tr("Opening…"))
        self._stack.setEnabled(False)

    def show_failure(self, words: str) -> None:
        """It did not open; whoever tried stays where they were."""
        self._stack.setEnabled(True)
        here = self._stack.currentWidget()
        self.form.set_busy(False)
        if here is self._choosing:
            self.password_form.set_busy(False)
            self.password_form.say(words, "red")
        elif here is self._names:
            self.unlock.refuse(words)
        self._below.setText(tr("Choose your name, then enter your password.") if self._people else "")

    def show_enrol_failure(self, words: str, digits: bool) -> None:
        """Nobody was enrolled, and nobody is here who was not. `digits`: those of an authenticator are wanted."""
        self._stack.setEnabled(True)
        self._show_enrol()
        self.form.fail(words, digits)

    def show_recovery_failure(self, words: str, digits: bool) -> None:
        """The code opened nothing; the password still does."""
        self._stack.setEnabled(True)
        self._below.setText("")
        self.recovery_form.fail(words, digits)

    def ask_password(self, key: str) -> None:
        """Choose this person; they type next."""
        for tile, who in self._tiles:
            tile.setChecked(who.key == key)
            if who.key != key:
                continue
            if who.locked:
                self.unlock.setVisible(True)
                self.unlock.ask(who.name)
            else:
                self._choose_password(tr("{name}, please choose a password", name=who.name),
                                      lambda chosen: self.unlock_wanted.emit(key, chosen))  # fmt: skip

    # --- building ---

    def _build_names(self) -> None:
        inside = QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        for column in range(3):
            self._grid.setColumnStretch(column, 1)
        self.unlock = UnlockCard()
        self.unlock.wanted.connect(self._unlock)
        self.unlock.forgotten.connect(self._show_recovery)
        self.unlock.hide()
        outer = QVBoxLayout(self._names)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.px(16))
        self._scroll = ScrollPage(inside)
        outer.addWidget(self._scroll, 1)
        outer.addWidget(self.unlock)
        outer.addStretch()

    def _build_first(self) -> None:
        begin, enrol = Card(padding=24), Card(padding=24)
        begin.add(Label(tr("Start recording"), "card", wrap=True))
        sentence = tr("No server is needed. You can enrol later; what you recorded goes along.")
        begin.add(Label(sentence, tone="ink2", wrap=True))
        begin.body.addStretch(1)
        self.start_button = Button(tr("Start recording"), "primary", "large")
        self.start_button.clicked.connect(
            lambda _checked: self._choose_password(tr("Start recording"), self.begin_wanted.emit)
        )
        begin.add(self.start_button)
        enrol.add(Label(tr("Enrol with a code"), "card", wrap=True))
        enrol.add(
            Label(tr("Your county's centre has given you an address and a code."), tone="ink2", wrap=True)
        )
        enrol.body.addStretch(1)
        self.code_button = Button(tr("Enrol with a code"), size="large", icon="key")
        self.code_button.clicked.connect(lambda _checked: self._show_enrol())
        enrol.add(self.code_button)
        row = QHBoxLayout()
        row.setSpacing(theme.px(16))
        row.addWidget(begin, 1)
        row.addWidget(enrol, 1)
        column = QVBoxLayout(self._first)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addStretch(1)

    def _build_enrol(self) -> None:
        self.form = EnrolmentForm()
        self.form.wanted.connect(self._send_enrol)
        self._lay_out(self._enrol, self.form)

    def _build_choosing(self) -> None:
        from ui.pages.password_form import (
            PasswordForm,  # knows the rules of passwords: not for the first paint
        )

        self.password_form = PasswordForm(tr("Continue"))
        self.password_form.wanted.connect(lambda _present, chosen: self._chosen_then(chosen))
        sentence = tr(
            "Only this password opens what you record on this computer. Nobody can look it up for you."
        )
        self._lay_out(self._choosing, Label(sentence, tone="ink2", wrap=True), self.password_form)

    def _lay_out(self, page: QWidget, *parts: QWidget) -> None:
        """One card, and the way back to the names."""
        card = Card(padding=24)
        for part in parts:
            card.add(part)
        back = Button(tr("Back"), "text", icon="arrow-left")
        back.clicked.connect(lambda _checked: self.show_people(self._people, self._server))
        inside = QWidget()
        outer = QVBoxLayout(page)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ScrollPage(inside))  # large text on a low screen
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        column.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    def _build_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.newcomer_button = Button(tr("I am not on the list"), "quiet", icon="user-plus")
        self.newcomer_button.clicked.connect(lambda _checked: self._show_first())
        row.addWidget(self.newcomer_button)
        row.addStretch(1)
        size = Button(tr("Text size"), "quiet", icon="text-size")
        size.clicked.connect(lambda _checked: self.text_size_wanted.emit())
        row.addWidget(size)
        other, words = ("en", "English") if language() != "en" else ("zh_CN", "中文")
        switch = Button(words, "quiet", icon="language")
        switch.clicked.connect(lambda _checked: self.language_wanted.emit(other))
        row.addWidget(switch)
        self.newcomer_button.hide()
        return row

    def _restyle(self) -> None:
        px = theme.px
        self._column.setContentsMargins(px(56), px(40), px(56), px(20))
        self._column.setSpacing(px(20))
        self._grid.setSpacing(px(12))

    # --- names ---

    def _fill(self, people: Sequence[Who]) -> None:
        for tile, _ in self._tiles:
            tile.deleteLater()
        self._tiles = []
        self.unlock.hide()
        for who in people:
            tile = NameTile(who.key, who.name, who.caption, parent=self._grid.parentWidget())
            tile.clicked.connect(lambda _checked, key=who.key: self.ask_password(key))
            self._tiles.append((tile, who))
        self.search.setVisible(len(people) > _MANY)
        self._filter("")

    def _filter(self, text: str) -> None:
        wanted = text.casefold()
        while self._grid.takeAt(0):
            pass
        fitting = [tile for tile, who in self._tiles if wanted in who.found_by.casefold()]
        for tile, _ in self._tiles:
            tile.setVisible(tile in fitting)
        for place, tile in enumerate(fitting):
            self._grid.addWidget(tile, *divmod(place, 3))
        rows = -(-len(fitting) // 3)
        self._grid.setRowStretch(len(self._tiles) // 3 + 1, 1)
        self._scroll.setMaximumHeight(rows * theme.px(84))  # what comes next stands right below

    def _go(self, page: QWidget) -> None:
        self._stack.setCurrentWidget(page)
        self.search.setVisible(page is self._names and len(self._people) > _MANY)
        self.newcomer_button.setVisible(page is self._names)

    def _show_recovery(self) -> None:
        if self._recovering.layout() is None:
            from ui.pages.recovery_form import RecoveryForm  # as for choosing a password

            self.recovery_form = RecoveryForm()
            self.recovery_form.wanted.connect(self._recover)
            self._lay_out(self._recovering, self.recovery_form)
        who = self._who()
        self._title.setText(tr("{name}, choose a new password", name=who.name))
        self._below.setText("")
        self._go(self._recovering)
        self.recovery_form.begin()

    def _recover(self, code: str, digits: str, password: str) -> None:
        self.recovery_form.passwords.set_busy(True)
        self.recover_wanted.emit(self._who().key, code, digits, password)

    def _who(self) -> Who:
        return next(who for tile, who in self._tiles if tile.isChecked())

    def _show_first(self) -> None:
        if self._server:  # the first time of anybody here needs it
            self.form.address.set_value(self._server)
            self._show_enrol()
            self._below.setText(tr("This computer belongs to a server. Your coordinator has a code for you."))
            return
        self._title.setText(tr("Somebody new"))
        self._below.setText(tr("How would you like to begin?"))
        self._go(self._first)
        self.start_button.setFocus(Qt.FocusReason.TabFocusReason)

    def _show_enrol(self) -> None:
        self._title.setText(tr("Enrol with a code"))
        self._below.setText(tr("You can also do this later, in the settings."))
        self._go(self._enrol)
        self.form.address.edit.setFocus(Qt.FocusReason.TabFocusReason)

    def _choose_password(self, title: str, then: Callable[[str], None]) -> None:
        if self._choosing.layout() is None:
            self._build_choosing()
        self._chosen_then = then
        self._title.setText(title)
        self._below.setText(tr("Please choose a password of your own."))
        self._go(self._choosing)
        self.password_form.begin()

    def _unlock(self, password: str) -> None:
        self.unlock.set_busy(True)
        self.unlock_wanted.emit(self._who().key, password)

    def _send_enrol(self, url: str, code: str, authority: Path | None) -> None:
        self._choose_password(
            tr("Enrol with a code"), lambda chosen: self.enrol_wanted.emit(url, code, authority, chosen)
        )


class _Picture(QWidget):
    """The drawing, with the emblem and the name of the program on its sky."""

    def __init__(self) -> None:
        super().__init__()
        self._art = Art("scene-signin", 0, 0, 0, cover=True)
        self._art.setParent(self)
        column = QVBoxLayout(self)
        self._row = QHBoxLayout()
        self._row.addWidget(Art("emblem", 40, 44))
        name = Label(tr("GridApp"), "welcome", "on-amber")
        self._row.addWidget(name, 1)
        column.addLayout(self._row)
        column.addStretch(1)
        self._column = column
        theme.follow(self._restyle)

    def resizeEvent(self, event: object) -> None:
        self._art.setGeometry(self.rect())
        self._art.lower()

    def _restyle(self) -> None:
        px = theme.px
        self.setFixedWidth(min(px(480), 520))
        self._column.setContentsMargins(px(44), px(46), px(20), 0)
        self._row.setSpacing(px(12))


def _greeting() -> str:
    hour = QTime.currentTime().hour()
    if hour < 12:
        return tr("Good morning. Who is it?")
    return tr("Good afternoon. Who is it?") if hour < 18 else tr("Good evening. Who is it?")
