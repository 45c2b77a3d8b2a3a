"""A cell of the roster: who stands there, in a block whose shape and words say what is missing or wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem

from ui import icons, theme
from ui.widgets import paint

CellRole = Qt.ItemDataRole.UserRole + 1
TodayRole = CellRole + 1
MoreRole = TodayRole + 1
"""A second word of a day or a post, where there is room for it."""


@dataclass(frozen=True)
class _Look:
    fill: str
    edge: str
    ink: str
    width: int = 1
    dashed: bool = False


_LOOKS = {
    "blue": _Look("blue-t", "blue-l", "ink"),
    "green": _Look("green-t", "green-l", "ink"),
    "past": _Look("grey-t", "grey-l", "ink2"),
    "draft": _Look("", "input", "ink", dashed=True),
    "gap": _Look("surface", "orange", "ink", dashed=True),
    "empty": _Look("orange-t", "orange", "ink", dashed=True),
    "clash": _Look("red-t", "red-s", "ink", 2),
    "off": _Look("grey-t", "grey-l", "ink3"),
}


@dataclass(frozen=True)
class CellPerson:
    """A name in a cell, and the icon that says how they stand there: "" where they simply have a place."""

    name: str
    icon: str = ""
    tone: str = "ink2"


@dataclass(frozen=True)
class RosterCell:
    """What a cell shows. `look` is "blue", "green", "past", "draft", "gap", "empty" (a gap with nobody), "clash" or
    "off"; `note` what is missing or wrong, in `tone`; `open` says that somebody can be dropped here."""

    look: str
    people: tuple[CellPerson, ...] = ()
    note: str = ""
    icon: str = ""
    tone: str = "ink2"
    open: bool = False


class RosterDelegate(QStyledItemDelegate):
    """Paints `RosterCell`s of the view `parent`; the cell under something that is being dragged says `here`."""

    def __init__(self, here: str, parent: QAbstractItemView) -> None:
        super().__init__(parent)
        self._here, self._view = here, parent
        self.over: QPersistentModelIndex | None = None
        self.focused = False

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        px = theme.px
        cell: RosterCell | None = index.data(CellRole)
        area: QRect = option.rect
        block = area.adjusted(px(4), px(4), -px(5), -px(5))
        painter.save()
        painter.fillRect(area, theme.color("sunken" if cell is None else "surface"))
        paint.rule(painter, area.left(), area.bottom(), area.right(), area.bottom())
        paint.rule(painter, area.right(), area.top(), area.right(), area.bottom())
        if self.over is not None and QPersistentModelIndex(index) == self.over:
            self._paint_target(painter, block)
        elif cell is not None:
            self._paint_cell(painter, block, cell)
        if index == self._view.currentIndex():
            edge = "focus" if self.focused else "line2"
            paint.box(painter, area.adjusted(1, 1, -2, -2), px(7), edge=edge, width=2)
        painter.restore()

    def _paint_target(self, painter: QPainter, block: QRect) -> None:
        px, words = theme.px, self._here
        paint.box(painter, block, px(6), "selected", "primary", 2)
        wide = px(24) + paint.text_width(words, bold=True)
        left = block.left() + max(0, (block.width() - wide) // 2)
        icons.paint(painter, QRect(left, block.top(), px(18), block.height()), "plus", "link")
        paint.words(
            painter, block.adjusted(left + px(24) - block.left(), 0, 0, 0), words, "body", "link", bold=True
        )

    def _paint_cell(self, painter: QPainter, block: QRect, cell: RosterCell) -> None:
        px, look = theme.px, _LOOKS[cell.look]
        paint.box(painter, block, px(6), look.fill, look.edge, look.width, look.dashed)
        inside = block.adjusted(px(8), px(2), -px(5), -px(2))
        lines = len(cell.people) + bool(cell.note)
        role = "body" if lines <= 2 else "caption"
        high = px(21) if lines <= 2 else px(19)
        rows = pack(cell.people, 3 - bool(cell.note) if lines > 2 else 2, inside.width(), role)
        top = inside.top() + (inside.height() - high * (len(rows) + bool(cell.note))) // 2
        for row in rows:
            self._paint_people(painter, QRect(inside.left(), top, inside.width(), high), row, role, look.ink)
            top += high
        if cell.note:
            self._paint_note(painter, QRect(inside.left(), top, inside.width(), high), cell, role)

    def _paint_people(
        self, painter: QPainter, room: QRect, row: Sequence[CellPerson], role: str, ink: str
    ) -> None:
        px, left = theme.px, room.left()
        for place, each in enumerate(row):
            words = each.name if place == len(row) - 1 else f"{each.name}{_BETWEEN}"
            clash, free = each.tone == "red", room.right() - left
            icon = each.icon if paint.text_width(words, role, bold=clash) + px(17) <= free else ""
            spot = QRect(left, room.top(), free, room.height())
            left += paint.words(painter, spot, words, role, "red" if clash else ink, bold=clash)
            if icon:
                mark = QRect(left + px(3), room.top(), px(13), room.height())
                icons.paint(painter, mark, icon, each.tone)
                left += px(19)

    def _paint_note(self, painter: QPainter, room: QRect, cell: RosterCell, role: str) -> None:
        """In a narrow cell the words come before the icon; the block's edge says the same by its shape."""
        px, wide = theme.px, paint.text_width(cell.note, role, bold=True)
        if cell.icon and wide + px(19) <= room.width():
            icons.paint(painter, QRect(room.left(), room.top(), px(15), room.height()), cell.icon, cell.tone)
            room = room.adjusted(px(19), 0, 0, 0)
        fitting = role if wide <= room.width() else "caption"
        paint.words(painter, room, cell.note, fitting, cell.tone, bold=True)


_BETWEEN = "、"


def pack(people: Sequence[CellPerson], most: int, width: int, role: str) -> list[list[CellPerson]]:
    """Names in at most `most` lines: each on its own, else as many as fit beside each other and how many more."""
    if len(people) <= most:
        return [[each] for each in people]
    rows: list[list[CellPerson]] = [[]]
    room, taken = width, 0
    for each in (
        CellPerson(each.name, "", each.tone) for each in people
    ):  # their icons would leave no room for names
        left = len(people) - taken - 1
        rest = paint.text_width(f"+{left}", role) if len(rows) == most and left else 0
        wide = paint.text_width(f"{each.name}{_BETWEEN}", role)
        if rows[-1] and wide + rest > room:
            if len(rows) == most:
                break
            rows.append([])
            room = width
        rows[-1].append(each)
        taken += 1
        room -= wide
    if taken < len(people):
        rows[-1].append(CellPerson(f"+{len(people) - taken}"))
    return rows
