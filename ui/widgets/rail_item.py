"""What stands in the rail: the places to go, and the person who is signed in."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import icons, theme
from ui.widgets import paint
from ui.widgets.avatar import paint_avatar
from ui.widgets.buttons import PaintedButton
from ui.widgets.focus import focus_visible


class RailItem(PaintedButton):
    """One place in the rail, 132×42, icon 20.

    A bar and bold text when active, a count in amber when it has one.
    """

    wants_ring = False

    def __init__(self, icon: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._icon, self._badge, self._active = icon, "", False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def set_active(self, active: bool) -> None:
        self._active = active
        self.update()

    def is_active(self) -> bool:
        return self._active

    def set_badge(self, badge: str, spoken: str = "") -> None:
        """`badge` is what is painted, `spoken` the accessible description of it."""
        self._badge = badge
        self.setAccessibleDescription(spoken or badge)
        self.updateGeometry()
        self.update()

    def badge(self) -> str:
        return self._badge

    def sizeHint(self) -> QSize:
        # Room for the bold text, so that the rail does not change its width with the selection.
        text = paint.text_width(self.words(), bold=True)
        badge = theme.px(10) + self._badge_width() if self._badge else 0
        return QSize(theme.px(40) + text + badge + theme.px(10), theme.px(42))

    def minimumSizeHint(self) -> QSize:
        # The largest text on a low screen: the items move together before the window grows out of it.
        return QSize(self.sizeHint().width(), theme.px(24))

    def _badge_width(self) -> int:
        return max(theme.px(22), paint.text_width(self._badge, "caption", True) + theme.px(12))

    def paintEvent(self, event: QPaintEvent) -> None:
        px, painter = theme.px, QPainter(self)
        lit = self._active or self.hovered() or self.isDown()
        if lit:
            paint.box(painter, self.rect(), px(6), "rail-a" if self._active else "rail-h")
        if self._active:
            bar = QRect(0, (self.height() - px(20)) // 2, px(3), px(20))
            paint.box(painter, bar, px(2), "amber")
        ink = "on-primary" if lit else "rail-ink"
        icons.paint(painter, QRect(px(10), 0, px(20), self.height()), self._icon, ink)
        end = self.width() - px(6)
        if self._badge:
            width = self._badge_width()
            spot = QRect(self.width() - px(10) - width, (self.height() - px(20)) // 2, width, px(20))
            paint.box(painter, spot, px(10), "amber")
            paint.words(painter, spot, self._badge, "caption", "on-amber", paint.CENTRE, bold=True)
            end = spot.left() - px(6)
        words = QRect(px(40), 0, end - px(40), self.height())
        paint.words(painter, words, self.words(), "body", ink, bold=self._active)
        if focus_visible(self):
            # The rail is dark in both themes and has one ring colour, that of the dark theme.
            paint.ring_inside(
                painter, self.rect(), px(6), "h3" if theme.current().name == "light" else "focus"
            )


class PersonBlock(PaintedButton):
    """Who is signed in: avatar 32, name, role, and the sign for switching. A click switches."""

    wants_ring = False

    def __init__(self, spoken: str, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._name, self._role = "", ""
        self.setToolTip(spoken)
        self.setAccessibleName(spoken)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_person(self, name: str, role: str) -> None:
        self._name, self._role = name, role
        self.setAccessibleDescription(f"{name} {role}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(132), theme.px(52))

    def paintEvent(self, event: QPaintEvent) -> None:
        px, painter, middle = theme.px, QPainter(self), self.height() // 2
        if self.hovered() or self.isDown():
            paint.box(painter, self.rect(), px(6), "rail-h")
        paint_avatar(painter, QRect(px(2), middle - px(16), px(32), px(32)), self._name)
        icons.paint(
            painter, QRect(self.width() - px(24), 0, px(18), self.height()), "switch-horizontal", "rail-ink"
        )
        left, width = px(42), self.width() - px(42) - px(28)
        paint.words(
            painter, QRect(left, middle - px(20), width, px(21)), self._name, "body", "on-primary", bold=True
        )
        paint.words(painter, QRect(left, middle + px(1), width, px(18)), self._role, "caption", "rail-ink")
        if focus_visible(self):
            paint.ring_inside(
                painter, self.rect(), px(6), "h3" if theme.current().name == "light" else "focus"
            )
