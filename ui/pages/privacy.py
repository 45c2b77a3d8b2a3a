"""What is kept of people, how long, and what never is: read from the declarations, so that it cannot go stale."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gridapp.domain.privacy import REFUSED
from gridapp.domain.privacy_rules import rules, said
from gridapp.i18n import tr
from ui import theme
from ui.pages.page import Page
from ui.session import Session
from ui.targets import Go
from ui.widgets.header import PageHeader
from ui.widgets.labels import Label
from ui.widgets.split import ScrollPage
from ui.widgets.surface import Card


class PrivacyPage(Page):
    """One card of what is kept, one of what is refused."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        header = PageHeader(tr("What is kept of people"), back_text=tr("Back"))
        header.back_clicked.connect(lambda: self.wanted.emit(Go("settings")))
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        kept = Card(tr("Kept, by what it is for"))
        for each in rules():
            kept.add(Label(said(each), wrap=True))
            kept.add(Label(each.purpose, "caption", "ink3", wrap=True))
        refused = Card(tr("What is never stored"))
        refused.add(Label("、".join(tr(each) for each in REFUSED.values()), tone="ink2", wrap=True))
        for card in (refused, kept):
            self._column.addWidget(card)
        self._column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(header)
        outer.addWidget(ScrollPage(inside), 1)
        theme.follow(self._restyle)

    def _restyle(self) -> None:
        px = theme.px
        self._column.setContentsMargins(px(20), 0, px(20), px(16))
        self._column.setSpacing(px(16))
