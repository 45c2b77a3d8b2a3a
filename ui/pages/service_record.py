"""Hours: one's own first; behind them the list of everybody's that the person may see, to confirm or to agree."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gridapp.domain.record import RecordType
from gridapp.i18n import tr
from ui.pages.my_hours import MyHours
from ui.pages.records import AskMove, RecordsPage
from ui.session import Session
from ui.widgets.buttons import Button


class ListPage(RecordsPage):
    """Service hours."""

    def __init__(
        self, session: Session, record: RecordType, ask_move: AskMove, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, record, ask_move, parent)
        self.types = frozenset({record.type, "service_certificate"})
        self.mine = MyHours(session)
        self.mine.said.connect(self.said)
        self.mine.list_wanted.connect(self.show_list)
        self._inner.addWidget(self.mine, 1)
        self._switch = Button(tr("My hours"), icon="clock-heart")
        self._switch.clicked.connect(lambda _checked: self._turn())
        self.header.add_action(self._switch)
        self.show_mine()

    def load(self) -> None:
        super().load()
        self.mine.load()

    def stand_on(self, entry: str) -> None:
        self.show_list()
        super().stand_on(entry)

    def show_mine(self) -> None:
        self._show(mine=True)

    def show_list(self) -> None:
        self._show(mine=False)

    def _turn(self) -> None:
        self._show(mine=self.mine.isHidden())

    def _show(self, mine: bool) -> None:
        self.mine.setVisible(mine)
        self._stack.setVisible(not mine)
        self._switch.set_words(tr("All records") if mine else tr("My hours"))
        self._switch.set_icon("list-details" if mine else "clock-heart")

    def widths(self) -> dict[str, int]:
        return {"person": 96, "period": 168, "kind": 96, "hours": 80}

    def empty_steps(self) -> list[tuple[str, str]]:
        return [
            (tr("Write down your duty"), tr("From when to when, without the way there")),
            (tr("Your leader confirms it"), tr("Nobody confirms their own")),
            (tr("Say if it is right"), tr("What is not right is put right by a new record")),
        ]
