"""Choices that can all be seen: tiles for one answer, tiles for several."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui import icons, theme
from ui.widgets import paint
from ui.widgets.buttons import PaintedButton
from ui.widgets.field import Field
from ui.widgets.flow import FlowLayout
from ui.widgets.focus import step_focus
from ui.widgets.levels import paint_mark
from ui.widgets.toggle import paint_check


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer.

    `mark` is a level shape (triangle, diamond, disc, ring) or the name of an icon, or nothing.
    """

    key: object
    title: str
    caption: str = ""
    mark: str = ""
    tone: str = "ink2"


class _Tile(PaintedButton):
    """62 px high with a caption, 44 without; the chosen one is tinted with a 2 px edge and a bold title."""

    ring_radius = 6

    def __init__(self, choice: Choice) -> None:
        super().__init__(choice.title)
        self._choice, self.error = choice, False
        self.setAccessibleDescription(choice.caption)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def nextCheckState(self) -> None:
        """The field around it checks and unchecks."""

    def sizeHint(self) -> QSize:
        px, choice = theme.px, self._choice
        title = paint.text_width(choice.title, bold=True) + (px(22) if choice.mark else 0)
        width = max(title, paint.text_width(choice.caption, "caption"))
        return QSize(width + px(27), px(62 if choice.caption else 44))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), theme.px(96)), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        px, painter, choice, on = theme.px, QPainter(self), self._choice, self.isChecked()
        fill = "selected" if on else "hover" if self.hovered() else "surface"
        edge = "red" if self.error else "primary" if on else "line2"
        paint.box(
            painter,
            self.rect(),
            px(6),
            fill if self.isEnabled() else "grey-t",
            edge,
            2 if on or self.error else 1,
        )
        top = px(10) if choice.caption else (self.height() - px(22)) // 2
        left = px(13)
        if choice.mark:
            spot = QRect(left, top, px(16), px(22))
            if choice.mark in ("triangle", "diamond", "disc", "ring"):
                paint_mark(painter, spot, choice.mark, choice.tone)
            else:
                icons.paint(painter, spot, choice.mark, choice.tone)
            left += px(22)
        ink = choice.tone if choice.mark and choice.tone in theme.TONES else "ink"
        room = self.width() - px(8)
        paint.words(painter, QRect(left, top, room - left, px(22)), choice.title, "body", ink, bold=on)
        below = QRect(px(13), top + px(22), room - px(13), px(20))
        paint.words(painter, below, choice.caption, "caption", "ink2")


class ChoiceTiles(Field):
    """Two to four answers side by side (`columns`), one of them right. `value()` is its key or None.

    Arrow keys move, Space or Enter chooses, digits 1… choose directly.
    """

    def __init__(self, choices: Sequence[Choice], columns: int = 4, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tiles: dict[object, _Tile] = {}
        self._grid = QGridLayout(self)
        for place, choice in enumerate(choices):
            tile = _Tile(choice)
            tile.clicked.connect(lambda _checked, key=choice.key: self._choose(key))
            self._grid.addWidget(tile, *divmod(place, columns))
            self._grid.setColumnStretch(place % columns, 1)
            self._tiles[choice.key] = tile
            self._watch(tile)
        theme.follow(self._restyle)

    def value(self) -> object:
        return next((key for key, tile in self._tiles.items() if tile.isChecked()), None)

    def set_value(self, value: object) -> None:
        for key, tile in self._tiles.items():
            tile.setChecked(key == value)

    def tile(self, key: object) -> PaintedButton:
        return self._tiles[key]

    def set_error(self, error: bool) -> None:
        super().set_error(error)
        for tile in self._tiles.values():
            tile.error = error
            tile.update()

    def _choose(self, key: object) -> None:
        if key != self.value():
            self.set_value(key)
            self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = int(event.text()) if event.text().isdecimal() else 0
        if 1 <= number <= len(self._tiles):
            key = list(self._tiles)[number - 1]
            self._tiles[key].setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._choose(key)
        elif not step_focus(list(self._tiles.values()), event):
            super().keyPressEvent(event)

    def _restyle(self) -> None:
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px(8))


class _CheckTile(PaintedButton):
    """A tick box and words in a frame, 40 px high."""

    ring_radius = 6

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.error = False
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(10 + 28 + 14) + paint.text_width(self.words()), theme.px(40))

    def paintEvent(self, event: QPaintEvent) -> None:
        px, painter, on = theme.px, QPainter(self), self.isChecked()
        fill = "selected" if on else "hover" if self.hovered() else "surface"
        edge = "red" if self.error else "primary" if on else "line2"
        paint.box(
            painter, self.rect(), px(6), fill if self.isEnabled() else "grey-t", edge, 2 if self.error else 1
        )
        paint_check(
            painter, QRect(px(10), (self.height() - px(20)) // 2, px(20), px(20)), on, self.isEnabled()
        )
        paint.words(painter, QRect(px(38), 0, self.width() - px(42), self.height()), self.words())


class CheckTiles(Field):
    """Several answers may be right.

    Tiles flow over as many lines as they need. `value()` is a list of keys.
    """

    def __init__(self, options: Sequence[tuple[object, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tiles: dict[object, _CheckTile] = {}
        self._flow = FlowLayout(self)
        for key, text in options:
            tile = _CheckTile(text)
            tile.clicked.connect(lambda _checked: self.changed.emit())
            self._flow.addWidget(tile)
            self._tiles[key] = tile
            self._watch(tile)

    def value(self) -> list[object]:
        return [key for key, tile in self._tiles.items() if tile.isChecked()]

    def set_value(self, value: Sequence[object] | None) -> None:
        for key, tile in self._tiles.items():
            tile.setChecked(key in (value or ()))

    def tile(self, key: object) -> PaintedButton:
        return self._tiles[key]

    def set_error(self, error: bool) -> None:
        super().set_error(error)
        for tile in self._tiles.values():
            tile.error = error
            tile.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not step_focus(list(self._tiles.values()), event):
            super().keyPressEvent(event)
