"""Under the header of the first page: others' records close soon without the server, or are closed until it answers."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import QWidget

from gridapp.i18n import tr
from gridapp.store.grants import Standing
from ui.session import Session
from ui.widgets.banner import Banner

_SOON = timedelta(days=4)


class GrantBanner(Banner):
    """Shows itself when there is something to say, with the way to the server beside it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.link_clicked.connect(lambda _key: session.sync(asked=True))

    def show_grant(self, grant: Standing) -> None:
        words = _words(grant)
        if not words:
            self.hide()
            return
        tone, icon = ("orange", "lock") if grant.shut else ("blue", "clock-exclamation")
        self.show_message(words, tone, icon, [("try", tr("Try the server now"))])


def _words(grant: Standing) -> str:
    if grant.behind:
        return tr(
            "This computer's clock stands further back than it did before, so others' records are closed. Please set "
            "it, or try the server. You can record all the same."
        )
    if grant.shut:
        return tr(
            "This computer has not reached its server for too long, so others' records are closed until it answers. "
            "You can record all the same and see what you have not sent yet."
        )
    if grant.left is None or grant.left > _SOON:
        return ""
    if grant.left < timedelta(days=1):
        return tr(
            "Others' records close within a day unless this computer reaches its server. Recording always goes on."
        )
    return tr(
        "Others' records close in {days} days unless this computer reaches its server. Recording always goes on.",
        days=grant.left.days + (grant.left > timedelta(days=grant.left.days)),
    )
