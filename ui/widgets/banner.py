"""The banner under a page's header: stays until its matter is solved."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from ui import theme
from ui.widgets import paint
from ui.widgets.buttons import Button
from ui.widgets.labels import IconLabel, Label
from ui.widgets.surface import clear_layout


class Banner(QFrame):
    """At least 40 px: icon, one sentence, at most two links. `tone` is a status family.

    Hidden until `show_message`; add it to its layout first. Signal: `link_clicked(key)`.
    """

    link_clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = "blue"
        self._icon = IconLabel("info-circle", "blue", 20)
        self._text = Label("", wrap=True)
        self._links = QHBoxLayout()
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._icon)
        self._row.addWidget(self._text, 1)
        self._row.addLayout(self._links)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()
        theme.follow(self._restyle)

    def show_message(
        self, text: str, tone: str = "blue", icon: str = "info-circle", links: Sequence[tuple[str, str]] = ()
    ) -> None:
        """`links` are (key, text)."""
        self._tone = tone
        self._icon.set_icon(icon, tone)
        self._text.setText(text)
        self.setAccessibleName(text)
        clear_layout(self._links)
        for key, words in links:
            button = Button(words, "text", "small")
            button.clicked.connect(lambda _checked, key=key: self.link_clicked.emit(key))
            self._links.addWidget(button)
        self.show()
        self.update()

    def text(self) -> str:
        return self._text.text()

    def _restyle(self) -> None:
        px = theme.px
        self.setMinimumHeight(px(40))
        self._row.setContentsMargins(px(14), px(3), px(8), px(3))
        self._row.setSpacing(px(12))

    def paintEvent(self, event: QPaintEvent) -> None:
        shades = theme.tone(self._tone)
        paint.box(QPainter(self), self.rect(), theme.px(8), shades.tint, shades.edge)
