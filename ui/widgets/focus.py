"""Keyboard focus: when it is shown, the ring around widgets, and arrow keys within a group."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from ui import theme
from ui.widgets import paint

# Qt sets its attribute on Tab and forgets it when the window is activated again; ours is kept beside it.
_TABBED = Qt.WidgetAttribute.WA_KeyboardFocusChange
_KEPT = "keyboardFocus"


def focus_visible(widget: QWidget) -> bool:
    """Whether the focus is on this widget and came, or is being moved, by keyboard."""
    window = widget.window()
    return widget.hasFocus() and (window.testAttribute(_TABBED) or bool(window.property(_KEPT)))


def show_focus(widget: QWidget) -> None:
    """From now on the focus is shown in this window, until the mouse moves it."""
    window = widget.window()
    if not window.property(_KEPT):
        window.setProperty(_KEPT, True)
        ring = window.findChild(FocusRing)
        if ring is not None:
            ring.place()


def step_focus(widgets: Sequence[QWidget], event: QKeyEvent) -> bool:
    """Moves the focus within a group by arrow key; says whether it did."""
    steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1}
    step = steps.get(Qt.Key(event.key()))
    usable = [w for w in widgets if w.isEnabled() and not w.isHidden()]
    at = next((i for i, w in enumerate(usable) if w.hasFocus()), None)
    if step is None or at is None or event.modifiers() & Qt.KeyboardModifier.AltModifier:
        return False
    show_focus(usable[at])
    usable[(at + step) % len(usable)].setFocus(Qt.FocusReason.TabFocusReason)
    return True


class FocusRing(QWidget):
    """A transparent overlay of a window: a ring, 2 px wide and 2 px outside, around its focus widget.

    Only widgets with a true attribute `wants_ring` get it; fields, rows and rail items show their own focus.
    `ring_radius` of the widget is the radius of its own corners (6 when it has none). Make one per window.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        self._target: QWidget | None = None
        self._watch: _Watch | None = None
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_moved)

    def target(self) -> QWidget | None:
        """The widget that wears the ring now."""
        return self._target

    def forget(self) -> None:
        """The target is gone, or about to go."""
        self._target = None
        self._watch = None
        self.hide()

    def place(self) -> None:
        """Goes to the focus widget, or away when there is nothing to show."""
        target = self._target
        if target is None or not target.isVisible() or not focus_visible(target):
            self.hide()
            return
        around = QRect(target.mapTo(self.window(), QPoint(0, 0)), target.size()).adjusted(-4, -4, 4, 4)
        visible = QRegion(around)
        for parent in _chain(target)[1:]:
            if isinstance(parent.parentWidget(), QAbstractScrollArea):
                corner = parent.mapTo(self.window(), QPoint(0, 0))
                visible &= QRegion(QRect(corner, parent.size()))
        self.setGeometry(around)
        self.setMask(visible.translated(-around.topLeft()))
        self.setVisible(not visible.isEmpty())
        self.raise_()
        self.update()

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        window = self.window()
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            window.setAttribute(_TABBED, False)
            window.setProperty(_KEPT, False)
        elif window.testAttribute(_TABBED):
            window.setProperty(_KEPT, True)
        self.forget()
        if new is not None and new.window() is window and getattr(new, "wants_ring", False):
            self._target = new
            self._watch = _Watch(self, _chain(new))
            self.place()

    def paintEvent(self, event: QPaintEvent) -> None:
        radius = theme.px(getattr(self._target, "ring_radius", 6)) + 3
        painter = QPainter(self)
        paint.box(painter, self.rect(), radius, edge="focus", width=2)


class _Watch(QObject):
    """Watches a focus widget and its parents: when one of them moves, so must the ring.

    Dropping the object ends the watch; nothing is taken back from the widgets, which may be gone by then.
    """

    def __init__(self, ring: FocusRing, chain: Sequence[QWidget]) -> None:
        super().__init__()
        self._ring = ring
        for widget in chain:
            widget.installEventFilter(self)
        chain[0].destroyed.connect(self._gone)

    def _gone(self) -> None:
        self._ring.forget()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide):
            self._ring.place()
        return False


def _chain(widget: QWidget) -> list[QWidget]:
    """A widget and its parents, up to but without the window."""
    chain = [widget]
    while (parent := chain[-1].parentWidget()) is not None and not parent.isWindow():
        chain.append(parent)
    return chain
