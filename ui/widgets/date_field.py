"""Dates and times: typed, or picked from a calendar that opens under the field."""

from collections.abc import Sequence
from datetime import date, datetime, tzinfo

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from ui import icons, theme
from ui.widgets import paint
from ui.widgets.buttons import IconButton
from ui.widgets.calendar_popup import CalendarPopup, Preset
from ui.widgets.field import Field
from ui.widgets.labels import Label


class DateTimeField(Field):
    """A moment: typed, or picked with the button at the right (or the Down key). `value()` is a datetime or
    None.

    `formats` are strptime formats; the first is shown, all may be typed; one without a year or a day takes
    what is missing from the moment that was there before, or from `set_base`. `zone` is put on what is
    typed. `is_valid()` is False while the text is no moment. `presets` are (text, function) buttons in the
    pop-up.
    """

    def __init__(
        self,
        formats: Sequence[str],
        open_text: str,
        done_text: str,
        zone: tzinfo | None = None,
        with_time: bool = True,
        presets: Sequence[Preset] = (),
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._formats, self._zone, self._with_time = list(formats), zone, with_time
        self._presets, self._done_text = list(presets), done_text
        self._base: datetime | None = None
        self._least: date | None = None
        self._most: date | None = None
        self.edit = _DateEdit()
        self.edit.setPlaceholderText(placeholder)
        self.edit.textEdited.connect(lambda _text: self.changed.emit())
        self.edit.opened.connect(self.open_calendar)
        self.button = IconButton("chevron-down", open_text, 32, token="ink2", parent=self.edit)
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.clicked.connect(lambda _checked: self.open_calendar())
        self.edit.installEventFilter(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.edit)
        self._watch(self.edit)
        self.left.connect(self._tidy)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.follow(self._restyle)

    def value(self) -> datetime | None:
        text = self.edit.text().strip().replace("：", ":")
        for form in self._formats:
            try:
                moment = datetime.strptime(text, form).replace(tzinfo=self._zone)
            except ValueError:
                continue
            return self._completed(moment, form)
        return None

    def set_value(self, value: datetime | None) -> None:
        self._base = value or self._base
        shown = value.astimezone(self._zone) if value is not None and self._zone and value.tzinfo else value
        self.edit.setText("" if shown is None else shown.strftime(self._formats[0]))

    def set_base(self, moment: datetime) -> None:
        """Where an empty field's calendar opens and a typed time without a day belongs."""
        self._base = moment

    def set_range(self, least: date | None, most: date | None) -> None:
        """What the calendar offers; the page still checks what was typed."""
        self._least, self._most = least, most

    def is_valid(self) -> bool:
        return not self.edit.text().strip() or self.value() is not None

    def set_read_only(self, read_only: bool) -> None:
        self.edit.setReadOnly(read_only)
        self.button.setVisible(not read_only)
        theme.repolish(self.edit)

    def open_calendar(self) -> None:
        if self.edit.isReadOnly():
            return
        popup = CalendarPopup(self, self._with_time, self._presets, self._done_text)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.picked.connect(self._pick)
        popup.show_for(self.value() or self._base, self._least, self._most, self)

    def _pick(self, moment: datetime) -> None:
        self.set_value(moment if moment.tzinfo else moment.replace(tzinfo=self._zone))
        self.changed.emit()

    def _completed(self, moment: datetime, form: str) -> datetime:
        base = self._base
        if base is None or "%Y" in form:
            return moment
        if "%d" in form:
            return moment.replace(year=base.year)
        return moment.replace(year=base.year, month=base.month, day=base.day)

    def _tidy(self) -> None:
        """Shows what was typed in short in the full format, so that the person sees what was understood."""
        moment = self.value()
        if moment is not None:
            self.set_value(moment)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.edit:
            side = theme.px(32)
            self.button.move(self.edit.width() - side - 4, (self.edit.height() - side) // 2)
        return super().eventFilter(watched, event)

    def _editors(self) -> list[QWidget]:
        return [self.edit]

    def _restyle(self) -> None:
        self.edit.setFixedHeight(theme.px(40))
        self.edit.setMinimumWidth(theme.px(40 + 40) + paint.text_width("8" * (16 if self._with_time else 10)))


class _DateEdit(QLineEdit):
    """The line of a date field, with the calendar icon. Signal: `opened()` on Down."""

    opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("lead", "true")
        self.setProperty("tail", "true")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        spot = QRect(theme.px(12), 0, theme.px(18), self.height())
        icons.paint(QPainter(self), spot, "calendar", "ink2")


class PeriodField(Field):
    """From and to, made of two DateTimeFields (`start`, `end`).

    `value()` is (datetime|None, datetime|None).
    """

    def __init__(self, start: DateTimeField, end: DateTimeField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.start, self.end = start, end
        self._row = QHBoxLayout(self)
        self._row.addWidget(start, 1)
        self._row.addWidget(Label("–", tone="ink3"))
        self._row.addWidget(end, 1)
        for part in (start, end):
            part.changed.connect(self.changed)
        start.changed.connect(self._lend_day)
        self._watch(start.edit, end.edit)
        theme.follow(self._restyle)

    def value(self) -> tuple[datetime | None, datetime | None]:
        return self.start.value(), self.end.value()

    def set_value(self, value: tuple[datetime | None, datetime | None] | None) -> None:
        start, end = value or (None, None)
        self.start.set_value(start)
        self.end.set_value(end)

    def is_valid(self) -> bool:
        return self.start.is_valid() and self.end.is_valid()

    def set_read_only(self, read_only: bool) -> None:
        self.start.set_read_only(read_only)
        self.end.set_read_only(read_only)

    def set_error(self, error: bool) -> None:
        super().set_error(error)
        self.start.set_error(error)
        self.end.set_error(error)

    def set_name(self, name: str) -> None:
        super().set_name(name)
        self.start.set_name(name)
        self.end.set_name(name)

    def _lend_day(self) -> None:
        """A typed end without a day belongs to the day of the start."""
        begun = self.start.value()
        if begun is not None:
            self.end.set_base(begun)

    def _restyle(self) -> None:
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(8))
