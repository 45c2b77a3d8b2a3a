"""What every editor of a form can do."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gridapp.domain import fields
from gridapp.domain.errors import BadValue
from gridapp.domain.fields import Json
from gridapp.domain.world import World
from ui import theme
from ui.widgets.field import Field


class Editor(Field):
    """A declared field with the widget it is filled in with.

    `value()` is what `Field.clean` takes: exactly what was set while nobody touched it (a moment keeps its
    seconds, a choice its old version), else what the widget says. Signals besides those of Field:
    `settled()` when work in the background is done (`busy()` is False again).
    """

    settled = Signal()

    def __init__(self, declared: fields.Field, inner: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.declared, self.inner = declared, inner
        self.corner = inner.corner
        self._kept: Json = None
        self._edited = False  # the widget, not what was set, says what the value is
        self._dirty = False
        self.column = QVBoxLayout(self)
        self.column.addWidget(inner)
        self.setFocusProxy(inner)
        self.setSizePolicy(inner.sizePolicy())
        inner.changed.connect(self._touch)
        inner.left.connect(self.left)
        theme.follow(self._space)

    def value(self) -> Json:
        return self._read() if self._edited else self._kept

    def is_dirty(self) -> bool:
        """Whether the person changed it since it was filled."""
        return self._dirty

    def set_value(self, value: Json) -> None:
        """Shows a stored value, or a raw one from a draft."""
        self._kept, self._edited, self._dirty = value, False, False
        self._show(value)

    def type_in(self, value: Json) -> None:
        """The same as an act of the person: it counts as changed."""
        self.set_value(value)
        self._dirty = True
        self.changed.emit()

    def clean(self, world: World) -> Json:
        """The stored form of what is filled in. Raises BadValue."""
        return self.declared.clean(self.value(), world)

    def is_empty(self) -> bool:
        value = self.value()
        return value is None or value in ("", [], {})

    def is_missing(self, world: World) -> bool:
        """Whether nothing was filled in that could be right or wrong."""
        try:
            return self.is_empty() or self.clean(world) is None
        except BadValue:
            return False

    def is_good(self, world: World) -> bool:
        """Whether something is filled in that can be taken."""
        try:
            return not self.is_empty() and self.clean(world) is not None
        except BadValue:
            return False

    def is_right(self, world: World) -> bool:
        """Whether it can stay as it is: filled in well, or empty where it may be."""
        return self.is_good(world) or (self.is_empty() and not self.declared.required)

    def busy(self) -> bool:
        """Whether something the person gave is still being prepared."""
        return False

    def set_error(self, error: bool) -> None:
        super().set_error(error)
        self.inner.set_error(error)

    def set_name(self, name: str) -> None:
        super().set_name(name)
        self.inner.set_name(name)

    def set_read_only(self, read_only: bool) -> None:
        self.inner.set_read_only(read_only)

    def _touch(self) -> None:
        self._edited = self._dirty = True
        self.changed.emit()

    def _read(self) -> Json:
        return self.inner.value()

    def _show(self, value: Json) -> None:
        self.inner.set_value(value)

    def _space(self) -> None:
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.px(4))
