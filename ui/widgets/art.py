"""Drawn pictures as widgets."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import icons, theme


class Art(QWidget):
    """A drawing from resources/art, `width`×`height` at scale 1 (0 = as wide, as high as its place).

    `radius` clips its corners; `cover` fills the place and crops. `dark_name` is used in the dark theme.
    """

    def __init__(
        self,
        name: str,
        width: int = 0,
        height: int = 0,
        radius: int = 0,
        cover: bool = False,
        dark_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._names = {"light": name, "dark": dark_name or name}
        self._width, self._height, self._radius, self._cover = width, height, radius, cover
        fixed, free = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding
        self.setSizePolicy(fixed if width else free, fixed if height else free)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(self._width or 40), theme.px(self._height or 40))

    def paintEvent(self, event: QPaintEvent) -> None:
        name = self._names[theme.current().name]
        icons.paint_art(QPainter(self), self.rect(), name, theme.px(self._radius), self._cover)
