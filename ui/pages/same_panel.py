"""In an entry's detail: which other entries report the same thing, and which perhaps do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gridapp.actions import candidates, duplicates
from gridapp.actions.candidates import Candidate
from gridapp.actions.desk import Desk
from gridapp.actions.duplicates import Family
from gridapp.domain.entry import Entry
from gridapp.i18n import tr
from ui import theme, words
from ui.pages.same_dialog import SameDialog
from ui.session import Session
from ui.targets import Show
from ui.waiting import run_for
from ui.widgets.buttons import Button
from ui.widgets.labels import ElidedLabel, IconLabel, Label
from ui.widgets.surface import Panel, Rule


class SamePanel(QWidget):
    """Reads what it shows by itself and is hidden while that is nothing. Signals: `wanted(Target)`, `said(str)`."""

    wanted = Signal(object)
    said = Signal(str)

    def __init__(self, session: Session, entry: Entry) -> None:
        super().__init__()
        self._session, self._entry = session, entry
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(8))
        self.hide()
        run_for(self, session, self._read, lambda found: self._show(*found))

    def _read(self, desk: Desk) -> tuple[Family, list[Candidate]]:
        known = duplicates.family(desk, self._entry.id)
        settled = known.number or self._entry.record.workflow.state(self._entry.state).final
        return known, [] if settled else candidates.candidates(desk, self._entry.id)

    def _show(self, known: Family, perhaps: list[Candidate]) -> None:
        if known.number:
            self._add_main(known)
        if known.reports:
            title = tr("Other reports of the same: {count}", count=len(known.reports))
            self._add_list("link", title, [self._report(each) for each in known.reports])
        if perhaps:
            self._add_list(
                "arrows-diff", tr("Perhaps the same as"), [self._candidate(each) for each in perhaps]
            )
        self.setVisible(self._column.count() > 0)

    def _add_main(self, known: Family) -> None:
        panel = Panel("blue")
        head = QHBoxLayout()
        head.addWidget(IconLabel("link", "blue", 18), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(
            Label(tr("Reports the same as {number}", number=known.number), tone="blue", wrap=True), 1
        )
        panel.body.addLayout(head)
        world = self._session.world
        if known.main is not None:
            panel.body.addWidget(Label(known.main.record.title(known.main.body, world), wrap=True))
        together = self._entry.body.get("closed_with")
        if together and self._entry.record.workflow.state(self._entry.state).final:
            number = together["number"]
            panel.body.addWidget(Label(tr("Closed together with {number}", number=number), "caption", "ink2"))
        row = QHBoxLayout()
        if known.main is not None:
            show = Button(tr("Show it"), size="small")
            show.clicked.connect(lambda _checked, main=known.main: self._go(main))
            row.addWidget(show)
        undo = Button(tr("Undo the link"), "text", "small", "unlink")
        undo.clicked.connect(lambda _checked: self._undo())
        row.addWidget(undo)
        row.addStretch(1)
        panel.body.addLayout(row)
        self._column.addWidget(panel)

    def _add_list(self, icon: str, title: str, lines: list[QWidget]) -> None:
        panel = Panel()
        head = QHBoxLayout()
        head.addWidget(IconLabel(icon, "ink2", 18))
        head.addWidget(Label(title, bold=True), 1)
        panel.body.addLayout(head)
        for line in lines:
            panel.body.addWidget(Rule())
            panel.body.addWidget(line)
        self._column.addWidget(panel)

    def _report(self, entry: Entry) -> QWidget:
        state = tr(entry.record.workflow.state(entry.state).label)
        said = tr(
            "{words} · {moment}", words=state, moment=words.moment(entry.recorded_at, self._session.world)
        )
        button = Button(tr("Show it"), "text", "small")
        button.clicked.connect(lambda _checked: self._go(entry))
        return self._line(entry, f"{entry.author.name} {said}", button)

    def _candidate(self, found: Candidate) -> QWidget:
        button = Button(tr("Compare"), "text", "small")
        button.clicked.connect(lambda _checked: self._compare(found))
        reasons = "、".join(each.said for each in found.likeness.reasons)
        return self._line(found.entry, reasons, button)

    def _line(self, entry: Entry, caption: str, button: Button) -> QWidget:
        title = entry.record.title(entry.body, self._session.world)
        button.setAccessibleDescription(title)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(ElidedLabel(title))
        texts.addWidget(Label(caption, "caption", "ink3", wrap=True))
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(texts, 1)
        row.addWidget(button)
        return line

    def _compare(self, found: Candidate) -> None:
        dialog = SameDialog(self, self._session, self._entry, found)
        dialog.show_wanted.connect(lambda: self._go(found.entry))
        dialog.joined.connect(self._join)
        dialog.open()

    def _join(self, linked: Entry, main: Entry, take: list[str]) -> None:
        said = tr("{number} is linked to {main}", number=linked.number, main=main.number)
        run_for(
            self,
            self._session,
            lambda desk: duplicates.merge(desk, linked.id, main.id, take),
            lambda _linked: self.said.emit(said),
        )

    def _undo(self) -> None:
        entry = self._entry.id
        run_for(
            self,
            self._session,
            lambda desk: duplicates.unlink(desk, entry),
            lambda _freed: self.said.emit(tr("The link is undone")),
        )

    def _go(self, entry: Entry) -> None:
        self.wanted.emit(Show(entry.type, entry.id))
