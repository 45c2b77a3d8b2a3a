"""Labels in the type roles of the guide, plain text only, so that nobody's words are read as markup."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui import icons, theme
from ui.widgets import paint


class Label(QLabel):
    """Plain text in a type role ("big", "welcome", "title", "card", "body", "caption") and a colour token."""

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        tone: str = "ink",
        bold: bool | None = None,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setText(text)
        self._role, self._bold = role, bold
        theme.text(self, role, tone, bold)

    def set_tone(self, tone: str) -> None:
        theme.text(self, self._role, tone, self._bold)


class ElidedLabel(QWidget):
    """One line that ends in … when there is too little room; the tooltip then holds all of it."""

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        tone: str = "ink",
        bold: bool | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text, self._role, self._tone, self._bold = "", role, tone, bold
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    def text(self) -> str:
        return self._text

    def set_text(self, text: str) -> None:
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def set_tone(self, tone: str, bold: bool | None = None) -> None:
        self._tone, self._bold = tone, bold
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(paint.text_width(self._text, self._role, self._bold) + 1, paint.line_height(self._role))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), theme.px(40)), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        shown = paint.words(QPainter(self), self.rect(), self._text, self._role, self._tone, bold=self._bold)
        whole = paint.text_width(self._text, self._role, self._bold)
        self.setToolTip(self._text if shown < whole else "")


class IconLabel(QWidget):
    """An icon by itself, `size` px square at scale 1; decoration, so it has no accessible name."""

    def __init__(
        self, name: str = "", token: str = "ink2", size: int = 20, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._token, self._size = name, token, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, name: str, token: str) -> None:
        self._name, self._token = name, token
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(self._size), theme.px(self._size))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._name:
            icons.paint(QPainter(self), self.rect(), self._name, self._token)


class IconSquare(QWidget):
    """An icon on a tinted square (or disc): `size` 48, icon 28, radius 8 at scale 1."""

    def __init__(
        self, name: str, tone: str = "blue", size: int = 48, disc: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._tone, self._size, self._disc = name, tone, size, disc
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, name: str, tone: str) -> None:
        self._name, self._tone = name, tone
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(self._size), theme.px(self._size))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        shades = theme.tone(self._tone)
        paint.box(painter, self.rect(), self.width() if self._disc else theme.px(8), shades.tint)
        inset = round(self.width() * 0.21)
        icons.paint(painter, self.rect().adjusted(inset, inset, -inset, -inset), self._name, shades.text)


class PictureLabel(QWidget):
    """A photo, cropped to fill its place; radius 6. `set_pixmap` changes it."""

    def __init__(self, picture: QPixmap, width: int, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture, self._width, self._height = picture, width, height
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_pixmap(self, picture: QPixmap) -> None:
        self._picture = picture
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(self._width), theme.px(self._height))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint.photo(QPainter(self), self.rect(), self._picture, theme.px(6))
