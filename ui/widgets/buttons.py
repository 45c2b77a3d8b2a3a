"""Buttons: filled, outlined, dangerous, text, icon-only, and the amber one."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui import icons, theme
from ui.widgets import paint

_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)


class PaintedButton(QAbstractButton):
    """The base of everything that is pressed.

    Hover, Space and Enter, a focus ring. `clicked(bool)` as in Qt.
    """

    wants_ring = True
    ring_radius = 6

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Qt reads & as a mnemonic; somebody's words never are one.
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def words(self) -> str:
        """The text as it is shown."""
        return self.text().replace("&&", "&")

    def set_words(self, text: str) -> None:
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def hovered(self) -> bool:
        return self.isEnabled() and self.underMouse()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        elif event.key() in _ARROWS and not self.autoExclusive():
            event.ignore()  # the group around it moves the focus, or nobody does
        else:
            super().keyPressEvent(event)


# kind: (normal, hover, pressed) fills, then edge and text tokens
_LOOKS: dict[str, tuple[str, str, str, str, str]] = {
    "primary": ("primary", "primary-h", "primary-p", "", "on-primary"),
    "outlined": ("surface", "hover", "track", "line2", "ink"),
    "danger": ("surface", "red-t", "red-t", "red-l", "red"),
    "text": ("", "hover", "selected", "", "link"),
    "quiet": ("", "hover", "track", "", "ink2"),
    "amber": ("amber", "amber-h", "amber-h", "", "on-amber"),
}
# size: height, side padding, icon
_SIZES: dict[str, tuple[int, int, int]] = {
    "small": (34, 12, 16),
    "normal": (40, 16, 18),
    "large": (44, 22, 20),
    "status": (24, 6, 16),
}


class Button(PaintedButton):
    """A button with words and perhaps an icon before them.

    `kind`: "primary" (one per screen), "outlined", "danger", "text", "quiet" (flat, dark text).
    `size`: "small" 34, "normal" 40, "large" 44 px high; a text button has small side padding.
    """

    def __init__(
        self,
        text: str,
        kind: str = "outlined",
        size: str = "normal",
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._kind, self._size, self._icon = kind, size, icon
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def kind(self) -> str:
        return self._kind

    def set_kind(self, kind: str) -> None:
        self._kind = kind
        self.updateGeometry()
        self.update()

    def set_icon(self, name: str) -> None:
        self._icon = name
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        height, padding, _ = _SIZES[self._size]
        if self._kind == "text":
            padding = 6
        return QSize(self._content_width() + 2 * theme.px(padding), theme.px(height))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _role(self) -> tuple[str, bool]:
        """Type role and weight: only filled buttons are bold, and large filled ones bigger too."""
        filled = self._kind in ("primary", "amber")
        if self._size == "status":
            return "caption", False
        return ("card" if filled and self._size == "large" else "body"), filled

    def _content_width(self) -> int:
        width = paint.text_width(self.words(), *self._role())
        if self._icon:
            width += theme.px(_SIZES[self._size][2]) + (theme.px(8) if self.words() else 0)
        return width

    def _fill_edge_ink(self) -> tuple[str, str, str]:
        normal, hover, pressed, edge, ink = _LOOKS[self._kind]
        if not self.isEnabled():
            return ("" if self._kind in ("text", "quiet") else "grey-t"), "", "off"
        if self.isDown():
            return pressed, ("red" if self._kind == "danger" else edge), ink
        return (hover if self.hovered() or self.isChecked() else normal), edge, ink

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        fill, edge, ink = self._fill_edge_ink()
        paint.box(painter, self.rect(), theme.px(8 if self._kind == "amber" else 6), fill, edge)
        room = self.rect().adjusted(theme.px(4), 0, -theme.px(4), 0)
        left = room.left() + max(0, (room.width() - self._content_width()) // 2)
        if self._icon:
            side = theme.px(_SIZES[self._size][2])
            icons.paint(painter, QRect(left, 0, side, self.height()), self._icon, ink)
            left += side + theme.px(8)
        role, bold = self._role()
        words = QRect(left, 0, room.right() - left + 2, self.height())
        paint.words(painter, words, self.words(), role, ink, bold=bold)


class AmberButton(Button):
    """The one amber button, 44 px high, radius 8: the act of recording. Nothing else is amber."""

    ring_radius = 8

    def __init__(self, text: str, icon: str = "plus", parent: QWidget | None = None) -> None:
        super().__init__(text, "amber", "large", icon, parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)


class IconButton(PaintedButton):
    """A square button with an icon only; `name` is its accessible name and tooltip. `size` px at scale 1."""

    def __init__(
        self,
        icon: str,
        name: str,
        size: int = 40,
        outlined: bool = False,
        token: str = "ink",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent)
        self._icon, self._size, self._outlined, self._token = icon, size, outlined, token
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, icon: str, name: str) -> None:
        self._icon = icon
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(self._size), theme.px(self._size))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        fill = "surface" if self._outlined else ""
        if self.isDown():
            fill = "track"
        elif self.hovered():
            fill = "hover"
        paint.box(painter, self.rect(), theme.px(6), fill, "line2" if self._outlined else "")
        inset = round(self.width() * (0.25 if self._size >= 32 else 0.2))
        ink = self._token if self.isEnabled() else "off"
        icons.paint(painter, self.rect().adjusted(inset, inset, -inset, -inset), self._icon, ink)
