"""What happens when: between the session, the window, its pages and the preferences."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from gridapp.actions import drafts
from gridapp.actions.desk import Desk
from gridapp.actions.reminders import Notice
from gridapp.actions.status import Status
from gridapp.actions.usual import usual
from gridapp.domain.errors import GridAppError, Refused
from gridapp.domain.org import Org, shipped_units
from gridapp.domain.pinyin import spellings
from gridapp.domain.record import RecordType, record_types
from gridapp.domain.shelf import SHELVES
from gridapp.i18n import tr
from gridapp.store.shared import Tile
from ui import words
from ui.errors import catch_all, refusal, show_error, show_sync_error
from ui.features import made_for
from ui.forms.duty import ask_extra
from ui.forms.making import make_form
from ui.forms.moves import ask_move
from ui.forms.standing_in import ask_cover
from ui.frame import Frame
from ui.idle import IdleWatch
from ui.main_window import MainWindow
from ui.notifying import Notifier
from ui.opening import make_window
from ui.pages.attention import AttentionPage
from ui.pages.computers import ComputersPage
from ui.pages.duty import DutyPage
from ui.pages.map import MapPage
from ui.pages.openings import OpeningsPage
from ui.pages.privacy import PrivacyPage
from ui.pages.record_menu import Offered, record_menu, shelf_menu
from ui.pages.records import RecordsPage
from ui.pages.rights import RightsPage
from ui.pages.settings import SettingsPage
from ui.pages.sign_in import SignInPage, Who
from ui.pages.sync_details import SyncDetails
from ui.pages.today import TodayPage
from ui.preferences import Preferences
from ui.rail_places import places
from ui.reminders import LockedReminders, Reminders, said, said_locked, said_of_deadlines
from ui.session import Session
from ui.sync_news import SyncNews
from ui.targets import Go, New
from ui.widgets.dialog import AppDialog
from ui.widgets.popover import Popover


class Program(QObject):
    """One run of the program: a session, and the window that shows it."""

    def __init__(
        self,
        home: Path,
        preferences: Preferences,
        window: MainWindow,
        person: str = "",
        password: str = "",
        renew: Callable[[str], None] | None = None,
    ) -> None:
        """`person` is signed in with `password`, or asked for it. `renew` ends this process when somebody has left, for
        a new one at the sign-in of a person ("" for all names); where it cannot, the names are shown in this one."""
        super().__init__(preferences)
        self.preferences = preferences
        self.session = Session(home, self)
        self.session.auto_sync = preferences.values["auto_sync"] == "on"
        self._person, self._password = person, password
        self._renew, self._next = renew, ""
        self.idle = IdleWatch(preferences.app)
        self.is_in = False
        self._syncing = False
        self.news = SyncNews(self.session, self)
        self.reminders = Reminders(self.session, preferences.app, self)
        self.locked_reminders = LockedReminders(self.session, preferences.app, self)
        self.notifier = Notifier(preferences.app, self._say, self)
        self.popover: Popover | None = None
        self._connect()
        self._take(window)
        self._uncatch = catch_all(lambda: self.window)
        self.session.tiles(self._show_people)

    # --- signing in and out ---

    def _show_people(self, tiles: list[tuple[Tile, bool]]) -> None:
        self.locked_reminders.watch(tile for tile, _ in tiles)
        wanted = next((tile for tile, _ in tiles if self._person in (tile.name, tile.vault)), None)
        password, self._person, self._password = self._password, "", ""
        self.sign_in.show_people([_as_who(tile, locked) for tile, locked in tiles],
                                 next((tile.server for tile, _ in tiles if tile.server), ""))  # fmt: skip
        if wanted is not None and password:
            self._sign_in(wanted.vault, password)
        elif wanted is not None:
            self.sign_in.ask_password(wanted.vault)

    def _sign_in(self, vault: str | None, password: str) -> None:
        self.sign_in.show_busy()
        self.session.sign_in(vault, password)

    def _enrol_newcomer(self, url: str, code: str, authority: Path | None, password: str) -> None:
        """The server comes first: a code that was mistyped leaves nobody here."""
        totp = self.sign_in.form.totp()
        self.sign_in.show_busy()
        self.session.join(url, code, authority, totp, password,
                          lambda error: self.sign_in.show_enrol_failure(*refusal(error)))  # fmt: skip

    def _recover(self, vault: str, code: str, totp: str, password: str) -> None:
        self.sign_in.show_busy()
        self.session.recover(vault, code, totp, password,
                             lambda error: self.sign_in.show_recovery_failure(*refusal(error)))  # fmt: skip

    def _switch(self) -> None:
        """Another person; what this one left half filled in is kept for them."""
        self._leave("")

    def lock(self) -> None:
        """Nobody is there; the same person goes on where they were, with their password."""
        if self.is_in:
            self._leave(self.session.vault_name)

    def _leave(self, to: str) -> None:
        self._next = to
        self.idle.stop()
        for dialog in self.window.window().findChildren(AppDialog):
            dialog.close_dialog()
        if self.popover is not None:
            self.popover.close()
        self.window.go(Go("today"))
        self.is_in = False
        self.sign_in.show_busy()
        self.window.show_sign_in()
        self.session.sign_out()

    def _signed_out(self) -> None:
        self.window.set_pages({}, lambda target: make_form(self.session, target))
        self.window.setWindowTitle(tr("GridApp"))
        if self._renew is not None:
            self._renew(self._next)
        self._person = self._next
        self.session.tiles(self._show_people)

    # --- the person's desk ---

    def _enter(self) -> None:
        window, person = self.window, self.session.person
        rail = window.rail
        rail.clear()
        rail.add_item("today", "home", tr("Today"))
        for place in places():
            rail.add_item(place.types[0], place.icon, place.label, place.types)
        rail.add_item("map", "map-2", tr("Map"))
        rail.add_separator()
        rail.add_item("attention", "inbox", tr("To fix"))
        rail.add_item("settings", "settings", tr("Settings"))
        rail.set_person(person.name, words.role_name(person.role))
        unit = self.session.world.org.label(person.unit)
        window.setWindowTitle(tr("GridApp — {unit}", unit=unit))
        window.set_pages(self._makers(), lambda target: make_form(self.session, target))
        self.is_in = True
        self.locked_reminders.stop()
        self.idle.start(float(self.preferences.values["lock_after"]))
        window.show_desk()
        window.go(Go("today"))
        self._show_status()

    def _makers(self) -> dict[str, Callable[[], QWidget]]:
        lists = {record.type: self._list_maker(record) for record in record_types().values()}
        return {
            "today": lambda: TodayPage(self.session),
            **lists,
            "attention": lambda: AttentionPage(self.session),
            "settings": lambda: SettingsPage(self.session, self.preferences),
            "duty": lambda: DutyPage(self.session, ask_move, ask_extra),
            "openings": lambda: OpeningsPage(self.session, ask_move, ask_cover),
            "rights": lambda: RightsPage(self.session),
            "privacy": lambda: PrivacyPage(self.session),
            "map": lambda: MapPage(self.session),
            "computers": lambda: ComputersPage(self.session),
        }

    def _list_maker(self, record: RecordType) -> Callable[[], QWidget]:
        page = made_for("pages", record.type, "ListPage", RecordsPage)
        return lambda: page(self.session, record, ask_move)

    # --- what the rail, the status bar and the keys ask for ---

    def open_record_menu(self) -> None:
        if not self.is_in:
            return

        def offered(desk: Desk) -> Offered:
            records = usual(desk)
            return Offered(records, {each.type for each in records if drafts.read(desk, each.type)})

        def show(found: Offered) -> None:
            menu = record_menu(self.window, found)
            menu.chosen.connect(lambda name: self._chosen(found, name))
            self._open(menu, self.window.rail.record_button, beside=True)

        self.session.run(offered, show)

    def _chosen(self, found: Offered, name: str) -> None:
        """A type to record, or a shelf whose types are shown next."""
        if name not in SHELVES:
            self.window.go(New(name))
            return
        menu = shelf_menu(self.window, found, name)
        menu.chosen.connect(lambda chosen: self.window.go(New(chosen)))
        self._open(menu, self.window.rail.record_button, beside=True)

    def open_sync_details(self) -> None:
        status = self.session.status
        if status is None or not self.is_in:
            return
        shown = SyncDetails(
            self.window,
            status,
            self.session.world,
            self.session.last_sync_failed,
            self._syncing,
            self.news,
        )
        shown.try_wanted.connect(self._try_sync)
        shown.stop_wanted.connect(self.session.stop_sync)
        shown.attention_wanted.connect(lambda: self.window.go(Go("attention")))
        shown.enrol_wanted.connect(lambda: self.window.go(Go("settings")))
        self._open(shown.popover, self.window.sync_button)

    def _open(self, popover: Popover, anchor: QWidget, beside: bool = False) -> None:
        before, self.popover = self.popover, popover
        if before is not None:
            before.deleteLater()
        popover.open_at(anchor, beside)

    def _try_sync(self) -> None:
        if self.is_in:
            self.session.sync(asked=True)

    # --- showing how things stand ---

    def _show_status(self) -> None:
        status = self.session.status
        if not self.is_in or status is None:
            return
        failed = self.session.last_sync_failed
        state = words.sync_state(status, self._syncing, failed, self.session.world, self.news.loading)
        self.window.sync_button.set_state(state)
        count = status.attention
        self.window.rail.set_badge(
            "attention", str(count) if count else "", tr("{count} to fix", count=count)
        )

    def _show_syncing(self, on: bool) -> None:
        self._syncing = on
        self._show_status()

    def _show_preferences(self) -> None:
        values = self.preferences.values
        sizes = {"1": tr("Standard"), "1.13": tr("Large"), "1.27": tr("Largest")}
        size = tr("Text size: {size}", size=sizes[values["text_size"]])
        dark = values["theme"] == "dark"
        self.window.text_size_button.set_words(size)
        self.window.theme_button.set_words(tr("Dark") if dark else tr("Light"))
        self.window.theme_button.set_icon("moon" if dark else "sun")

    def _preference_changed(self, key: str) -> None:
        self.session.auto_sync = self.preferences.values["auto_sync"] == "on"
        if key == "lock_after" and self.is_in:
            self.idle.start(float(self.preferences.values[key]))
        if key == "language":
            self._remake_window()
        else:
            self._show_preferences()

    def _sync_failed(self, error: GridAppError, asked: bool) -> None:
        if asked and self.is_in:
            waiting = self.session.status.unsent_total if self.session.status else 0
            show_sync_error(self.window, error, waiting, self._try_sync)

    def _failed(self, error: Exception) -> None:
        if not self.is_in:
            said = f"{error.title}. {error.message}" if isinstance(error, GridAppError) else str(error)
            self.sign_in.show_failure(said)
            if isinstance(error, Refused):
                return  # it is said beside the password
        show_error(self.window, error)

    # --- the window ---

    def _connect(self) -> None:
        session = self.session
        session.signed_in.connect(self._enter)
        session.signed_out.connect(self._signed_out)
        session.status_changed.connect(self._note_status)
        session.syncing.connect(self._show_syncing)
        self.news.changed.connect(self._show_status)
        session.sync_failed.connect(self._sync_failed)
        session.failed.connect(self._failed)
        self.preferences.changed.connect(self._preference_changed)
        self.idle.idle.connect(self.lock)
        self.reminders.due.connect(self._remind)
        self.reminders.deadlines.connect(
            lambda found: self.notifier.say(*said_of_deadlines(found, self.session))
        )
        self.locked_reminders.due.connect(lambda tile: self.notifier.say(*said_locked(tile)))
        self.notifier.chosen.connect(self._come_forward)

    def _remind(self, notice: Notice) -> None:
        if self.is_in:
            self.notifier.say(*said(notice, self.session))

    def _come_forward(self) -> None:
        """What the person was reminded of stands on the first page."""
        window = self.window.window()
        window.showNormal()
        window.raise_()
        window.activateWindow()
        if self.is_in:
            self.window.go(Go("today"))

    def _say(self, sentence: str) -> None:
        self.window.say(sentence)

    def _note_status(self, _status: Status) -> None:
        self._show_status()

    def _take(self, window: MainWindow) -> None:
        assert isinstance(window.sign_in, SignInPage)
        self.window, self.sign_in = window, window.sign_in
        self.sign_in.unlock_wanted.connect(self._sign_in)
        self.sign_in.begin_wanted.connect(lambda password: self._sign_in(None, password))
        self.sign_in.recover_wanted.connect(self._recover)
        self.sign_in.enrol_wanted.connect(self._enrol_newcomer)
        self.sign_in.language_wanted.connect(lambda name: self.preferences.set("language", name))
        self.sign_in.text_size_wanted.connect(lambda: self.preferences.step_text_size(0))
        window.closing.connect(self._close)
        window.sync_clicked.connect(self.open_sync_details)
        window.record_wanted.connect(self.open_record_menu)
        window.switch_wanted.connect(self._ask_switch)
        window.text_size_wanted.connect(self.preferences.step_text_size)
        window.theme_wanted.connect(self.preferences.toggle_theme)
        window.refresh_wanted.connect(self._try_sync)
        self._show_preferences()

    def _ask_switch(self) -> None:
        if self.is_in:
            self._switch()

    def _remake_window(self) -> None:
        """In another language every word is another, so everything is made again, at the same place."""
        old, here = self.window, self.window.current()
        old.closing.disconnect(self._close)
        new = make_window()
        self._take(new)
        frame = old.parentWidget()
        if isinstance(frame, Frame):
            frame.hold(new)
        else:
            new.setGeometry(old.geometry())
            new.show()
            old.hide()
            old.deleteLater()
        if self.is_in:
            self._enter()
            self.window.go(Go(here or "today"))
        else:
            self.session.tiles(self._show_people)

    def _close(self) -> None:
        """The window goes at once; a round under way is stopped where it can be taken up again."""
        self.window.window().hide()
        self.is_in = False
        self.idle.stop()
        self.reminders.stop()
        self.locked_reminders.stop()
        self.notifier.hide()
        self._uncatch()
        self.session.close()


def _as_who(tile: Tile, locked: bool) -> Who:
    unit = Org(shipped_units()).label(tile.unit)
    caption = tr("{role} · {unit}", role=words.role_name(tile.role), unit=unit)
    return Who(tile.vault, tile.name, caption, f"{tile.name} {spellings(tile.name)} {caption}", locked)
