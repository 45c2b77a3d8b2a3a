"""The look: colours by token, sizes by text scale, the one style sheet, and the signal that they changed."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from ui import fonts

SCALES = {"standard": 1.0, "large": 1.13, "huge": 1.27}

# Type roles: pixel size at scale 1, and whether the role is bold. There are only two weights.
ROLES: dict[str, tuple[int, bool]] = {
    "big": (36, True),
    "welcome": (26, True),
    "title": (22, True),
    "card": (17, True),
    "body": (15, False),
    "caption": (13, False),
}

TONES = ("red", "orange", "yellow", "blue", "green", "grey")


class Tone(NamedTuple):
    """The four colour tokens of one status family."""

    text: str
    tint: str
    edge: str
    solid: str


@dataclass(frozen=True)
class Theme:
    """One look.

    `name` is "light" or "dark", `scale` one of SCALES, `motion` False turns the little motion off.
    """

    name: str = "light"
    scale: float = 1.0
    motion: bool = True

    @cached_property
    def colours(self) -> dict[str, str]:
        return _tokens()[self.name]

    def hex(self, token: str) -> str:
        return self.colours[token]

    def color(self, token: str) -> QColor:
        return QColor(self.colours[token])

    def px(self, size: float) -> int:
        """A size given at scale 1, in pixels at this text scale."""
        return round(size * self.scale)


class _Signals(QObject):
    theme_changed = Signal()


signals = _Signals()
_current = Theme()


@cache
def _tokens() -> dict[str, dict[str, str]]:
    text = resources.files("resources").joinpath("theme/tokens.json").read_text(encoding="utf-8")
    tokens: dict[str, dict[str, str]] = json.loads(text)
    return tokens


def current() -> Theme:
    return _current


def color(token: str) -> QColor:
    return _current.color(token)


def px(size: float) -> int:
    return _current.px(size)


def tone(name: str) -> Tone:
    """The tokens of a status family; blue and grey borrow their solid from primary and input."""
    solid = {"blue": "primary", "grey": "input"}.get(name, f"{name}-s")
    return Tone(name, f"{name}-t", f"{name}-l", solid)


def font(role: str = "body", bold: bool | None = None) -> QFont:
    """The font of a type role at the current scale; `bold` overrides the weight of the role."""
    size, heavy = ROLES[role]
    made = QFont()
    made.setFamilies(list(fonts.families()))
    made.setPixelSize(px(size))
    made.setBold(heavy if bold is None else bold)
    return made


def text(label: QLabel, role: str = "body", tone: str = "ink", bold: bool | None = None) -> QLabel:
    """Gives a label its type role and its colour token; both follow the theme from then on."""
    label.setProperty("role", role)
    label.setProperty("tone", tone)
    label.setProperty("heavy", "" if bold is None else ("yes" if bold else "no"))
    repolish(label)
    return label


def repolish(widget: QWidget) -> None:
    """Style sheet rules on properties are read only when a widget is polished."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def follow(restyle: Callable[[], None]) -> None:
    """Calls a bound method of a widget now and after every change of theme or text scale."""
    restyle()
    signals.theme_changed.connect(restyle)


def apply(app: QApplication, theme: Theme) -> None:
    """Makes a theme the current one: font, palette, style sheet, then the signal."""
    global _current
    _current = theme
    if not app.styleSheet():
        app.setStyle("Fusion")
    app.setFont(font())
    app.setPalette(_palette(theme))
    app.setStyleSheet(style_sheet(theme))
    signals.theme_changed.emit()


def style_sheet(theme: Theme) -> str:
    """The one style sheet: @12px is scaled, @token is a colour, 1px and 2px lines stay."""
    rules = _SHEET + _label_rules()
    rules = re.sub(r"@(\d+)px", lambda found: f"{theme.px(int(found[1]))}px", rules)
    return re.sub(r"@([a-z][a-z0-9-]*)", lambda found: theme.hex(found[1]), rules)


def _label_rules() -> str:
    roles = [
        f'QLabel[role="{name}"]{{font-size:@{size}px;font-weight:{700 if heavy else 400}}}'
        for name, (size, heavy) in ROLES.items()
    ]
    shades = ["ink", "ink2", "ink3", "link", "off", "on-primary", "on-amber", "rail-ink", *TONES]
    tones = [f'QLabel[tone="{name}"]{{color:@{name}}}' for name in shades]
    weights = ['QLabel[heavy="yes"]{font-weight:700}', 'QLabel[heavy="no"]{font-weight:400}']
    return "\n".join(roles + tones + weights)


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    shades = {
        role.Window: "page",
        role.WindowText: "ink",
        role.Base: "surface",
        role.AlternateBase: "sunken",
        role.Text: "ink",
        role.Button: "surface",
        role.ButtonText: "ink",
        role.BrightText: "on-primary",
        role.ToolTipBase: "ink",
        role.ToolTipText: "surface",
        role.PlaceholderText: "ink3",
        role.Highlight: "primary",
        role.HighlightedText: "on-primary",
        role.Accent: "primary",
        role.Link: "link",
        role.LinkVisited: "link",
        role.Light: "surface",
        role.Midlight: "hover",
        role.Mid: "line2",
        role.Dark: "line2",
        role.Shadow: "line",
    }
    palette = QPalette()
    for name, token in shades.items():
        palette.setColor(name, theme.color(token))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, theme.color("off"))
    return palette


