"""Pictures of every page, taken without a screen: for the documentation, and to look at beside the mock-ups."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QEventLoop
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from gridapp.domain.record import record_types
from ui import theme
from ui.application import application
from ui.main_window import MainWindow
from ui.opening import make_window
from ui.preferences import Preferences
from ui.program import Program
from ui.targets import Go, New

SIZE = (1366, 768)
_PATIENCE_MS = 20_000
_ROUNDS = 4  # what arrives may ask for more, and that once more

_VARIANTS = (
    ("dark", "theme", "dark", "light"),
    ("large", "text_size", "1.27", "1"),
    ("en", "language", "en", "zh_CN"),
)


class Shots:
    """Walks through the program and saves what it sees. The home's preferences are left as they were."""

    def __init__(self, home: Path, password: str, folder: Path) -> None:
        self._home, self._password, self._folder = home, password, folder
        self._files: list[Path] = []

    def take(self) -> list[Path]:
        self._folder.mkdir(parents=True, exist_ok=True)
        app = application()
        preferences = _Passing(self._home, app, "zh_CN")
        preferences.pass_by("auto_sync", "off")  # pictures show what is there; nothing is sent meanwhile
        window = make_window()
        window.resize(*SIZE)
        window.show()
        self._program = Program(self._home, preferences, window)
        self._wait(lambda: bool(self._program.sign_in.tiles()) or self._is_first_run())
        self._save("01-sign-in")
        self._enter()
        self._all_pages()
        for name, key, value, back in _VARIANTS:
            preferences.pass_by(key, value)
            self._wait(lambda: bool(self._window.sync_button.state().bold))
            self._main_pages(name)
            preferences.pass_by(key, back)
        self._program.window.close()
        return self._files

    # --- the walk ---

    def _enter(self) -> None:
        page = self._program.sign_in
        if tiles := page.tiles():
            tiles[0].click()
            self._save("01-sign-in-password")
            page.unlock.wanted.emit(self._password)
        else:
            page.begin_wanted.emit(self._password)
        self._wait(lambda: bool(self._window.rail.keys()))
        self._wait(lambda: bool(self._window.sync_button.state().bold))

    def _all_pages(self) -> None:
        for number, key in enumerate(self._window.rail.keys(), 2):
            self._go(key)
            self._save(f"{number:02d}-{key}")
        for record in record_types().values():
            self._go(record.type)
            self._window.go(New(record.type))
            self._save(f"20-form-{record.type}")
        self._go("today")
        self._program.open_record_menu()
        self._save("21-record-menu")
        self._close_popover()
        self._program.open_sync_details()
        self._save("22-sync")
        self._close_popover()

    def _main_pages(self, name: str) -> None:
        for key in self._main_keys():
            self._go(key)
            self._save(f"{name}-{key}")
        self._go(self._main_keys()[1])
        self._window.go(New(self._main_keys()[1]))
        self._save(f"{name}-form")

    def _main_keys(self) -> list[str]:
        activities = [each.type for each in record_types().values() if each.work]
        timed = [each.type for each in record_types().values() if each.due]
        rest = [each for each in activities if each not in timed]
        return ["today", *timed[:1], *rest[:1], "settings"]

    def _go(self, key: str) -> None:
        self._window.go(Go(key))

    @property
    def _window(self) -> MainWindow:
        return self._program.window

    def _is_first_run(self) -> bool:
        return self._program.sign_in.start_button.isVisible()

    def _close_popover(self) -> None:
        if self._program.popover is not None:
            self._program.popover.close()

    # --- taking one ---

    def _save(self, name: str) -> None:
        self._be_quiet()
        picture = QImage(*SIZE, QImage.Format.Format_RGB32)
        picture.fill(theme.color("page"))
        painter = QPainter(picture)
        for widget in self._shown():
            painter.drawPixmap(widget.pos() - self._window.pos(), widget.grab())
        painter.end()
        file = self._folder / f"{name}.png"
        picture.save(str(file))
        self._files.append(file)

    def _shown(self) -> Iterable[QWidget]:
        yield self._window
        popover = self._program.popover
        if popover is not None and popover.isVisible():
            yield popover

    def _be_quiet(self) -> None:
        """Until everything asked for has been answered and shown."""
        for _ in range(_ROUNDS):
            if self._window.rail.keys():
                self._wait_for_store()

    def _wait_for_store(self) -> None:
        answered: list[bool] = []
        self._program.session.run(lambda desk: None, lambda _none: answered.append(True))
        self._wait(lambda: bool(answered))

    def _wait(self, until: Callable[[], bool]) -> None:
        clock = QElapsedTimer()
        clock.start()
        app = application()
        app.processEvents()
        while not until() and clock.elapsed() < _PATIENCE_MS:
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
        app.processEvents()


class _Passing(Preferences):
    """Preferences for this run only: nothing is written."""

    def pass_by(self, key: str, value: str) -> None:
        self.values = self.values | {key: value}
        if key == "language":
            self.forced_language = value
            self._apply_language()
        else:
            self._apply_theme()
        self.changed.emit(key)
