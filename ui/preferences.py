"""This computer's preferences, applied the moment they change."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTranslator, Signal
from PySide6.QtWidgets import QApplication

from gridapp import settings
from gridapp.i18n import language, use_language
from ui import theme


class Preferences(QObject):
    """Reads and writes `settings` of a home. Signal: `changed(str)` the key of what changed."""

    changed = Signal(str)

    def __init__(self, home: Path, app: QApplication, language_wanted: str = "") -> None:
        super().__init__(app)
        self._home, self.app = home, app
        self.forced_language = language_wanted
        self._translator = QTranslator(self)
        self.values = settings.read(home)
        self._apply_language()
        self._apply_theme()

    def set(self, key: str, value: str) -> None:
        if self.values[key] == value and not (key == "language" and self.forced_language):
            return
        self.values = settings.write(self._home, key, value)
        if key == "language":
            self.forced_language = ""
            self._apply_language()
        elif key in ("theme", "text_size", "motion"):
            self._apply_theme()
        self.changed.emit(key)

    def step_text_size(self, by: int) -> None:
        """The next larger (1) or smaller (-1) text; 0 goes round."""
        sizes = list(next(each for each in settings.SETTINGS if each.key == "text_size").choices)
        place = sizes.index(self.values["text_size"])
        self.set(
            "text_size",
            sizes[(place + 1) % len(sizes) if by == 0 else max(0, min(place + by, len(sizes) - 1))],
        )

    def toggle_theme(self) -> None:
        self.set("theme", "light" if self.values["theme"] == "dark" else "dark")

    def _apply_theme(self) -> None:
        values = self.values
        look = theme.Theme(values["theme"], float(values["text_size"]), values["motion"] == "on")
        theme.apply(self.app, look)

    def _apply_language(self) -> None:
        """Ours, and Qt's own words in its file dialogs and menus."""
        use_language(self.forced_language or self.values["language"])
        self.app.removeTranslator(self._translator)
        chinese = language() == "zh_CN"
        QLocale.setDefault(QLocale("zh_CN" if chinese else "en_GB"))
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if chinese and self._translator.load("qtbase_zh_CN", folder):
            self.app.installTranslator(self._translator)
