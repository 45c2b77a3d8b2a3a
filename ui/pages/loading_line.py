"""How far a first start of a computer has come, in words and a thin bar."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gridapp.i18n import tr
from ui import theme, words
from ui.sync_news import SyncNews
from ui.widgets.labels import Label
from ui.widgets.progress import ProgressBar


class LoadingLine(QWidget):
    """Follows the news by itself; hidden while nothing is being loaded."""

    def __init__(self, news: SyncNews, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._news = news
        self.words = Label("", wrap=True)
        self.bar = ProgressBar(tr("Loading"), height=5)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(10))
        column.setSpacing(theme.px(8))
        column.addWidget(self.words)
        column.addWidget(self.bar)
        news.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        progress = self._news.loading
        if progress is not None:
            self.words.setText(words.loading(progress))
            self.bar.set_fraction(words.loaded(progress))
        self.setVisible(progress is not None)
