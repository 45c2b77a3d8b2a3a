"""Preferences, the server, this computer, and what is never stored."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gridapp import __version__
from gridapp.actions.checking import check
from gridapp.actions.status import Status
from gridapp.domain.errors import GridAppError
from gridapp.domain.privacy import REFUSED
from gridapp.domain.workflow import STAFF
from gridapp.i18n import tr
from gridapp.settings import SETTINGS
from gridapp.sync import trust
from ui import theme, words
from ui.errors import refusal
from ui.pages.calendar_card import CalendarCard
from ui.pages.enrolment import EnrolmentForm
from ui.pages.page import Page
from ui.pages.password_form import PasswordForm
from ui.pages.stick_card import StickCard
from ui.preferences import Preferences
from ui.session import Session
from ui.targets import Go
from ui.widgets.avatar import Avatar
from ui.widgets.buttons import Button
from ui.widgets.combo_field import ComboField
from ui.widgets.header import PageHeader
from ui.widgets.labels import Label
from ui.widgets.pills import Pill
from ui.widgets.rows import FactRow, SettingsRow
from ui.widgets.split import ScrollPage
from ui.widgets.surface import Card


class SettingsPage(Page):
    """Everything takes effect at once; there is nothing to save."""

    types = frozenset()

    def __init__(self, session: Session, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._preferences = preferences
        self._enrolled_shown: bool | None = None
        self._tight: list[Card] = []
        self._build()
        session.signed_in.connect(self.load)
        session.status_changed.connect(self._show_server)

    def load(self) -> None:
        person, world = self.session.person, self.session.world
        self._account.clear()
        unit = world.org.label(person.unit)
        self._account.body.addLayout(self._account_row(person.name, words.role_name(person.role), unit))
        button = Button(tr("Change password…"), icon="key")
        button.clicked.connect(lambda _checked: self.change_password())
        self._account.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        rights = Button(tr("Who may do what…"), icon="shield-check")
        rights.clicked.connect(lambda _checked: self.wanted.emit(Go("rights")))
        self._account.body.addWidget(rights, 0, Qt.AlignmentFlag.AlignLeft)
        if person.role in STAFF:
            computers = Button(tr("Computers of your people…"), icon="device-desktop")
            computers.clicked.connect(lambda _checked: self.wanted.emit(Go("computers")))
            self._account.body.addWidget(computers, 0, Qt.AlignmentFlag.AlignLeft)
        sentence = tr(
            "Your records open with your password together with this computer's secret, which lies in {place}.",
            place=self.session.secret_kept_by(),
        )
        self._account.add(Label(sentence, "caption", "ink2", wrap=True))
        if self.session.status is not None:
            self._show_server(self.session.status)
            self.stick.show_status(self.session.status)

    def _build(self) -> None:
        self._server = Card(tr("Server"), padding=16)
        self.stick = StickCard(self.session)
        self._account = Card(tr("Account"))
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self._build_preferences())
        left.addWidget(self._server)
        left.addWidget(self.stick)
        self.calendar = CalendarCard(self.session)
        left.addWidget(self.calendar)
        left.addStretch(1)
        right.addWidget(self._account)
        right.addWidget(self._build_computer())
        right.addWidget(self._build_check())
        right.addWidget(self._build_refused())
        right.addStretch(1)
        inside = QWidget()
        self._row = QHBoxLayout(inside)
        self._row.addLayout(left, 3)
        self._row.addLayout(right, 2)
        self._sides = (left, right)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(PageHeader(tr("Settings"), tr("What you change takes effect at once")))
        outer.addWidget(ScrollPage(inside), 1)
        theme.follow(self._restyle)

    def _restyle(self) -> None:
        px = theme.px
        self._row.setContentsMargins(px(20), 0, px(20), px(16))
        self._row.setSpacing(px(16))
        for side in self._sides:
            side.setSpacing(px(16))
        for card in self._tight:
            card.body.setSpacing(0)

    def _tight_card(self, title: str) -> Card:
        """A card of rows that stand edge to edge."""
        card = Card(title, padding=0)
        self._tight.append(card)
        return card

    # --- preferences ---

    def _build_preferences(self) -> Card:
        card = self._tight_card(tr("Common"))
        self.fields: dict[str, ComboField] = {}
        for setting in SETTINGS:
            options: list[tuple[object, str]] = [(key, tr(text)) for key, text in setting.choices.items()]
            field = ComboField(options)
            field.set_value(self._preferences.values[setting.key])
            field.combo.setAccessibleName(tr(setting.label))
            field.changed.connect(lambda key=setting.key, field=field: self._set(key, field))
            field.setFixedWidth(theme.px(300))
            row = SettingsRow(tr(setting.label))
            row.add(field)
            self.fields[setting.key] = field
            card.add(row)
        self._preferences.changed.connect(self._follow)
        return card

    def _set(self, key: str, field: ComboField) -> None:
        self._preferences.set(key, str(field.value()))

    def _follow(self, key: str) -> None:
        """A key or the status bar may have changed it too."""
        self.fields[key].set_value(self._preferences.values[key])
        for field in self.fields.values():
            field.setFixedWidth(theme.px(300))

    # --- server ---

    def _show_server(self, status: Status) -> None:
        if status.enrolled == self._enrolled_shown:
            return
        self._enrolled_shown = status.enrolled
        self._server.clear()
        if status.enrolled:
            self._server.body.addWidget(Pill(tr("Enrolled"), "check", "green"), 0, Qt.AlignmentFlag.AlignLeft)
            self._server.add(FactRow(tr("Address"), status.server))
            device = FactRow(tr("Device"), "")
            self._server.add(device)
            self.session.run(lambda desk: desk.identity.device, device.set_value)
            own, theirs = FactRow(tr("Fingerprint"), ""), FactRow(tr("Server's key"), "")
            self._server.add(own)
            self._server.add(theirs)
            self.session.run(lambda desk: trust.of(desk.identity).own, own.set_value)
            self.session.run(lambda desk: trust.of(desk.identity).key, theirs.set_value)
            again = Button(tr("Try to sync once"), icon="refresh")
            again.clicked.connect(lambda _checked: self.session.sync(asked=True))
            self._server.body.addWidget(again, 0, Qt.AlignmentFlag.AlignLeft)
            return
        sentence = tr("Not enrolled yet. Everything you record is kept until then.")
        self._server.add(Label(sentence, tone="ink2", wrap=True))
        self.form = EnrolmentForm()
        self.form.wanted.connect(self._enrol)
        self._server.add(self.form)

    def _enrol(self, url: str, code: str, authority: Path | None) -> None:
        form = self.form
        form.set_busy(True)

        said = partial(self.said.emit, tr("This computer is enrolled"))
        self.session.enrol(url, code, authority, said, lambda error: form.fail(*refusal(error)), form.totp())

    # --- account, computer, storage ---

    def change_password(self) -> None:
        """In place of the account, until it is done or left."""
        form = self.password_form = PasswordForm(tr("Change password"), changing=True)
        leave = Button(tr("Cancel"), "text")
        leave.clicked.connect(lambda _checked: self.load())

        def failed(error: Exception) -> None:
            leave.setEnabled(True)
            form.set_busy(False)
            form.say(error.message if isinstance(error, GridAppError) else str(error), "red")

        def changed() -> None:
            self.load()
            self.said.emit(tr("From now on the new password opens your records"))

        def send(present: str, new: str) -> None:
            leave.setEnabled(False)  # it is under way
            form.set_busy(True)
            self.session.change_password(present, new, changed, failed)

        form.wanted.connect(send)
        self._account.clear()
        self._account.add(form)
        self._account.body.addWidget(leave, 0, Qt.AlignmentFlag.AlignLeft)
        form.begin()

    def _account_row(self, name: str, role: str, unit: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(14))
        row.addWidget(Avatar(name, 48))
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(Label(name, "card", wrap=True))
        texts.addWidget(Label(tr("{role} · {unit}", role=role, unit=unit), tone="ink2", wrap=True))
        row.addLayout(texts, 1)
        return row

    def _build_computer(self) -> Card:
        card = self._tight_card(tr("This computer"))
        card.add(SettingsRow(tr("Folder"), str(self.session.folder)))
        card.add(SettingsRow(tr("Version"), __version__))
        return card

    def _build_check(self) -> Card:
        card = Card(tr("Is everything whole?"))
        sentence = tr("Reads every record and photo of yours and compares it with what was saved.")
        card.add(Label(sentence, tone="ink2", wrap=True))
        self.check_button = Button(tr("Check now"), icon="shield-check")
        self.check_button.clicked.connect(lambda _checked: self._check())
        card.body.addWidget(self.check_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.check_words = Label("", wrap=True)
        self.check_words.hide()
        card.add(self.check_words)
        return card

    def _check(self) -> None:
        self.check_button.setEnabled(False)
        self._say_check(tr("Checking…"), "ink2")
        self.session.run(check, self._checked)

    def _checked(self, findings: list[str]) -> None:
        self.check_button.setEnabled(True)
        if findings:
            self._say_check("\n".join(findings[:10]), "red")
        else:
            self._say_check(tr("Everything is as it was saved."), "green")

    def _say_check(self, said: str, tone: str) -> None:
        self.check_words.setText(said)
        self.check_words.set_tone(tone)
        self.check_words.show()

    def _build_refused(self) -> Card:
        card = Card(tr("What is never stored"))
        kept = Button(tr("What is kept of people…"), "text", "small")
        kept.clicked.connect(lambda _checked: self.wanted.emit(Go("privacy")))
        card.add_action(kept)
        card.add(
            Label(tr("GridApp records work, never people. There is no field for:"), tone="ink2", wrap=True)
        )
        card.add(Label("、".join(tr(each) for each in REFUSED.values()), "caption", "ink2", wrap=True))
        return card
