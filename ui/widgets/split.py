"""A list beside its detail, and pages that scroll."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QWidget

from ui import theme


class MasterDetail(QSplitter):
    """List at the left, detail `detail` px wide at the right (408), 16 px apart; the edge can be dragged.

    `show_detail(False)` gives the list all the room.
    """

    def __init__(
        self, master: QWidget, detail_widget: QWidget, detail: int = 408, parent: QWidget | None = None
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._detail, self._right = detail, detail_widget
        self.addWidget(master)
        self.addWidget(detail_widget)
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 0)
        self.setChildrenCollapsible(False)
        theme.follow(self._restyle)

    def show_detail(self, shown: bool) -> None:
        self._right.setVisible(shown)

    def _restyle(self) -> None:
        self.setHandleWidth(theme.px(16))
        self._right.setMinimumWidth(theme.px(320))
        # Qt shares out in proportion; a large first number gives the list what the detail leaves.
        self.setSizes([theme.px(1174) - theme.px(self._detail) - theme.px(16), theme.px(self._detail)])


class ScrollPage(QScrollArea):
    """A page body that scrolls when the window is low (or narrow); transparent, without a frame."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)
        # Qt fills the background of a scrolled widget unless told not to.
        content.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
