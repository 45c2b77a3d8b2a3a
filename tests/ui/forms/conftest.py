from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.forms.signed_in import Stage, sign_in
from ui import theme
from ui.session import Session

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # The offscreen platform says what it cannot do; nothing of ours is wrong then.
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))


@pytest.fixture
def session(qtbot, qapp: QApplication, tmp_path: Path) -> Iterator[Session]:
    theme.apply(qapp, theme.Theme())
    opened = sign_in(qtbot, tmp_path / "computer")
    yield opened
    opened.close()


@pytest.fixture
def stage(qtbot, session: Session) -> Stage:
    return Stage(qtbot, session)
