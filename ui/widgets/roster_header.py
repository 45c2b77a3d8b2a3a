"""The edges of a roster: days above, posts and their times at the left."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from ui import theme
from ui.widgets import paint
from ui.widgets.roster_delegate import MoreRole, TodayRole

_WHOLE = Qt.ItemDataRole.DisplayRole


class DayHeader(QHeaderView):
    """46 px; today is tinted, with a bar of 3 px."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setHighlightSections(False)
        self.setSectionsClickable(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme.px(46))

    def paintSection(self, painter: QPainter, rect: QRect, logical_index: int) -> None:
        model = self.model()
        if model is None or not rect.isValid():
            return
        across = Qt.Orientation.Horizontal
        today = bool(model.headerData(logical_index, across, TodayRole))
        words = str(model.headerData(logical_index, across, _WHOLE) or "")
        if more := model.headerData(logical_index, across, MoreRole):
            whole = f"{words} {more}"
            words = whole if paint.text_width(whole, bold=today) <= rect.width() - theme.px(8) else words
        painter.save()
        painter.fillRect(rect, theme.color("selected" if today else "sunken"))
        paint.rule(painter, rect.left(), rect.bottom(), rect.right(), rect.bottom())
        paint.rule(painter, rect.right(), rect.top(), rect.right(), rect.bottom())
        paint.words(
            painter, rect.adjusted(theme.px(4), 0, -theme.px(4), 0), words, "body", "link" if today else "ink2",
            paint.CENTRE, bold=today,
        )  # fmt: skip
        if today:
            high = theme.px(3)
            painter.fillRect(
                QRect(rect.left(), rect.bottom() - high + 1, rect.width(), high), theme.color("primary")
            )
        painter.restore()


class PostHeader(QHeaderView):
    """136 px wide, 74 px high: the name in bold, its time below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setHighlightSections(False)
        self.setSectionsClickable(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(136), super().sizeHint().height())

    def paintSection(self, painter: QPainter, rect: QRect, logical_index: int) -> None:
        model, px, down = self.model(), theme.px, Qt.Orientation.Vertical
        if model is None or not rect.isValid():
            return
        middle, inside = rect.center().y(), rect.adjusted(px(14), 0, -px(6), 0)
        painter.save()
        painter.fillRect(rect, theme.color("sunken"))
        paint.rule(painter, rect.left(), rect.bottom(), rect.right(), rect.bottom())
        paint.rule(painter, rect.right(), rect.top(), rect.right(), rect.bottom())
        for top, role, token, what in (
            (middle - px(21), "body", "ink", _WHOLE),
            (middle, "caption", "ink3", MoreRole),
        ):
            words = str(model.headerData(logical_index, down, what) or "")
            room = QRect(inside.left(), top, inside.width(), px(22))
            paint.words(painter, room, words, role, token, bold=role == "body")
        painter.restore()
