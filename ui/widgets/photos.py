"""The photos of a record."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import icons, theme
from ui.widgets import paint
from ui.widgets.buttons import PaintedButton
from ui.widgets.flow import FlowLayout
from ui.widgets.roles import IconSpec
from ui.widgets.surface import clear_layout


@dataclass(frozen=True, eq=False)
class Photo:
    """A thumb to show; `name` is said by a screen reader. An empty pixmap shows a grey place. `badge` is a small
    icon over its lower corner; what it means is part of the name."""

    key: object
    picture: QPixmap
    name: str
    badge: IconSpec | None = None


class _Thumb(PaintedButton):
    """One photo. A press opens it, Delete asks to remove it."""

    removed = Signal()

    def __init__(self, photo: Photo, width: int, height: int, removable: bool) -> None:
        super().__init__("")
        self._photo, self._width, self._height, self._removable = photo, width, height, removable
        self.setAccessibleName(photo.name)
        self.setToolTip(photo.name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(self._width), theme.px(self._height))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self._removable:
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.photo(painter, self.rect(), self._photo.picture, theme.px(6))
        if self._photo.picture.isNull():
            side = theme.px(24)
            spot = QRect(0, 0, side, side)
            spot.moveCenter(self.rect().center())
            icons.paint(painter, spot, "photo", "ink2")
        if self._photo.badge is not None:
            self._paint_badge(painter, self._photo.badge)

    def _paint_badge(self, painter: QPainter, badge: IconSpec) -> None:
        px = theme.px
        disc = QRect(self.width() - px(27), self.height() - px(27), px(22), px(22))
        paint.box(painter, disc, px(11), "surface", "line2")
        icons.paint(painter, disc.adjusted(px(4), px(4), -px(4), -px(4)), badge.name, badge.tone)


class _Cross(PaintedButton):
    """The remove button of a thumb: 22 px painted, 40 px to hit."""

    ring_radius = 20

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__("", parent)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.resize(theme.px(40), theme.px(40))

    def paintEvent(self, event: QPaintEvent) -> None:
        px, painter = theme.px, QPainter(self)
        disc = QRect(0, 0, px(22), px(22))
        disc.moveCenter(self.rect().center())
        paint.box(painter, disc, px(11), "red" if self.hovered() else "ink", "surface", 2)
        icons.paint(painter, disc.adjusted(px(4), px(4), -px(4), -px(4)), "x", "surface")


class _Slot(QWidget):
    """A thumb and its cross, which stands over the corner."""

    def __init__(self, thumb: _Thumb, cross: _Cross | None) -> None:
        super().__init__()
        self._thumb, self._cross = thumb, cross
        thumb.setParent(self)
        if cross is not None:
            cross.setParent(self)
            cross.raise_()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        size, over = self._thumb.sizeHint(), self._over()
        return QSize(size.width() + over, size.height() + over)

    def _over(self) -> int:
        return theme.px(8) if self._cross is not None else 0

    def resizeEvent(self, event: object) -> None:
        size, over = self._thumb.sizeHint(), self._over()
        self._thumb.setGeometry(0, over, size.width(), size.height())
        if self._cross is not None:
            side = theme.px(40)
            # The disc's middle sits near the corner; the 40 px to hit reach inwards.
            self._cross.setGeometry(size.width() + over - side + theme.px(9), -theme.px(9), side, side)


class PhotoStrip(QWidget):
    """Thumbs 112×84 (`small`: 104×78), radius 6, in lines. With `remove_text` each has a remove button.

    Signals: `opened(key)`, `remove_clicked(key)`.
    """

    opened = Signal(object)
    remove_clicked = Signal(object)

    def __init__(self, remove_text: str = "", small: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._remove_text = remove_text
        self._size = (104, 78) if small else (112, 84)
        self._thumbs: dict[object, _Thumb] = {}
        self._crosses: dict[object, _Cross] = {}
        self._flow = FlowLayout(self)

    def keys(self) -> list[object]:
        return list(self._thumbs)

    def thumb(self, key: object) -> PaintedButton:
        return self._thumbs[key]

    def cross(self, key: object) -> PaintedButton:
        return self._crosses[key]

    def set_photos(self, photos: Sequence[Photo]) -> None:
        clear_layout(self._flow)
        self._thumbs.clear()
        self._crosses.clear()
        for photo in photos:
            self._flow.addWidget(self._slot(photo))
        self.updateGeometry()

    def _slot(self, photo: Photo) -> _Slot:
        thumb = _Thumb(photo, *self._size, removable=bool(self._remove_text))
        thumb.clicked.connect(lambda _checked: self.opened.emit(photo.key))
        thumb.removed.connect(lambda: self.remove_clicked.emit(photo.key))
        self._thumbs[photo.key] = thumb
        cross = None
        if self._remove_text:
            cross = _Cross(f"{self._remove_text} {photo.name}", thumb)
            cross.clicked.connect(lambda _checked: self.remove_clicked.emit(photo.key))
            self._crosses[photo.key] = cross
        return _Slot(thumb, cross)
