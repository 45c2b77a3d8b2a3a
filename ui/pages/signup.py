"""The list of sign-ups, with the way to one's own."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gridapp.domain.record import RecordType
from gridapp.i18n import tr
from ui.pages.openings_card import PAGE
from ui.pages.records import AskMove, RecordsPage
from ui.session import Session
from ui.targets import Show
from ui.widgets.buttons import Button


class ListPage(RecordsPage):
    """Everybody's sign-ups that the person may see."""

    def __init__(
        self, session: Session, record: RecordType, ask_move: AskMove, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, record, ask_move, parent)
        mine = Button(tr("My shifts"), icon="calendar")
        mine.clicked.connect(lambda _checked: self.wanted.emit(Show(PAGE, "mine")))
        self.header.add_action(mine)
