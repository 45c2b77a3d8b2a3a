"""The form of any record type, made from its declaration; hand-made forms lay out the same rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from gridapp.actions import drafts
from gridapp.actions.desk import Desk
from gridapp.actions.drafts import Draft
from gridapp.domain import fields
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Invalid
from gridapp.domain.permissions import may_with_own, may_write
from gridapp.domain.policy import people_said, write_act
from gridapp.domain.record import record_type
from gridapp.i18n import tr
from ui.forms.context import words_of
from ui.forms.draft_keeper import DraftKeeper
from ui.forms.filling import Filling, sentence
from ui.forms.layout import Fold, FormBody, RowStack, card
from ui.forms.same_hint import SameHint
from ui.forms.saving import Filled, Save, filled, save
from ui.session import Session
from ui.targets import Back, Edit, New
from ui.waiting import run_for


class EntryForm(Filling):
    """Fills in a new entry or changes one. Every way out keeps what was typed.

    A hand-made form overrides `lay_out` (and `start_values`), taking its rows from `row(name)`; what it does
    not place goes under "More". `title_words` is its title when something new is recorded.
    """

    title_words: ClassVar[str] = ""

    def __init__(self, session: Session, target: New | Edit, parent: QWidget | None = None) -> None:
        super().__init__(session, record_type(target.type), parent)
        self.target = target
        self.hint = tr("Ctrl+Enter submits") if isinstance(target, New) else tr("Ctrl+Enter saves")
        self.more: Fold | None = None
        self._submitting = self._submit_when_settled = False
        self._saw: Entry | None = None
        key = target.type if isinstance(target, New) else f"{target.type}:{target.entry}"
        self.draft = DraftKeeper(session, key, self._draft_values, self)
        self.same = SameHint(session, self.record)
        self._build()
        self.fill(self.start_values())

    # --- what a hand-made form overrides ---

    def lay_out(self, body: FormBody) -> None:
        """Required fields first, photos at the right, the rest folded when it is long."""
        asked = [name for name, field in self.shown_fields().items() if not isinstance(field, fields.Photos)]
        required = [name for name in asked if self.record.field(name).required]
        stack = RowStack()
        for name in required:
            stack.add(self.row(name))
        body.left.addWidget(card(stack))
        for name, field in self.shown_fields().items():
            if isinstance(field, fields.Photos):
                body.right.addWidget(card(self.row(name)))

    def start_values(self) -> dict[str, Any]:
        """What stands in a new form before anybody typed."""
        if isinstance(self.target, Edit):
            return {}
        world = self.context.world
        return {name: field.default(world) for name, field in self.record.fields().items()}

    def shown_fields(self) -> dict[str, fields.Field]:
        """The fields to ask for. What only a step of the workflow asks for, or others fill in, is not asked of a new
        entry."""
        everything = self.record.fields()
        if isinstance(self.target, Edit):
            return everything
        later = {name for move in self.record.workflow.moves.values() for name in move.asks}
        asked = {name: field for name, field in everything.items() if field.required or name not in later}
        return {name: field for name, field in asked.items() if self._is_mine(field)}

    def saver(self) -> Save:
        """How what was filled in is saved."""
        return save

    # --- page ---

    def load(self) -> None:
        if isinstance(self.target, Edit):
            target = self.target
            self.context.run(self, lambda desk: filled(desk, target), self._show_entry, self._not_there)
        else:
            self.draft.read(self._show_draft)

    def submit(self) -> None:
        """Check all, save, go back. A refusal shows what is wrong and changes nothing."""
        if self._submitting:
            return
        if any(each.busy() for each in self.editors.values()):
            self._submit_when_settled = True
            self.footer.set_message(tr("Photos are still being prepared…"))
            return
        wrong = [name for name in self.editors if not self.check(name)]
        first = next((name for name in self.editors if name in wrong or name in self.missing()), None)
        if first is not None:
            for name in self.missing():
                self.rows[name].set_error(tr("Please fill this in"))
            self.count()
            self.go_to(first)
            return
        self._submitting = True
        self.draft.stop()
        self.submit_button.setEnabled(False)
        values = self.values() if isinstance(self.target, New) else self.changes()
        key, saw, keep = self.draft.key, self._saw, self.saver()
        self.context.run(
            self, lambda desk: keep(desk, self.target, values, key, saw), self._saved, self._refused
        )

    def later(self) -> None:
        """Go back; the draft stays."""
        self.draft.keep()
        self.wanted.emit(Back())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.window().installEventFilter(self.draft)

    def hideEvent(self, event: QHideEvent) -> None:
        self.draft.keep()
        super().hideEvent(event)

    # --- building ---

    def _build(self) -> None:
        self.lay_out(self.body)
        self._add_more()
        self.body.close_up()
        self.banner.link_clicked.connect(self._banner_link)
        self.draft.kept.connect(self._show_kept)
        place = self.context.world.org.label(self.session.person.unit)
        if isinstance(self.target, New):
            self.build_frame(tr(self.title_words or self.record.singular), place, tr("Submit"), "send")
        else:
            self.build_frame(tr("Change"), place, tr("Save"), "check")
        self.add_note(self.same)
        self.same.wanted.connect(self.wanted)
        self.setFocusProxy(next(iter(self.rows.values())).field)

    def _add_more(self) -> None:
        rest = [name for name in self.shown_fields() if name not in self.rows]
        if not rest:
            return
        wide = (fields.Lines, fields.Tally, fields.LongText, fields.Photos, fields.Period)
        stack = RowStack()
        pair: list[QWidget] = []
        for name in rest:
            if isinstance(self.record.field(name), wide):
                stack.add(self.row(name))
            else:
                pair.append(self.row(name, compact=True))
        if pair:
            stack.add_grid(pair, 2)
        self.more = Fold(tr("More ({count})", count=len(rest)), stack)
        self.more.set_open(isinstance(self.target, Edit))
        self.body.left.addWidget(card(self.more))

    def _is_mine(self, field: fields.Field) -> bool:
        writes = write_act(field.name)
        return not field.writers or may_with_own(self.session.person, writes, self.record)

    # --- what happens ---

    def note_change(self) -> None:
        self.draft.note_change()
        self._look_for_the_same()

    def _look_for_the_same(self) -> None:
        """What is being recorded may be recorded already; what is only changed was looked at when it was made."""
        if isinstance(self.target, New):
            self.same.look(self.values())

    def settled(self) -> None:
        if self._submit_when_settled:
            self._submit_when_settled = False
            self.submit()

    def _saved(self, entry: Entry) -> None:
        self.draft.stop()  # whatever was typed while it was being saved
        self.wanted.emit(Back(saved=tr("Saved on this computer"), show=entry.id))

    def _not_there(self, error: Exception) -> None:
        self.submit_button.setEnabled(False)
        self.tell(words_of(error), "red", "alert-circle-filled")

    def _refused(self, error: Exception) -> None:
        self._submitting = False
        self.submit_button.setEnabled(True)
        self.draft.note_change()
        problems = error.problems if isinstance(error, Invalid) else ()
        for problem in problems:
            if problem.field in self.rows:
                self.rows[problem.field].set_error(sentence(problem.message))
        elsewhere = [str(each) for each in problems if each.field not in self.rows]
        words = " ".join(elsewhere) if problems else words_of(error)
        if words:
            self.tell(words, "red", "alert-circle-filled")
        self.count()
        self.go_to_first()

    # --- drafts ---

    def _draft_values(self) -> dict[str, Any]:
        return self.values() if isinstance(self.target, New) else self.changes()

    def keep_now(self) -> None:
        self.draft.note_change()
        self.draft.keep()

    def _show_draft(self, draft: Draft | None) -> None:
        if draft is not None:
            self.fill({name: each for name, each in draft.values.items() if name in self.record.fields()})
            self._say_draft_is_back(draft)
        if isinstance(self.target, New):
            self.fill(dict(self.target.values))
        self._look_for_the_same()

    def _show_entry(self, entry: Filled) -> None:
        self._saw = entry.entry
        self.header.set_title(tr("Change {number}", number=entry.number), entry.title)
        self.fill(entry.values)
        if entry.entry is not None:  # else it answers what was held: what stands there can be taken back
            self._close_what_others_fill_in(entry.entry)
        for name, words in entry.problems.items():
            if name in self.rows:
                self.rows[name].set_error(words)
        self.count()
        if entry.draft is not None:
            known = self.record.fields()
            self.type_in({name: each for name, each in entry.draft.values.items() if name in known})
            self._say_draft_is_back(entry.draft)
        elif entry.problems:
            self.go_to_first()

    def _close_what_others_fill_in(self, entry: Entry) -> None:
        """To be read, with whose it is said below."""
        for name, row in self.rows.items():
            field = self.record.field(name)
            if not may_write(self.session.person, field, entry, self.context.world.org):
                self.editors[name].set_read_only(True)
                row.set_help(tr("Filled in by: {people}", people=people_said(field.writers)))

    def _say_draft_is_back(self, draft: Draft) -> None:
        self._show_kept(draft)
        self.tell(
            tr("What you had begun is here again."), "blue", "restore", [("afresh", tr("Start afresh"))]
        )

    def _banner_link(self, _key: str) -> None:
        self.draft.stop()
        key, target = self.draft.key, self.target

        def drop(desk: Desk) -> None:
            drafts.drop(desk, key)

        run_for(self, self.session, drop, lambda _: self.wanted.emit(target))

    def _show_kept(self, draft: Draft) -> None:
        at = datetime.fromisoformat(draft.at).astimezone(self.context.world.zone)
        self.say_kept(f"{at:%H:%M:%S}")
