"""The editor of one more line in a list, as a step of the workflow asks for it."""

from __future__ import annotations

from gridapp.domain import fields
from gridapp.domain.fields import Json
from gridapp.domain.world import World
from ui.forms.context import FormContext
from ui.forms.editor import Editor
from ui.forms.lines_editors import LineRow, MakeEditor


class NewLineEditor(Editor):
    """Adds a line to those there are. The person's own name and the present time stand in it already."""

    inner: LineRow
    declared: fields.Lines

    def __init__(self, declared: fields.Lines, context: FormContext, make: MakeEditor) -> None:
        self._suggested = _suggested(declared, context)
        super().__init__(declared, LineRow(declared, context, make))

    def is_missing(self, world: World) -> bool:
        return not self.is_dirty() or self._line() == {}

    def _line(self) -> dict[str, Json]:
        line = self.inner.value()
        return {} if line == self._suggested else line

    def _read(self) -> Json:
        line = self._line()
        return [*(self._kept or []), line] if line else self._kept

    def _show(self, value: Json) -> None:
        self.inner.set_value(self._suggested)


def _suggested(declared: fields.Lines, context: FormContext) -> dict[str, Json]:
    now = context.world.now().isoformat(timespec="seconds")
    line: dict[str, Json] = {}
    for name, part in declared.parts.items():
        if isinstance(part, fields.Person):
            line[name] = context.session.person.author.stored()
        elif isinstance(part, fields.DateTime):
            line[name] = now
    return line
