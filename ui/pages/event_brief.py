"""The brief of an event: from the records, changed by hand, looked through for whoever could be told from it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication

from gridapp.actions import briefs
from gridapp.actions.activities import Event
from gridapp.actions.desk import Desk
from gridapp.domain.brief import Brief
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Refused
from gridapp.domain.identities import Identity
from gridapp.i18n import tr
from ui.session import Session
from ui.waiting import run_for
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button
from ui.widgets.line_field import LineField, TextArea
from ui.widgets.surface import Card


class BriefCard(Card):
    """What was kept, else what follows from the records. It is kept only when nobody can be told from it; what could
    tell is named, and covered by one press."""

    def __init__(self, session: Session, said: Callable[[str], None]) -> None:
        super().__init__(tr("Brief"))
        self._session, self._said = session, said
        self._event: Event | None = None
        self._typed = False
        self._found: list[Identity] = []
        self.copy = Button(tr("Copy"), "text", "small", icon="copy")
        self.copy.clicked.connect(lambda _checked: self._copy())
        self.add_action(self.copy)
        self.banner = Banner()
        self.banner.link_clicked.connect(lambda _key: self._cover())
        self.title_field = LineField(tr("Title of the brief"), max_length=60)
        self.text = TextArea(lines=9)
        for field, name in ((self.title_field, tr("Title of the brief")), (self.text, tr("Brief"))):
            field.set_name(name)
            field.changed.connect(self._note_typing)
        for widget in (self.banner, self.title_field):
            self.add(widget)
        self.add(self.text, 1)
        self.again = Button(tr("From the records"), "quiet", "small", icon="refresh")
        self.again.clicked.connect(lambda _checked: self._draft_anew())
        self.save = Button(tr("Keep the brief"), size="small", icon="device-floppy")
        self.save.clicked.connect(lambda _checked: self._save())
        self.add_footer(self.again)
        self.add_footer(self.save)

    def forget(self) -> None:
        """Another event comes."""
        self._typed, self._event = False, None
        self.banner.hide()

    def show_event(self, event: Event, may_edit: bool) -> None:
        """What is being typed stays when the event changes meanwhile."""
        self._event = event
        for each in (self.again, self.save):
            each.setVisible(may_edit)
        for field in (self.title_field, self.text):
            field.set_read_only(not may_edit)
        if self._typed:
            return
        body = event.entry.body
        if body.get("brief"):
            self._show(Brief(body.get("brief_title", ""), body["brief"]))
        else:
            self._draft()

    def brief(self) -> Brief:
        """As it stands here."""
        return Brief(self.title_field.value(), self.text.value())

    def _draft(self) -> None:
        event = self._event
        if event is not None:
            run_for(self, self._session, lambda desk: briefs.draft(desk, event), self._show)

    def _draft_anew(self) -> None:
        """Asked for, it counts as typed: what was kept before does not take its place."""
        event = self._event

        def show(brief: Brief) -> None:
            self._typed = False
            self._show(brief)
            self._typed = True

        if event is not None:
            run_for(self, self._session, lambda desk: briefs.draft(desk, event), show)

    def _show(self, brief: Brief) -> None:
        if not self._typed:
            self.title_field.set_value(brief.title)
            self.text.set_value(brief.text)
            self.banner.hide()

    def _note_typing(self) -> None:
        self._typed = True

    def _copy(self) -> None:
        brief = self.brief()
        QGuiApplication.clipboard().setText(f"{brief.title}\n\n{brief.text}")
        self._said(tr("Copied"))

    def _save(self) -> None:
        event, brief = self._event, self.brief()
        if event is None:
            return

        def keep(desk: Desk) -> list[Identity] | Entry:
            found = briefs.told(desk, brief.title, brief.text)
            return found or briefs.save_brief(desk, event.entry.id, brief, saw=event.entry)

        run_for(self, self._session, keep, self._kept, self._refused)

    def _kept(self, answer: list[Identity] | Entry) -> None:
        if isinstance(answer, Entry):
            self._typed = False
            self.banner.hide()
            self._said(tr("The brief is kept with the event."))
            return
        self._found = answer
        told = tr(", ").join(tr("{what}: {words}", what=tr(each.what), words=each.words) for each in answer)
        sentence = tr("Somebody could be told from it: {told}. It is not kept like this.", told=told)
        self.banner.show_message(sentence, "orange", "alert-triangle", [("cover", tr("Cover them"))])

    def _cover(self) -> None:
        brief = self.brief()
        covered = briefs.unnamed(brief.title, brief.text, self._found)
        self.title_field.set_value(covered.title)
        self.text.set_value(covered.text)
        self._typed = True
        self._save()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self.banner.show_message(error.message, "red", "alert-circle-filled")
        else:
            self._session.failed.emit(error)
