"""From a click to the painted list, at a million entries: `python -m tests.bench.screen FOLDER [COUNT]`.

Beside it stands the time of painting the same list again without asking the store.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtTest import QTest

from gridapp.domain.record import record_type
from tests.bench.crowd import filled
from tests.bench.figures import milliseconds, row
from ui import theme
from ui.application import application
from ui.features import made_for
from ui.forms.moves import ask_move
from ui.pages.records import RecordsPage
from ui.session import Session


def main(folder: Path, count: int) -> None:
    home = filled(folder, count)
    app = application()
    theme.apply(app, theme.Theme())
    session = Session(folder)
    session.sign_in(home.vaults()[0])
    _until(lambda: session.status is not None)
    record = record_type("hazard")
    page = made_for("pages", record.type, "ListPage", RecordsPage)(session, record, ask_move)
    page.resize(1214, 736)
    page.show()
    _until(lambda: page.model.rowCount() > 0)

    def searched(words: str) -> None:
        page.search.setText(words)
        page.search.searched.emit(words)
        _until(lambda: page.model.waiting)
        _until(lambda: not page.model.waiting)
        page.grab()

    row("painting the list again", milliseconds(page.grab))
    for words in ("井盖", "路灯", ""):
        row(
            f"list of “{words}”, click to painted", milliseconds(lambda w=words: searched(w), 7), "(goal 100)"
        )
    session.close()


def _until(condition: object) -> None:
    end = time.monotonic() + 20
    while not condition() and time.monotonic() < end:  # type: ignore[operator]
        QTest.qWait(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)
