"""The dialog: what happened, what is safe, what to do; over a scrim inside its window."""

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.dialog_sheet import DialogSheet
from ui.widgets.focus import show_focus
from ui.widgets.labels import IconLabel, IconSquare, Label
from ui.widgets.surface import Panel, Rule


class AppDialog(QWidget):
    """A dialog over `window`, `width` 480 to 560, with a scrim that covers the window and keeps its keys
    out.

    Build it in the order of the guide: the constructor says what happened (`title`, `sentence`) and what is
    safe (`safe`, bold); `add_point(icon, tone, text)` says what to do; `add_widget` puts anything else into
    the body; `set_detail(...)` adds the folded technical line; `add_button(key, text, kind)` from the safe
    one at the left to the primary one at the right. `open()` shows it and puts the focus on the last
    button, or on `focus`. Signal: `chosen(key)`; Esc chooses the first button. It closes and deletes
    itself, unless `keep_open` is set (then the page closes it with `close_dialog()`, e.g. after checking a
    form).
    """

    chosen = Signal(str)

    def __init__(
        self,
        window: QWidget,
        title: str,
        sentence: str = "",
        safe: str = "",
        icon: str = "",
        tone: str = "orange",
        width: int = 560,
    ) -> None:
        super().__init__(window.window())
        self.keep_open = False
        self._width = width
        self._buttons: dict[str, Button] = {}
        self._before = QApplication.focusWidget()
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.sheet = DialogSheet(self)
        self._panel: Panel | None = None
        head = QHBoxLayout()
        head.setSpacing(theme.px(16))
        if icon:
            head.addWidget(IconSquare(icon, tone, 48, disc=True), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(theme.px(4))
        words.addWidget(Label(title, "title", wrap=True))
        if sentence:
            words.addWidget(Label(sentence, tone="ink2", wrap=True))
        if safe:
            words.addWidget(Label(safe, bold=True, wrap=True))
        head.addLayout(words, 1)
        self.sheet.body.addLayout(head)
        self.window().installEventFilter(self)
        self.sheet.installEventFilter(self)
        theme.follow(self._restyle)
        self.hide()

    # --- building ---

    def add_point(self, icon: str, tone: str, text: str) -> None:
        """A line in the box of what can be done now."""
        if self._panel is None:
            self._panel = Panel(padding=0)
            self._panel.body.setSpacing(0)
            self.sheet.body.addWidget(self._panel)
        else:
            self._panel.body.addWidget(Rule())
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(8))
        row.setSpacing(theme.px(12))
        row.addWidget(IconLabel(icon, tone, 18))
        row.addWidget(Label(text, wrap=True), 1)
        self._panel.body.addWidget(line)

    def add_widget(self, widget: QWidget) -> None:
        self.sheet.body.addWidget(widget)

    def set_detail(self, fold_text: str, short: str, copy_text: str, whole: str) -> None:
        """The technical line: `fold_text` unfolds `whole`, `short` (a code, a time) is always seen."""
        fold = Button(fold_text, "quiet", "status", "chevron-right")
        text = Label(whole, "caption", "ink2", wrap=True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        text.hide()

        def unfold() -> None:
            text.setVisible(text.isHidden())
            fold.set_icon("chevron-right" if text.isHidden() else "chevron-down")

        fold.clicked.connect(lambda _checked: unfold())
        copy = Button(copy_text, "text", "status")
        copy.clicked.connect(lambda _checked: QGuiApplication.clipboard().setText(whole))
        row = QHBoxLayout()
        row.addWidget(fold)
        row.addStretch(1)
        row.addWidget(Label(short, "caption", "ink3"))
        row.addWidget(copy)
        self.sheet.body.addLayout(row)
        self.sheet.body.addWidget(text)

    def add_button(self, key: str, text: str, kind: str = "outlined") -> Button:
        button = Button(text, kind, "large")
        button.clicked.connect(lambda _checked: self._choose(key))
        self.sheet.buttons.addWidget(button)
        self._buttons[key] = button
        return button

    # --- showing ---

    def open(self, focus: QWidget | None = None) -> None:
        self.show()
        self.raise_()
        # Heights of wrapped words are known only once they are shown; without this it would open too low.
        self.sheet.column.activate()
        self._place()
        show_focus(self)
        target = focus or next(reversed(self._buttons.values()), None)
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)

    def close_dialog(self) -> None:
        self.window().removeEventFilter(self)
        self.hide()
        if self._before is not None and isValid(self._before):  # it may have gone meanwhile
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.deleteLater()

    def _choose(self, key: str) -> None:
        if not self.keep_open or key == self._safe_key():
            self.close_dialog()
        self.chosen.emit(key)

    def _safe_key(self) -> str:
        """The first button is the safe one."""
        return next(iter(self._buttons))

    # --- keeping the window behind it quiet ---

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            # Accepting it makes the key an ordinary one, so no shortcut of the window behind fires.
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._buttons:
            self._choose(self._safe_key())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes round inside the dialog."""
        stops = [w for w in self._chain() if w.isVisible() and w.isEnabled()]
        if not stops:
            return True
        here = QApplication.focusWidget()
        at = stops.index(here) if here in stops else -1
        stops[(at + (1 if forward else -1)) % len(stops)].setFocus(
            Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        )
        return True

    def _chain(self) -> list[QWidget]:
        """The widgets of the dialog that Tab stops at, in order."""
        found: list[QWidget] = []
        widget = self.nextInFocusChain()
        while widget is not None and widget is not self:
            stops = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
            if stops and self.isAncestorOf(widget) and widget.focusProxy() is None:
                found.append(widget)
            widget = widget.nextInFocusChain()
        return found

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        resized = watched is self.window() and event.type() == QEvent.Type.Resize
        regrown = watched is self.sheet and event.type() == QEvent.Type.LayoutRequest
        if resized or regrown:
            self._place()
        return False

    def _place(self) -> None:
        area = self.window().rect()
        self.setGeometry(area)
        width = min(theme.px(self._width), area.width() - 32)
        column = self.sheet.column
        column.activate()
        height = column.heightForWidth(width) if column.hasHeightForWidth() else column.sizeHint().height()
        height = min(height, area.height() - 16)
        self.sheet.setGeometry(
            QRect((area.width() - width) // 2, (area.height() - height) // 2, width, height)
        )

    def _restyle(self) -> None:
        px = theme.px
        self.sheet.body.setContentsMargins(px(28), px(26), px(28), px(20))
        self.sheet.body.setSpacing(px(12))
        self.sheet.buttons.setContentsMargins(px(28), px(14), px(28), px(14))
        self.sheet.buttons.setSpacing(px(14))
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        light = theme.current().name == "light"
        QPainter(self).fillRect(self.rect(), QColor(20, 28, 40, 117) if light else QColor(0, 0, 0, 153))
