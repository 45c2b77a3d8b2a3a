"""Two versions of a record side by side, to choose from item by item."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui import theme
from ui.widgets import paint
from ui.widgets.buttons import Button, IconButton, PaintedButton
from ui.widgets.flow import FlowLayout
from ui.widgets.focus import step_focus
from ui.widgets.labels import IconLabel, Label
from ui.widgets.pills import paint_pill, pill_width
from ui.widgets.roles import PillSpec
from ui.widgets.toggle import paint_check, paint_radio


@dataclass(frozen=True, slots=True)
class Side:
    """One value of an item: words, or a pill; `note` is quiet text behind it."""

    text: str
    note: str = ""
    pill: PillSpec | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """An item that differs: `mine` or `theirs` is chosen. `both` instead offers to keep both, ticked.

    `editor` is a third way: a pencil named `other` at the end of the row opens it under the two."""

    key: str
    label: str
    mine: Side
    theirs: Side
    both: str = ""
    other: str = ""
    editor: QWidget | None = None


_WRAPPED = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)


class _SideTile(PaintedButton):
    """A radio mark (or a tick) and the value, at least 54 px; chosen = tint and a 2 px edge. A long value has as
    many lines as it needs: who chooses between two texts must see both whole."""

    ring_radius = 6

    def __init__(self, side: Side, ticks: bool) -> None:
        super().__init__(side.pill.text if side.pill else side.text)
        self._side, self._ticks = side, ticks
        self.setToolTip(f"{side.text} {side.note}".strip())
        self.setAccessibleDescription(side.note)
        self.setCheckable(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        room = QRect(0, 0, width - theme.px(52), 10_000)
        needed = QFontMetrics(theme.font()).boundingRect(room, _WRAPPED, self._side.text).height()
        return max(theme.px(54), needed + theme.px(24))

    def nextCheckState(self) -> None:
        """The card around it checks and unchecks."""

    def sizeHint(self) -> QSize:
        return QSize(theme.px(160), theme.px(54))

    def paintEvent(self, event: QPaintEvent) -> None:
        px, painter, on, side = theme.px, QPainter(self), self.isChecked(), self._side
        fill = "selected" if on else "hover" if self.hovered() else "surface"
        paint.box(painter, self.rect(), px(6), fill, "primary" if on else "line2", 2 if on else 1)
        mark = QRect(px(13), (self.height() - px(20)) // 2, px(20), px(20))
        if self._ticks:
            paint_check(painter, mark, on)
        else:
            paint_radio(painter, mark, on)
        room = QRect(px(43), 0, self.width() - px(52), self.height())
        if side.pill is not None:
            paint_pill(painter, room, side.pill)
            room.setLeft(room.left() + pill_width(side.pill) + px(10))
        elif paint.text_width(side.text) > room.width():
            painter.setFont(theme.font())
            painter.setPen(theme.color("ink"))
            painter.drawText(room, _WRAPPED, side.text)
            return
        else:
            room.setLeft(room.left() + paint.words(painter, room, side.text) + px(10))
        if room.width() > px(24):
            paint.words(painter, room, side.note, "caption", "ink3")


class CompareCard(QWidget):
    """A grid: label 84, my version, theirs. Every difference starts at theirs unless `mine_first`.

    Signal: `changed()`. `choices()` is {key: "mine" | "theirs" | "both" | "other"}; `choose_all("mine")` for the bulk
    buttons. `same_text` folds the items that are equal (label, value); a press unfolds them. `marks` are the icons
    of the two titles.
    """

    changed = Signal()

    def __init__(
        self,
        mine_title: str,
        mine_note: str,
        theirs_title: str,
        theirs_note: str,
        differences: Sequence[Difference],
        same_text: str = "",
        same: Sequence[tuple[str, str]] = (),
        mine_first: bool = False,
        marks: tuple[str, str] = ("device-desktop", "server-2"),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._pairs: dict[str, tuple[_SideTile, _SideTile]] = {}
        self._kept: dict[str, _SideTile] = {}
        self._others: dict[str, tuple[IconButton, QWidget]] = {}
        self._grid = QGridLayout(self)
        self._grid.addWidget(self._title(marks[0], mine_title, mine_note), 0, 1)
        self._grid.addWidget(self._title(marks[1], theirs_title, theirs_note), 0, 2)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        for place, difference in enumerate(differences):
            self._add(2 * place + 1, difference, mine_first)
        if same_text:
            self._add_same(2 * len(differences) + 1, same_text, same)
        theme.follow(self._restyle)

    def choices(self) -> dict[str, str]:
        picked = {
            key: "mine" if mine.isChecked() else "theirs" if theirs.isChecked() else "other"
            for key, (mine, theirs) in self._pairs.items()
        }
        kept = {key: "both" if tile.isChecked() else "theirs" for key, tile in self._kept.items()}
        return picked | kept

    def choose(self, key: str, side: str) -> None:
        if key in self._kept:
            self._kept[key].setChecked(side == "both")
        else:
            mine, theirs = self._pairs[key]
            mine.setChecked(side == "mine")
            theirs.setChecked(side == "theirs")
        if key in self._others:
            self._others[key][1].setVisible(side == "other")
        self.changed.emit()

    def choose_all(self, side: str) -> None:
        """For every item with two sides; what is kept twice stays kept twice."""
        for key in self._pairs:
            self.choose(key, side)

    def pencil(self, key: str) -> IconButton:
        """The button that opens the item's editor."""
        return self._others[key][0]

    def tiles(self, key: str) -> list[PaintedButton]:
        return [self._kept[key]] if key in self._kept else list(self._pairs[key])

    def _title(self, icon: str, title: str, note: str) -> QWidget:
        """Mark, title and note; the note goes under them where there is no room beside."""
        place = QWidget()
        flow = FlowLayout(place)
        flow.addWidget(IconLabel(icon, "ink", 20))
        flow.addWidget(Label(title, bold=True))
        if note:
            flow.addWidget(Label(note, "caption", "ink3"))
        return place

    def _add(self, row: int, difference: Difference, mine_first: bool) -> None:
        self._grid.addWidget(Label(difference.label, tone="ink2", wrap=True), row, 0)
        key = difference.key
        if difference.both:
            tile = _SideTile(Side(difference.both), ticks=True)
            tile.setChecked(True)
            tile.clicked.connect(lambda _checked: self.choose(key, "theirs" if tile.isChecked() else "both"))
            self._kept[key] = tile
            self._grid.addWidget(tile, row, 1, 1, 2)
            return
        mine, theirs = _SideTile(difference.mine, ticks=False), _SideTile(difference.theirs, ticks=False)
        (mine if mine_first else theirs).setChecked(True)
        for column, (side, tile) in enumerate((("mine", mine), ("theirs", theirs)), 1):
            tile.setAccessibleName(f"{difference.label} {tile.accessibleName()}")
            tile.clicked.connect(lambda _checked, side=side: self.choose(key, side))
            self._grid.addWidget(tile, row, column)
        self._pairs[key] = (mine, theirs)
        if difference.editor is not None:
            self._add_other(row, key, difference.other, difference.editor)

    def _add_other(self, row: int, key: str, name: str, editor: QWidget) -> None:
        pencil = IconButton("pencil", name, outlined=True)
        self._grid.addWidget(pencil, row, 3)
        self._grid.addWidget(editor, row + 1, 1, 1, 2)
        editor.hide()
        self._others[key] = (pencil, editor)

        def open_editor() -> None:
            self.choose(key, "other")
            (editor.focusProxy() or editor).setFocus(Qt.FocusReason.TabFocusReason)

        pencil.clicked.connect(lambda _checked: open_editor())

    def _add_same(self, row: int, text: str, same: Sequence[tuple[str, str]]) -> None:
        fold = Button(text, "quiet", "status", "equal")
        self._grid.addWidget(fold, row, 1, 1, 2, Qt.AlignmentFlag.AlignLeft)
        rest = Label("\n".join(f"{label}  {value}" for label, value in same), "caption", "ink2", wrap=True)
        rest.hide()
        self._grid.addWidget(rest, row + 1, 1, 1, 2)
        fold.clicked.connect(lambda _checked: rest.setVisible(rest.isHidden()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        tiles = [tile for pair in self._pairs.values() for tile in pair]
        if not step_focus(tiles, event):
            super().keyPressEvent(event)

    def _restyle(self) -> None:
        px = theme.px
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(10))
        self._grid.setVerticalSpacing(px(9))
        self._grid.setColumnMinimumWidth(0, px(84))
