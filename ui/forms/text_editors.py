"""Editors of what is typed: words, places, numbers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from gridapp.domain import fields
from gridapp.domain.fields import Json
from gridapp.domain.masking import maskable, masked
from gridapp.domain.privacy import Privacy, warning
from gridapp.i18n import tr
from ui import theme
from ui.forms.editor import Editor
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.widgets.line_field import LineField, TextArea
from ui.widgets.number_field import NumberField


class WordsEditor(Editor):
    """One line or several. What looks personal is pointed out under it in yellow, with a button that covers it, and
    never stops anybody."""

    inner: LineField | TextArea

    def __init__(self, declared: fields.Field, inner: LineField | TextArea) -> None:
        super().__init__(declared, inner)
        self.warning = Label("", "caption", "yellow", wrap=True)
        self.warning.hide()
        self.mask_button = Button(tr("Mask it"), "text", "small", "eye-off")
        self.mask_button.setToolTip(tr("Cover the numbers in this field; Ctrl+Z takes it back"))
        self.mask_button.clicked.connect(lambda _checked: self._mask())
        self.mask_button.hide()
        line = QHBoxLayout()
        line.addWidget(self.warning, 1)
        line.addWidget(self.mask_button, 0, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(line)
        self.changed.connect(self._warn)
        if isinstance(inner, TextArea):
            theme.follow(self._limit_height)

    def _limit_height(self) -> None:
        """A text scrolls inside its field: the rows under it stay where they are."""
        self.inner.edit.setMaximumHeight(self.inner.edit.minimumHeight())

    def _show(self, value: Json) -> None:
        self.inner.set_value("" if value is None else str(value))
        self._warn()

    def _warn(self) -> None:
        if self.declared.privacy >= Privacy.PERSONAL:
            return  # a phone number is what this field is for
        text = self.inner.value()
        words = warning(text)
        self.warning.setText(words)
        self.warning.setVisible(bool(words))
        self.mask_button.setVisible(bool(words) and bool(maskable(text)))

    def _mask(self) -> None:
        """The focus goes back first: there Ctrl+Z is heard, and a hidden button can hold none."""
        self.inner.setFocus(Qt.FocusReason.OtherFocusReason)
        self.inner.rewrite(masked)


class PlaceEditor(WordsEditor):
    """Words for a place; a position that came with it (from a photo, a track, a map) is kept and said."""

    def __init__(self, declared: fields.Place, placeholder: str = "") -> None:
        super().__init__(declared, LineField(placeholder))
        self._position: dict[str, Json] = {}
        self._where = Label("", "caption", "ink3")
        self._where.hide()
        self.column.addWidget(self._where)

    def is_empty(self) -> bool:
        return not self.inner.value()

    def set_position(self, lat: float, lon: float, source: str) -> None:
        """An act of the person: the words stay as they are."""
        self.type_in({"text": self.inner.value(), "lat": lat, "lon": lon, "source": source})

    def _read(self) -> Json:
        text = self.inner.value()
        return {"text": text, **self._position} if self._position else text

    def _show(self, value: Json) -> None:
        given = value if isinstance(value, dict) else {"text": value}
        self._position = {name: each for name, each in given.items() if name != "text"}
        super()._show(given.get("text"))
        known = self._position.get("lat") is not None
        self._where.setText(
            tr("Position {lat}, {lon}", lat=self._position["lat"], lon=self._position["lon"]) if known else ""
        )
        self._where.setVisible(known)


class NumberEditor(Editor):
    """A number with − and +."""

    def __init__(self, declared: fields.Number) -> None:
        decimals = 0 if isinstance(declared, fields.Count) else 2
        unit = tr(declared.unit) if declared.unit else ""
        inner = NumberField(
            tr("One less"), tr("One more"), unit, declared.low, declared.high, decimals=decimals
        )
        super().__init__(declared, inner)

    def _show(self, value: Json) -> None:
        self.inner.set_value(value if isinstance(value, int | float) else None)
