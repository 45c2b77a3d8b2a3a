"""What a cell of a list may carry: item data roles and the small values behind them.

A cell paints the first of these that its model gives: LevelRole, PillRole, DeadlineRole, TitleRole (with
CaptionRole under it and IconRole before it), else DisplayRole as plain text. A model also gives DisplayRole
(or AccessibleTextRole) for every cell, because that is what a screen reader and a copied row say. The
values are not tuples: on its way through a model Qt would turn a tuple into a list.
"""

from dataclasses import dataclass

from PySide6.QtCore import Qt

TitleRole = Qt.ItemDataRole.UserRole + 1  # str, bold when its row is selected
CaptionRole = Qt.ItemDataRole.UserRole + 2  # str, 13 px under the title or under plain text
PillRole = Qt.ItemDataRole.UserRole + 3  # PillSpec
LevelRole = Qt.ItemDataRole.UserRole + 4  # LevelSpec
DeadlineRole = Qt.ItemDataRole.UserRole + 5  # DeadlineSpec
IconRole = Qt.ItemDataRole.UserRole + 6  # IconSpec, before a title or plain text
ToneRole = Qt.ItemDataRole.UserRole + 7  # str, colour token of plain text or of the caption
SmallRole = Qt.ItemDataRole.UserRole + 8  # bool, plain text in 13 px
KeyRole = Qt.ItemDataRole.UserRole + 9  # object, what the row is; the widgets only hand it on
LinkRole = Qt.ItemDataRole.UserRole + 10  # str, words of a link at the right of a title


@dataclass(frozen=True, slots=True)
class PillSpec:
    """`tone` is red, orange, yellow, blue, green or grey; `dashed` (a draft) has no fill."""

    text: str
    icon: str = ""
    tone: str = "grey"
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class LevelSpec:
    """`shape` is triangle, diamond, disc or ring."""

    shape: str
    tone: str
    text: str


@dataclass(frozen=True, slots=True)
class DeadlineSpec:
    """Words and a bar; `fraction` 0 to 1 of the time is used up; `icon` is chosen by the caller (clock …)."""

    text: str
    fraction: float = 0.0
    tone: str = "grey"
    icon: str = "clock"


@dataclass(frozen=True, slots=True)
class IconSpec:
    name: str
    tone: str = "ink2"
