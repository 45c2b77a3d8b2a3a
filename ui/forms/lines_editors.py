"""Editors of lists: rows of a few fields, a set of choices, counts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout

from gridapp.domain import fields
from gridapp.domain.fields import Json
from gridapp.i18n import tr
from ui import theme
from ui.forms.context import FormContext
from ui.forms.editor import Editor
from ui.widgets.field import Field
from ui.widgets.labels import Label
from ui.widgets.lines_editor import LinesEditor
from ui.widgets.tally import TallyPad
from ui.widgets.tiles import CheckTiles

MakeEditor = Callable[[fields.Field, str], Editor]
"""Makes the small editor of a part; the words stand in it while it is empty."""

COLUMNS = 2
MOST_SHOWN = 60  # more than that nobody types; it came from a device


class RowsEditor(Editor):
    """Lines of several parts, one under the other."""

    def __init__(self, declared: fields.Lines, context: FormContext, make: MakeEditor) -> None:
        inner = LinesEditor(
            lambda: LineRow(declared, context, make),
            tr("Add a line"),
            tr("Take this line away"),
            least=int(declared.required),
            most=declared.most,
        )
        super().__init__(declared, inner)
        self._many = Label("", "caption", "ink3")
        self._many.hide()
        self.column.addWidget(self._many)

    def _show(self, value: Json) -> None:
        lines = value if isinstance(value, list) else []
        many = len(lines) > MOST_SHOWN
        self.inner.setVisible(not many)
        self._many.setVisible(many)
        self._many.setText(tr("{count} lines, kept as they are", count=len(lines)))
        self.inner.set_value([] if many else lines)


class LineRow(Field):
    """One line: its parts in two columns, their names in the empty fields. Its id stays with it."""

    def __init__(self, declared: fields.Lines, context: FormContext, make: MakeEditor) -> None:
        super().__init__()
        self.parts: dict[str, Editor] = {}
        self._context = context
        self._first = declared.first
        self._defaults = {name: part.default(context.world) for name, part in declared.parts.items()}
        self._unknown: dict[str, Json] = {}
        self._grid = QGridLayout(self)
        last = len(declared.parts) - 1
        for place, (name, part) in enumerate(declared.parts.items()):
            editor = make(part, tr(part.label))
            editor.set_value(self._defaults[name])
            editor.set_name(tr(part.label))
            editor.setToolTip(tr(part.label))
            alone = place == last and place % COLUMNS == 0
            self._grid.addWidget(editor, place // COLUMNS, place % COLUMNS, 1, COLUMNS if alone else 1)
            editor.changed.connect(self.changed)
            editor.left.connect(self._part_left)
            self.parts[name] = editor
        for column in range(min(COLUMNS, len(self.parts))):
            self._grid.setColumnStretch(column, 1)
        self.setFocusProxy(self.parts[self._first])
        theme.follow(self._restyle)

    def value(self) -> dict[str, Json]:
        return {
            **self._unknown,
            **{name: each.value() for name, each in self.parts.items() if not each.is_empty()},
        }

    def set_value(self, value: Json) -> None:
        line = value if isinstance(value, dict) else {self._first: value} if value else dict(self._defaults)
        self._unknown = {name: each for name, each in line.items() if name not in self.parts}
        for name, editor in self.parts.items():
            editor.set_value(line.get(name))

    def is_empty(self) -> bool:
        """What was there from the beginning is nothing that anybody filled in."""
        return all(
            each.is_empty() or each.value() == self._defaults[name] for name, each in self.parts.items()
        )

    def set_error(self, error: bool) -> None:
        """Marks the parts that are wrong, or all where no single one is."""
        super().set_error(error)
        world = self._context.world
        wrong = [each for each in self.parts.values() if not each.is_right(world)]
        for editor in self.parts.values():
            editor.set_error(error and (editor in wrong or not wrong))

    def set_read_only(self, read_only: bool) -> None:
        for editor in self.parts.values():
            editor.set_read_only(read_only)

    def _part_left(self) -> None:
        """The line is left when the focus is in none of its parts."""
        if not self.isAncestorOf(self.window().focusWidget() or self):
            self.left.emit()

    def _restyle(self) -> None:
        self._grid.setContentsMargins(0, 0, 0, theme.px(4))
        self._grid.setSpacing(theme.px(8))


class SeveralEditor(Editor):
    """A list of choices from one short table, as tiles to tick."""

    declared: fields.Lines

    def __init__(self, declared: fields.Lines, part: fields.Choice) -> None:
        self._table = part.table
        super().__init__(declared, CheckTiles([(each.code, each.label()) for each in part.table.leaves()]))
        self._lines: dict[str, Json] = {}

    def _read(self) -> Json:
        chosen = [str(code) for code in self.inner.value()]
        kept = [line for code, line in self._lines.items() if code in chosen or code not in self._table.codes]
        new = [code for code in chosen if code not in self._lines]
        return [*kept, *({self.declared.first: self._table.codes[code].stored()} for code in new)]

    def _show(self, value: Json) -> None:
        lines = value if isinstance(value, list) else []
        self._lines = {line[self.declared.first]["code"]: line for line in lines}
        self.inner.set_value(list(self._lines))


class TallyEditor(Editor):
    """Big buttons for this person's own counts; what others counted stays and is said under them."""

    declared: fields.Tally

    def __init__(self, declared: fields.Tally, context: FormContext) -> None:
        items = [(each.code, each.label()) for each in declared.table.leaves()]
        super().__init__(declared, TallyPad(items, tr("One {name} less")))
        self._context = context
        self._me = context.session.person.id
        self._others: dict[str, Json] = {}
        self._note = Label("", "caption", "ink3", wrap=True)
        self.column.addWidget(self._note)

    def _read(self) -> Json:
        mine = {code: count for code, count in self.inner.value().items() if count}
        return {**self._others, self._me: mine} if mine else dict(self._others)

    def _show(self, value: Json) -> None:
        counts = value if isinstance(value, dict) else {}
        self._others = {person: each for person, each in counts.items() if person != self._me}
        self.inner.set_value(counts.get(self._me))
        others = self.declared.show(self._others, self._context.world)
        self._note.setText(tr("Others counted: {counts}", counts=others) if others else "")
        self._note.setVisible(bool(others))
