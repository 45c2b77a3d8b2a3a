"""The editor of people of whom more can be said each, such as their own times: chips, or lines when asked."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout

from gridapp.domain import fields
from gridapp.domain.fields import Json
from gridapp.i18n import tr
from ui import theme
from ui.forms.context import FormContext
from ui.forms.editor import Editor
from ui.forms.lines_editors import LineRow, MakeEditor
from ui.forms.people_editors import PeopleField
from ui.widgets.buttons import Button
from ui.widgets.field import Field
from ui.widgets.lines_editor import LinesEditor


class PeopleDetailsEditor(Editor):
    """Names are enough for most; a button opens a line for each, with everything that can be said of them."""

    inner: PeopleDetailsField

    def __init__(self, declared: fields.Lines, context: FormContext, make: MakeEditor) -> None:
        super().__init__(declared, PeopleDetailsField(declared, context, make))

    def value(self) -> Json:
        return self.inner.with_typed(super().value())


class PeopleDetailsField(Field):
    """`people` or `lines`, whichever is shown, holds the value."""

    def __init__(self, declared: fields.Lines, context: FormContext, make: MakeEditor) -> None:
        super().__init__()
        self._declared = declared
        self.people = PeopleField(declared.first, context)
        self.lines = LinesEditor(
            lambda: LineRow(declared, context, make),
            tr("Add a line"),
            tr("Take this line away"),
            most=declared.most,
        )
        details = [tr(part.label) for name, part in declared.parts.items() if name != declared.first]
        self.more = Button(tr("Fill in for each: {parts}", parts="、".join(details)), "text", "small")
        self.more.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.more.clicked.connect(lambda _checked: self._show_lines(self.people.value()))
        self._column = QVBoxLayout(self)
        for part in (self.people, self.lines, self.more):
            self._column.addWidget(part)
        for field in (self.people, self.lines):
            field.changed.connect(self.changed)
            field.left.connect(self.left)
        self.setFocusProxy(self.people)
        self.lines.hide()
        theme.follow(self._restyle)

    def value(self) -> Json:
        return self.people.value() if self.lines.isHidden() else self.lines.value()

    def with_typed(self, lines: Json) -> Json:
        """The lines, and the name that is typed but not taken up yet."""
        return self.people.with_typed(lines) if self.lines.isHidden() else lines

    def set_value(self, value: Json) -> None:
        lines = value if isinstance(value, list) else []
        names = {self._declared.first, "id"}
        if any(isinstance(line, dict) and set(line) & (set(self._declared.parts) - names) for line in lines):
            self._show_lines(value)
        else:
            self.people.set_value(value)
            self.people.show()
            self.more.show()
            self.lines.hide()
            self.setFocusProxy(self.people)

    def set_error(self, error: bool) -> None:
        super().set_error(error)
        self.people.set_error(error)
        self.lines.set_error(error)

    def set_name(self, name: str) -> None:
        super().set_name(name)
        self.people.set_name(name)

    def _show_lines(self, value: Json) -> None:
        self.lines.set_value(value)
        self.people.hide()
        self.more.hide()
        self.lines.show()
        self.setFocusProxy(self.lines)

    def _restyle(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(4))
