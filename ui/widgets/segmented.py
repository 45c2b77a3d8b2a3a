"""A segmented control: one of a few views of the same list."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from ui import icons, theme
from ui.widgets import paint
from ui.widgets.buttons import PaintedButton
from ui.widgets.focus import step_focus


class _Segment(PaintedButton):
    """34 px high; the chosen one is a white, bold chip. An icon comes before the text, in its own tone."""

    ring_radius = 6

    def __init__(self, text: str, icon: str, tone: str) -> None:
        super().__init__(text)
        self._icon, self._tone = icon, tone
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        icon = theme.px(24) if self._icon else 0
        return QSize(paint.text_width(self.words(), bold=True) + icon + 2 * theme.px(15), theme.px(34))

    def nextCheckState(self) -> None:
        """The control around it checks and unchecks."""

    def paintEvent(self, event: QPaintEvent) -> None:
        px, painter, chosen = theme.px, QPainter(self), self.isChecked()
        if chosen:
            paint.box(painter, self.rect(), px(6), "surface", "line2")
        width = paint.text_width(self.words(), bold=chosen) + (px(24) if self._icon else 0)
        left = (self.width() - width) // 2
        if self._icon:
            icons.paint(painter, QRect(left, 0, px(16), self.height()), self._icon, self._tone)
            left += px(24)
        ink = "ink" if chosen or self.hovered() else "ink2"
        words = QRect(left, 0, self.width() - left, self.height())
        paint.words(painter, words, self.words(), "body", ink, bold=chosen)


class SegmentedControl(QFrame):
    """Track 40 px, radius 8, margin 3. Signal: `changed(key)`, only by a person's act."""

    changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._segments: dict[str, _Segment] = {}
        self._row = QHBoxLayout(self)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.follow(self._restyle)

    def add(self, key: str, text: str, icon: str = "", tone: str = "red") -> None:
        """Adds a segment; the first one is the current one."""
        segment = _Segment(text, icon, tone)
        segment.clicked.connect(lambda _checked, key=key: self._choose(key))
        self._segments[key] = segment
        self._row.addWidget(segment)
        segment.setChecked(len(self._segments) == 1)

    def set_text(self, key: str, text: str) -> None:
        self._segments[key].set_words(text)

    def current(self) -> str:
        return next((key for key, segment in self._segments.items() if segment.isChecked()), "")

    def set_current(self, key: str) -> None:
        for name, segment in self._segments.items():
            segment.setChecked(name == key)

    def _choose(self, key: str) -> None:
        if key != self.current():
            self.set_current(key)
            self.changed.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        sideways = event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right)
        if not (sideways and step_focus(list(self._segments.values()), event)):
            super().keyPressEvent(event)

    def _restyle(self) -> None:
        self._row.setContentsMargins(3, 3, 3, 3)
        self._row.setSpacing(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint.box(QPainter(self), self.rect(), theme.px(8), "track")
