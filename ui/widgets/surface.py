"""Surfaces: the card with its title row and footer, the inner panel, the thin rule."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from ui import theme
from ui.widgets import paint
from ui.widgets.labels import ElidedLabel, Label
from ui.widgets.split import ScrollPage


def clear_layout(layout: QLayout) -> None:
    """Takes every widget out of a layout and lets Qt delete it."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear_layout(inner)


class Rule(QWidget):
    """A line one pixel thick; `upright` for a vertical one. `token` is its colour."""

    def __init__(self, token: str = "line", upright: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._token = token
        thin, long = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding
        self.setSizePolicy(*((thin, long) if upright else (long, thin)))

    def sizeHint(self) -> QSize:
        return QSize(1, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.color(self._token))


class Panel(QFrame):
    """An inner box, radius 8: plain (sunken) or in the tint of a tone. Add to it with `body`."""

    def __init__(
        self, tone: str = "", padding: int = 12, radius: int = 8, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tone, self._padding, self._radius = tone, padding, radius
        self.body = QVBoxLayout(self)
        theme.follow(self._restyle)

    def set_tone(self, tone: str) -> None:
        self._tone = tone
        self.update()

    def _restyle(self) -> None:
        edge = theme.px(self._padding)
        self.body.setContentsMargins(edge, edge, edge, edge)
        self.body.setSpacing(theme.px(4))

    def paintEvent(self, event: QPaintEvent) -> None:
        fill, edge = "sunken", "line"
        if self._tone:
            shades = theme.tone(self._tone)
            fill, edge = shades.tint, shades.edge
        paint.box(QPainter(self), self.rect(), theme.px(self._radius), fill, edge)


class _Corners(QWidget):
    """Paints the round corners of a card over a table, which is square and would cover them."""

    def __init__(self, card: QWidget) -> None:
        super().__init__(card)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def resizeEvent(self, event: QResizeEvent) -> None:
        # Only the corners belong to it, so that the table may scroll without painting this too.
        side, box = theme.px(10), self.rect()
        mask = QRegion()
        for x in (0, box.width() - side):
            for y in (0, box.height() - side):
                mask += QRegion(QRect(x, y, side, side))
        self.setMask(mask)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, radius = QPainter(self), theme.px(10)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outside, inside = QPainterPath(), QPainterPath()
        outside.addRect(QRectF(self.rect()))
        inside.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.fillPath(outside.subtracted(inside), theme.color("page"))
        paint.box(painter, self.rect(), radius, edge="line")


class Card(QFrame):
    """A white card, radius 10: title row 48 with `note` beside the title, `body`, and a sunken footer.

    `divider` draws a line under the title row. `padding` is that of the body: 1 for a table or a Hero, whose
    square corners are then painted over, 0 for rows that run from edge to edge. With `scroll` the body
    scrolls between title and footer when the window is low.
    """

    def __init__(
        self,
        title: str = "",
        note: str = "",
        divider: bool = False,
        padding: int = 16,
        scroll: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._divider, self._padding = divider, padding
        self._title = Label(title, "card")
        self._note = ElidedLabel(note, "body", "ink3")
        self._head = QWidget()
        self.header = QHBoxLayout(self._head)
        self.header.addWidget(self._title)
        self.header.addWidget(self._note, 1)
        self._inside = QWidget()
        self.body = QVBoxLayout(self._inside)
        self._foot = QWidget()
        self.footer = QHBoxLayout(self._foot)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._head)
        outer.addWidget(ScrollPage(self._inside) if scroll else self._inside, 1)
        outer.addWidget(self._foot)
        self._head.setVisible(bool(title))
        self._foot.hide()
        self._corners = _Corners(self) if padding == 1 else None
        theme.follow(self._restyle)

    def title(self) -> str:
        return self._title.text()

    def beside(self) -> str:
        """The words beside the title."""
        return self._note.text()

    def set_title(self, title: str, note: str = "") -> None:
        self._title.setText(title)
        self._note.set_text(note)
        self._head.setVisible(bool(title))
        self._restyle()

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        self.body.addWidget(widget, stretch)

    def add_action(self, widget: QWidget) -> None:
        """Puts a widget at the right of the title row."""
        self._head.show()
        self.header.addWidget(widget)
        self._restyle()

    def add_footer(self, widget: QWidget, stretch: int = 0) -> None:
        """Puts a widget into the footer, which appears with the first one."""
        self._foot.show()
        self.footer.addWidget(widget, stretch)

    def clear(self) -> None:
        """Empties the body."""
        clear_layout(self.body)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._corners is not None:
            self._corners.resize(self.size())
            self._corners.raise_()

    def _restyle(self) -> None:
        px = theme.px
        edge = px(self._padding) if self._padding > 1 else self._padding
        tight_top = not self._head.isHidden() and not self._divider and self._padding > 1
        self._head.setFixedHeight(px(49))
        self.header.setContentsMargins(px(16), 0, px(16), 0)
        self.header.setSpacing(px(8))
        self.body.setContentsMargins(edge, 0 if tight_top else edge, edge, edge)
        self.body.setSpacing(px(8))
        self._foot.setMinimumHeight(px(48))
        self.footer.setContentsMargins(px(16), px(6), px(16), px(6))
        self.footer.setSpacing(px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        radius = theme.px(10)
        paint.box(painter, self.rect(), radius, "surface")
        if self._foot.isVisible():
            self._paint_footer(painter, radius)
        if self._divider and self._head.isVisible():
            paint.rule(painter, 0, self._head.height() - 1, self.width() - 1, self._head.height() - 1)
        paint.box(painter, self.rect(), radius, edge="line")

    def _paint_footer(self, painter: QPainter, radius: int) -> None:
        clip = QPainterPath()
        clip.addRoundedRect(QRectF(self.rect()), radius, radius)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipPath(clip)
        painter.fillRect(self._foot.geometry(), theme.color("sunken"))
        top = self._foot.y()
        paint.rule(painter, 0, top, self.width() - 1, top)
        painter.restore()