_SHEET = """
* { outline: 0; }
QLabel { background: transparent; }
QToolTip { background: @ink; color: @surface; border: 0; padding: @4px @8px; font-size: @13px; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox {
  background: @surface; color: @ink; border: 1px solid @input; border-radius: @6px; padding: 0 @10px;
  selection-background-color: @primary; selection-color: @on-primary; }
QPlainTextEdit, QTextEdit { padding: @6px @8px; }
QLineEdit:focus, QComboBox:focus, QComboBox:on, QAbstractSpinBox:focus {
  border: 2px solid @focus; padding: 0 @9px; }
QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid @focus; padding: @5px @7px; }
QLineEdit:read-only, QPlainTextEdit:read-only, QTextEdit:read-only,
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled, QComboBox:disabled,
QAbstractSpinBox:disabled { background: @grey-t; color: @ink2; border-color: @line2; }
QLineEdit[error="true"], QPlainTextEdit[error="true"], QTextEdit[error="true"], QComboBox[error="true"],
QAbstractSpinBox[error="true"] { border: 2px solid @red; padding: 0 @9px; }
QPlainTextEdit[error="true"], QTextEdit[error="true"] { padding: @5px @7px; }
QLineEdit[bare="true"] { border: 0; background: transparent; padding: 0; }
QLineEdit[lead="true"] { padding-left: @38px; }
QLineEdit[lead="true"]:focus { padding-left: @37px; }
QLineEdit[lead="true"][error="true"] { padding-left: @37px; }
QLineEdit[tail="true"] { padding-right: @40px; }
QLineEdit[tail="true"]:focus { padding-right: @39px; }

QComboBox[blank="true"] { color: @ink3; }
QComboBox::drop-down { border: 0; width: @28px; background: transparent; }
QComboBox::down-arrow { image: none; width: 0; height: 0; }
QComboBox QAbstractItemView { background: @surface; color: @ink; border: 1px solid @line2; padding: @4px;
  selection-background-color: @selected; selection-color: @ink; }
QComboBox QAbstractItemView::item { min-height: @36px; padding: 0 @8px; border-radius: @6px; }
QComboBox QAbstractItemView::item:hover { background: @hover; color: @ink; }
QComboBox QAbstractItemView::item:selected { background: @selected; color: @ink; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: 0; }

QMenu { background: @surface; color: @ink; border: 1px solid @line2; padding: @6px; }
QMenu::item { padding: @8px @28px @8px @12px; border-radius: @6px; }
QMenu::item:selected { background: @selected; }
QMenu::item:disabled { color: @off; }
QMenu::separator { height: 1px; background: @line; margin: @6px @8px; }
QMenu::indicator { width: 0; }

QScrollArea, QScrollArea > QWidget#qt_scrollarea_viewport { background: transparent; border: 0; }
QScrollBar { background: transparent; border: 0; }
QScrollBar:vertical { width: @12px; margin: @2px; }
QScrollBar:horizontal { height: @12px; margin: @2px; }
QScrollBar::handle { background: @line2; border-radius: @4px; }
QScrollBar::handle:vertical { min-height: @32px; }
QScrollBar::handle:horizontal { min-width: @32px; }
QScrollBar::handle:hover { background: @input; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: 0; background: transparent; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: transparent; }

QListView, QTableView, QTreeView { background: @surface; color: @ink; border: 0;
  selection-background-color: @selected; selection-color: @ink; }
QHeaderView { background: @sunken; border: 0; }
QHeaderView::section { background: @sunken; color: @ink2; border: 0; border-bottom: 1px solid @line;
  padding: 0 @12px; font-size: @13px; }
QTableCornerButton::section { background: @sunken; border: 0; }

QCalendarWidget QWidget#qt_calendar_navigationbar { background: @surface; }
QCalendarWidget QToolButton { background: transparent; color: @ink; border: 0; border-radius: @6px;
  padding: @4px @8px; font-size: @15px; font-weight: 700; }
QCalendarWidget QToolButton:hover { background: @hover; }
QCalendarWidget QToolButton:focus { border: 2px solid @focus; }
QCalendarWidget QToolButton::menu-indicator { image: none; }
QCalendarWidget QAbstractItemView { background: @surface; alternate-background-color: @surface; color: @ink;
  selection-background-color: @primary; selection-color: @on-primary; }
QCalendarWidget QAbstractItemView:disabled { color: @off; }
"""
