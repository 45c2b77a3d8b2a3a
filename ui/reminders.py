"""Reminding the person in time, without asking the store over and over; also while the desk is locked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from gridapp.actions import reminders
from gridapp.actions.reminders import Notice, Outlook
from gridapp.domain.fields import Period
from gridapp.domain.world import CHINA
from gridapp.i18n import tr
from gridapp.store.shared import Tile
from ui import words
from ui.alarm import Alarm
from ui.session import Session


class Reminders(QObject):
    """Looks when somebody signs in, when what reminds has changed, and when it is time. Signals: `due(Notice)`, for
    each entry that the person is to be reminded of, once; `deadlines(list[Notice])`, all that come nearer at once."""

    due = Signal(object)
    deadlines = Signal(object)

    def __init__(self, session: Session, app: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._types = reminders.watched_types()
        self._here = False
        self.alarm = Alarm(lambda: session.world.now(), app, self)
        self.alarm.rang.connect(self.look)
        session.signed_in.connect(self._begin)
        session.signed_out.connect(self.stop)
        session.changed.connect(self._note_change)

    def stop(self) -> None:
        """Nobody is here to be reminded."""
        self._here = False
        self.alarm.set(None)

    def look(self) -> None:
        """Ask the store what is due, and when to ask again."""
        if self._here:
            self._session.run(reminders.take, self._take)

    def _begin(self) -> None:
        self._here = True
        self.look()

    def _note_change(self, types: set[str]) -> None:
        if types & self._types:
            self.look()

    def _take(self, outlook: Outlook) -> None:
        if not self._here:
            return
        self.alarm.set(outlook.next)
        for notice in outlook.due:
            if notice.about != "deadline":
                self.due.emit(notice)
        if deadlines := [each for each in outlook.due if each.about == "deadline"]:
            self.deadlines.emit(deadlines)


class LockedReminders(QObject):
    """While the names are shown nobody's records can be read: a person has left the time of their next reminder beside
    their name, and nothing else. Signal: `due(Tile)`, once."""

    due = Signal(object)

    def __init__(self, session: Session, app: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._waiting: list[tuple[datetime, Tile]] = []
        self.alarm = Alarm(self._now, app, self)
        self.alarm.rang.connect(self._ring)

    def watch(self, tiles: Iterable[Tile]) -> None:
        """From now on these people are here, behind their passwords. What has passed is said when they sign in."""
        waiting = [(datetime.fromisoformat(each.reminder), each) for each in tiles if each.reminder]
        now = self._now()
        self._waiting = sorted(((at, each) for at, each in waiting if at > now), key=lambda each: each[0])
        self._set()

    def stop(self) -> None:
        self.watch(())

    def _now(self) -> datetime:
        return self._session.home.clock().astimezone(CHINA)

    def _ring(self) -> None:
        now = self._now()
        due = [each for at, each in self._waiting if at <= now]
        self._waiting = [(at, each) for at, each in self._waiting if at > now]
        self._set()
        for each in due:
            self.due.emit(each)

    def _set(self) -> None:
        self.alarm.set(self._waiting[0][0] if self._waiting else None)


def said(notice: Notice, session: Session) -> tuple[str, str]:
    """(title, sentence) of a notice: what kind of thing it is and when, never a word about residents."""
    record = notice.entry.record
    reminder = record.reminds
    if reminder is None:
        unit = session.world.org.label(notice.entry.unit)
        return record.title(notice.entry.body, session.world), tr("Notice from {unit}", unit=unit)
    name = notice.entry.body.get(reminder.says) if reminder.says else None
    when = words.moment(notice.moment.isoformat(), session.world)
    title = str(name) if name else tr("{type} {number}", type=tr(record.singular), number=notice.entry.number)
    if notice.off:
        return tr("Called off: {title}", title=title), tr("It was to begin {when}.", when=when)
    if notice.about in ("new", "moved"):
        return _said_of_places(notice, title, when)
    declared = record.field(reminder.when)
    if isinstance(declared, Period):
        return title, tr("Begins {when}", when=when)
    return title, tr("{what}: {when}", what=tr(declared.label), when=when)


def said_of_deadlines(notices: Sequence[Notice], session: Session) -> tuple[str, str]:
    """The same of deadlines: of one what it is, of several only how many."""
    if len(notices) > 1:
        return tr("{count} deadlines come nearer", count=len(notices)), tr("They stand on the first page.")
    (notice,) = notices
    title = tr("{type} {number}", type=tr(notice.entry.record.singular), number=notice.entry.number)
    when = words.moment(notice.moment.isoformat(), session.world)
    if notice.moment <= session.world.now():
        return title, tr("Is late since {when}", when=when)
    return title, tr("Is due {when}", when=when)


def _said_of_places(notice: Notice, title: str, when: str) -> tuple[str, str]:
    moved = notice.about == "moved"
    titled = tr("Moved: {title}", title=title) if moved else tr("You have a place: {title}", title=title)
    begins = tr("It now begins {when}.", when=when) if moved else tr("It begins {when}.", when=when)
    if not notice.others:
        return titled, begins
    return titled, tr("{sentence} {count} more are on the first page.", sentence=begins, count=notice.others)


def said_locked(tile: Tile) -> tuple[str, str]:
    """The same while nobody is signed in: only to whom."""
    return tile.name, tr("Something is coming up. Sign in to see it.")
