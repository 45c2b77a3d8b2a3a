"""Editors of moments, days and periods."""

from __future__ import annotations

from datetime import datetime

from gridapp.domain import fields
from gridapp.domain.errors import BadValue
from gridapp.domain.fields import Json
from gridapp.domain.fields.time import parse_moment
from gridapp.domain.world import World
from gridapp.i18n import tr
from ui.forms.context import FormContext
from ui.forms.editor import Editor
from ui.widgets.date_field import DateTimeField, PeriodField
from ui.widgets.line_field import LineField

MOMENTS = ("%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y.%m.%d %H:%M", "%H:%M")
DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d")


def moment_field(context: FormContext, with_time: bool = True, placeholder: str = "") -> DateTimeField:
    """A field for a moment in the county's zone; a typed time alone means today."""
    now = (tr("Now") if with_time else tr("Today"), lambda: context.world.now())
    field = DateTimeField(
        MOMENTS if with_time else DAYS,
        tr("Open the calendar"),
        tr("Done"),
        context.world.zone,
        with_time,
        [now],
        placeholder,
    )
    field.set_base(context.world.now())
    return field


class MomentEditor(Editor):
    """A moment or a day. What cannot be read as one goes to the check as it was typed."""

    inner: DateTimeField

    def __init__(
        self, declared: fields.DateTime | fields.Day, context: FormContext, placeholder: str = ""
    ) -> None:
        self._with_time = isinstance(declared, fields.DateTime)
        super().__init__(declared, moment_field(context, self._with_time, placeholder))
        self._context = context

    def _read(self) -> Json:
        moment = self.inner.value()
        if moment is None:
            return self.inner.edit.text().strip()
        return moment.isoformat() if self._with_time else moment.date().isoformat()

    def _show(self, value: Json) -> None:
        _show_moment(self.inner, value, self._context.world)


class ClockEditor(Editor):
    """A time of day, written out as HH:MM when it is left."""

    inner: LineField

    def __init__(self, declared: fields.ClockTime, context: FormContext, placeholder: str = "") -> None:
        super().__init__(declared, LineField(placeholder or "07:10", icon="clock"))
        self._context = context
        self.left.connect(self._tidy)

    def _show(self, value: Json) -> None:
        self.inner.set_value("" if value is None else str(value))

    def _tidy(self) -> None:
        if self.is_dirty() and self.is_good(self._context.world):
            self.inner.set_value(self.clean(self._context.world))


class PeriodEditor(Editor):
    """From and to; a time alone at the end belongs to the day of the beginning."""

    inner: PeriodField

    def __init__(self, declared: fields.Period, context: FormContext) -> None:
        super().__init__(declared, PeriodField(moment_field(context), moment_field(context)))
        self._context = context

    def _read(self) -> Json:
        start, end = (_read_moment(field) for field in (self.inner.start, self.inner.end))
        return {"from": start, "to": end} if start or end else None

    def _show(self, value: Json) -> None:
        world = self._context.world
        if isinstance(value, str):
            try:
                value = self.declared.clean(value, world)
            except BadValue:
                value = {"from": value}
        ends = value or {}
        _show_moment(self.inner.start, ends.get("from"), world)
        _show_moment(self.inner.end, ends.get("to"), world)
        self.inner.end.set_base(self.inner.start.value() or world.now())


def _read_moment(field: DateTimeField) -> str:
    moment = field.value()
    return moment.isoformat() if moment else field.edit.text().strip()


def _show_moment(field: DateTimeField, value: Json, world: World) -> None:
    try:
        moment: datetime | None = parse_moment(value, world) if value else None
    except BadValue:
        field.edit.setText(str(value))
        return
    field.set_value(moment)
