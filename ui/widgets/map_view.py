"""A map that is moved and zoomed by mouse or keys: outlines, tiles where there are any, pins and clusters of pins."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import icons, theme
from ui.widgets import paint
from ui.widgets.focus import focus_visible, show_focus

TILE = 256
_LEAST_ZOOM, _MOST_ZOOM = 3.0, 18.0
_STEP = 80  # pixels that an arrow key moves
Point = tuple[float, float]
"""On the world's square: 0 to 1 eastwards and southwards."""


@dataclass(frozen=True)
class Mark:
    """A pin, or several: `keys` of what stands there, in the tone and with the icon of the kind."""

    at: Point
    keys: tuple[str, ...]
    icon: str
    tone: str
    spoken: str


class MapView(QWidget):
    """Signals: `picked(keys)` by a click on a mark or Enter on the chosen one; `moved()` when another part is seen;
    `tile_wanted(zoom, x, y)` for a picture that is not here. Arrows move, + and - zoom, Home shows everything, N and P
    go from mark to mark."""

    picked = Signal(tuple)
    moved = Signal()
    tile_wanted = Signal(int, int, int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.zoom, self.middle = 9.0, (0.8, 0.4)
        self._rings: Sequence[Sequence[Point]] = ()
        self._marks: Sequence[Mark] = ()
        self._tiles: Mapping[tuple[int, int, int], QPixmap] = {}
        self._has_tiles = False
        self._chosen = -1
        self._dragged: QPointF | None = None
        self._pressed: QPointF | None = None
        self.scale_words: Callable[[float], tuple[int, str]] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(600), theme.px(400))

    # --- what is shown ---

    def show_rings(self, rings: Sequence[Sequence[Point]]) -> None:
        """Outlines that lie below everything."""
        self._rings = rings
        self.fit()

    def show_marks(self, marks: Sequence[Mark]) -> None:
        self._marks = marks
        self._chosen = -1
        self._say()
        self.update()

    def show_tiles(self, tiles: Mapping[tuple[int, int, int], QPixmap], has_tiles: bool) -> None:
        """The pictures that are here, by zoom, column and row; whether there are any at all."""
        self._tiles, self._has_tiles = tiles, has_tiles
        self.update()

    def fit(self) -> None:
        """Show all of the outlines."""
        points = [point for ring in self._rings for point in ring]
        if not points:
            return
        west, east = min(x for x, _ in points), max(x for x, _ in points)
        north, south = min(y for _, y in points), max(y for _, y in points)
        self.middle = ((west + east) / 2, (north + south) / 2)
        room = min(self.width() / (east - west), self.height() / (south - north)) * 0.9
        self.zoom = self._bounded(math.log2(max(room, 1) / TILE))
        self._changed()

    def span(self) -> float:
        """How wide a pixel is on the square."""
        return 1 / (TILE * 2**self.zoom)

    def sees(self, at: Point) -> bool:
        return self.rect().contains(self._pixel(at).toPoint())

    def zoom_by(self, steps: float, about: QPointF | None = None) -> None:
        """Nearer or farther, what is under `about` (the middle) staying where it is."""
        spot = about or QPointF(self.rect().center())
        before = self._point(spot)
        self.zoom = self._bounded(self.zoom + steps)
        after = self._point(spot)
        self.middle = (self.middle[0] + before[0] - after[0], self.middle[1] + before[1] - after[1])
        self._changed()

    def go_to(self, at: Point, zoom: float | None = None) -> None:
        self.middle = at
        if zoom is not None:
            self.zoom = self._bounded(zoom)
        self._changed()

    # --- by hand ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._pressed = self._dragged = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is None:
            return
        by = event.position() - self._dragged
        self._dragged = event.position()
        self._shift(-by.x(), -by.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        began, self._dragged, self._pressed = self._pressed, None, None
        if began is not None and (event.position() - began).manhattanLength() < 4:
            near = self._mark_at(event.position())
            if near >= 0:
                self._choose(near)
                self.picked.emit(self._marks[near].keys)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.zoom_by(1, event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom_by(event.angleDelta().y() / 240, event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, step = Qt.Key(event.key()), theme.px(_STEP)
        moves = {Qt.Key.Key_Left: (-step, 0), Qt.Key.Key_Right: (step, 0), Qt.Key.Key_Up: (0, -step),
                 Qt.Key.Key_Down: (0, step)}  # fmt: skip
        if key in moves:
            self._shift(*moves[key])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(1)
        elif key == Qt.Key.Key_Minus:
            self.zoom_by(-1)
        elif key == Qt.Key.Key_Home:
            self.fit()
        elif key in (Qt.Key.Key_N, Qt.Key.Key_P) and self._marks:
            show_focus(self)
            self._choose((self._chosen + (1 if key == Qt.Key.Key_N else -1)) % len(self._marks))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._chosen >= 0:
            self.picked.emit(self._marks[self._chosen].keys)
        else:
            super().keyPressEvent(event)

    # --- painting ---

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.color("track"))
        self._paint_rings(painter)
        if self._has_tiles:
            self._paint_tiles(painter)
        for place, mark in enumerate(self._marks):
            if self.sees(mark.at):
                self._paint_mark(painter, mark, place == self._chosen)
        self._paint_scale(painter)
        if focus_visible(self):
            paint.ring_inside(painter, self.rect(), theme.px(8))

    def _paint_rings(self, painter: QPainter) -> None:
        painter.setBrush(theme.color("surface"))
        painter.setPen(theme.color("line2"))
        for ring in self._rings:
            painter.drawPolygon(QPolygonF([self._pixel(point) for point in ring]))

    def _paint_tiles(self, painter: QPainter) -> None:
        zoom = max(0, math.floor(self.zoom + 0.5))
        count = 2**zoom
        west, north = self._point(QPointF(0, 0))
        east, south = self._point(QPointF(self.width(), self.height()))
        for x in range(max(0, int(west * count)), min(count - 1, int(east * count)) + 1):
            for y in range(max(0, int(north * count)), min(count - 1, int(south * count)) + 1):
                picture = self._tiles.get((zoom, x, y))
                if picture is None:
                    self.tile_wanted.emit(zoom, x, y)
                elif not picture.isNull():
                    area = QRectF(
                        self._pixel((x / count, y / count)), self._pixel(((x + 1) / count, (y + 1) / count))
                    )
                    painter.drawPixmap(area, picture, QRectF(picture.rect()))

    def _paint_mark(self, painter: QPainter, mark: Mark, chosen: bool) -> None:
        px, spot, shades = theme.px, self._pixel(mark.at), theme.tone(mark.tone)
        many = len(mark.keys) > 1
        side = px(34 if many else 28)
        disc = QRectF(spot.x() - side / 2, spot.y() - side / 2, side, side)
        paint.box(painter, disc.adjusted(-2, -2, 2, 2), side, "focus" if chosen else "surface")
        paint.box(painter, disc, side, shades.solid)
        if many:
            paint.words(painter, disc, str(len(mark.keys)), "caption", "on-primary", paint.CENTRE, bold=True)
        else:
            inset = side * 0.24
            icons.paint(painter, disc.adjusted(inset, inset, -inset, -inset), mark.icon, "on-primary")

    def _paint_scale(self, painter: QPainter) -> None:
        if self.scale_words is None:
            return
        px = theme.px
        long, words = self.scale_words(self.middle[1])
        left, bottom = px(16), self.height() - px(16)
        wide = long + px(24) + paint.text_width(words, "caption") + px(8)
        box = QRectF(left, bottom - px(30), wide, px(30))
        paint.box(painter, box, px(6), "surface", "line")
        paint.rule(painter, left + px(12), bottom - px(10), left + px(12) + long, bottom - px(10), "ink2")
        words_at = QRectF(left + px(20) + long, bottom - px(30), wide, px(30))
        paint.words(painter, words_at, words, "caption", "ink2")

    # --- numbers ---

    def _pixel(self, at: Point) -> QPointF:
        scale = 1 / self.span()
        return QPointF(
            (at[0] - self.middle[0]) * scale + self.width() / 2,
            (at[1] - self.middle[1]) * scale + self.height() / 2,
        )

    def _point(self, pixel: QPointF) -> Point:
        span = self.span()
        return (
            self.middle[0] + (pixel.x() - self.width() / 2) * span,
            self.middle[1] + (pixel.y() - self.height() / 2) * span,
        )

    def _shift(self, x: float, y: float) -> None:
        span = self.span()
        self.middle = (self.middle[0] + x * span, self.middle[1] + y * span)
        self._changed()

    def _mark_at(self, pixel: QPointF) -> int:
        reach = theme.px(20)
        near = [
            ((self._pixel(mark.at) - pixel).manhattanLength(), place)
            for place, mark in enumerate(self._marks)
        ]
        distance, place = min(near, default=(reach, -1))
        return place if distance < reach else -1

    def _choose(self, place: int) -> None:
        self._chosen = place
        if not self.sees(self._marks[place].at):
            self.go_to(self._marks[place].at)
        self._say()
        self.update()

    def _say(self) -> None:
        spoken = self._marks[self._chosen].spoken if self._chosen >= 0 else ""
        self.setAccessibleDescription(spoken)

    def _bounded(self, zoom: float) -> float:
        return max(_LEAST_ZOOM, min(_MOST_ZOOM, zoom))

    def _changed(self) -> None:
        self.update()
        self.moved.emit()
