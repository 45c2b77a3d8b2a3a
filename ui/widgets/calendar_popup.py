"""The calendar that opens under a date field."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, tzinfo

from PySide6.QtCore import QDate, Qt, QTime, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCalendarWidget,
    QFrame,
    QHBoxLayout,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from ui import icons, theme
from ui.widgets import paint
from ui.widgets.buttons import Button
from ui.widgets.place import fitting_corner

Preset = tuple[str, Callable[[], datetime]]


class CalendarPopup(QFrame):
    """A month, a time when asked for, and quick buttons. Signal: `picked(datetime)`."""

    picked = Signal(object)

    def __init__(self, parent: QWidget, with_time: bool, presets: Sequence[Preset], done_text: str) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._zone: tzinfo | None = None
        self.calendar = QCalendarWidget()
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setGridVisible(False)
        self.time = QTimeEdit()
        self.time.setDisplayFormat("HH:mm")
        foot = QHBoxLayout()
        foot.addWidget(self.time)
        for text, moment in presets:
            button = Button(text, "outlined", "small")
            button.clicked.connect(lambda _checked, moment=moment: self._take(moment()))
            foot.addWidget(button)
        foot.addStretch(1)
        done = Button(done_text, "outlined", "small")
        done.clicked.connect(lambda _checked: self._done())
        foot.addWidget(done)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(10)] * 4)
        column.addWidget(self.calendar)
        column.addLayout(foot)
        # Not sooner: a widget without a parent that is told to be visible opens as a window.
        self.time.setVisible(with_time)
        # With a time still to choose a single click only marks the day; Enter and a double click finish.
        self.calendar.activated.connect(lambda _day: self._done())
        if not with_time:
            self.calendar.clicked.connect(lambda _day: self._done())
        self._colour()

    def show_for(self, start: datetime | None, least: date | None, most: date | None, below: QWidget) -> None:
        if least is not None:
            self.calendar.setMinimumDate(QDate(least.year, least.month, least.day))
        if most is not None:
            self.calendar.setMaximumDate(QDate(most.year, most.month, most.day))
        if start is not None:
            self._zone = start.tzinfo
            self.calendar.setSelectedDate(QDate(start.year, start.month, start.day))
            self.time.setTime(QTime(start.hour, start.minute))
        self.time.setFixedSize(theme.px(88), theme.px(34))
        self.time.lineEdit().setTextMargins(theme.px(10), 0, 0, 0)
        self.adjustSize()
        self.move(fitting_corner(self, below))
        self.show()
        days = self.calendar.findChild(QAbstractItemView)
        (days or self.calendar).setFocus(Qt.FocusReason.PopupFocusReason)

    def _colour(self) -> None:
        # The calendar paints its weekend red from a text format that no style sheet reaches.
        plain = self.calendar.weekdayTextFormat(Qt.DayOfWeek.Monday)
        plain.setForeground(theme.color("ink"))
        plain.setBackground(theme.color("surface"))
        for day in Qt.DayOfWeek:
            self.calendar.setWeekdayTextFormat(day, plain)
        head = self.calendar.headerTextFormat()
        head.setForeground(theme.color("ink3"))
        head.setBackground(theme.color("surface"))
        self.calendar.setHeaderTextFormat(head)
        for name, arrow in (
            ("qt_calendar_prevmonth", "chevron-left"),
            ("qt_calendar_nextmonth", "chevron-right"),
        ):
            button = self.calendar.findChild(QWidget, name)
            if button is not None:
                button.setProperty("icon", icons.icon(arrow, "ink2", 18))

    def _done(self) -> None:
        day, clock = self.calendar.selectedDate(), self.time.time()
        moment = time(clock.hour(), clock.minute(), tzinfo=self._zone)
        self._take(datetime.combine(date(day.year(), day.month(), day.day()), moment))

    def _take(self, moment: datetime) -> None:
        self.picked.emit(moment)
        self.close()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint.box(QPainter(self), self.rect(), 0, "surface", "line2")
