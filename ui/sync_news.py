"""What the rounds of this program run have to tell: how far a first start has come, and, once, what was put right."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gridapp.i18n import tr
from gridapp.sync.round import Report
from ui.session import Session
from ui.words import Loading


class SyncNews(QObject):
    """Listens to a session. Signal: `changed()` when `loading` or what is to be told changed."""

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.loading: Loading | None = None
        self._untold: list[str] = []
        self._session = session
        self._device = ""
        session.loading.connect(self._load)
        session.synced.connect(self._note)
        session.signed_in.connect(self._begin)
        session.signed_out.connect(self._begin)
        self._begin()

    def take(self) -> list[str]:
        """Sentences nobody has been shown yet, oldest first; whoever takes them shows them."""
        told, self._untold = self._untold, []
        return told

    def _begin(self) -> None:
        """Another person, or nobody: what the one before was to be told is none of their business."""
        self.loading, self._untold = None, []
        self._device = self._device_now()
        self.changed.emit()

    def _device_now(self) -> str:
        """The number this computer works under, as the newest status says."""
        return self._session.status.device if self._session.status is not None else ""

    def _load(self, progress: Loading | None) -> None:
        if progress != self.loading:
            self.loading = progress
            self.changed.emit()

    def _note(self, report: Report) -> None:
        before, self._device = self._device, self._device_now()
        found = []
        if report.restored:
            found.append(
                tr("The server was set back to an older state; what it had lost has been sent again")
            )
        if report.identity_changed:
            found.append(
                tr("Your role or your units were changed; what you see follows them")
                if before == self._device
                else tr("This computer was a copy of another; it now works under a number of its own")
            )
        if report.repaired == 1:
            found.append(tr("1 entry differed from the server's and was fetched again"))
        elif report.repaired:
            words = tr(
                "{count} entries differed from the server's and were fetched again", count=report.repaired
            )
            found.append(words)
        found += report.doubts
        self._untold += [each for each in found if each not in self._untold]
        if found:
            self.changed.emit()
