"""What the widget tests share: no screen is needed, and every test starts in the light theme at scale 1."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui import theme

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # The offscreen platform says what it cannot do; nothing of ours is wrong then.
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))


@pytest.fixture(autouse=True)
def app(qapp: QApplication) -> Iterator[QApplication]:
    theme.apply(qapp, theme.Theme())
    yield qapp
    strays = [w for w in qapp.topLevelWidgets() if w.isVisible()]
    for stray in strays:
        stray.close()


class Stage:
    """A window to put widgets on; it is shown, active and painted."""

    def __init__(self, qtbot) -> None:
        self.window = QWidget()
        self.window.resize(800, 600)
        self.column = QVBoxLayout(self.window)
        self._qtbot = qtbot
        qtbot.addWidget(self.window)

    def put(self, *widgets: QWidget) -> None:
        for widget in widgets:
            self.column.addWidget(widget)
        self.window.show()
        self.window.activateWindow()
        self._qtbot.waitUntil(self.window.isActiveWindow)
        self.window.grab()


@pytest.fixture
def stage(qtbot) -> Stage:
    return Stage(qtbot)
