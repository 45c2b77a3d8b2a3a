"""The page header, which never scrolls."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui import theme
from ui.widgets.buttons import IconButton
from ui.widgets.labels import ElidedLabel, Label


class PageHeader(QWidget):
    """68 px: title 22 bold, one line of context, actions at the right, a back arrow 40×40 on sub-pages.

    Signal: `back_clicked()`.
    """

    back_clicked = Signal()

    def __init__(
        self, title: str, context: str = "", back_text: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.back = IconButton("arrow-left", back_text)
        self.back.clicked.connect(lambda _checked: self.back_clicked.emit())
        self._title = Label(title, "title")
        self._context = ElidedLabel(context, "body", "ink3")
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.back)
        self.back.setVisible(bool(back_text))
        self._row.addWidget(self._title)
        self._row.addWidget(self._context, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.follow(self._restyle)

    def set_title(self, title: str, context: str = "") -> None:
        self._title.setText(title)
        self._context.set_text(context)

    def title(self) -> str:
        return self._title.text()

    def add_action(self, widget: QWidget) -> None:
        """Puts a widget at the right end; add the primary button last."""
        self._row.addWidget(widget)

    def _restyle(self) -> None:
        px = theme.px
        self.setFixedHeight(px(68))
        top = self.back.isHidden()
        self._row.setContentsMargins(px(20) if top else px(6), 0, px(20), 0)
        self._row.setSpacing(px(12))
