"""What is known of an entry, as labels and values."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from gridapp.actions.disclosures import reveal
from gridapp.domain.entry import Entry
from gridapp.domain.fields import Field, Lines, LongText, Photos
from gridapp.domain.privacy import Privacy, mask_middle
from gridapp.domain.world import World
from gridapp.i18n import tr
from ui import theme
from ui.session import Session
from ui.waiting import run_for
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.widgets.paint import text_width

_MOST_LINES = 8


class Facts(QWidget):
    """The filled-in fields of an entry, except those in `without`. Personal values are masked until asked for, and who
    asked is noted before they are shown."""

    def __init__(
        self, entry: Entry, session: Session, without: frozenset[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._entry, self._session = entry, session
        self._masked: list[tuple[Label, str]] = []
        self._grid = QGridLayout(self)
        self._grid.setColumnStretch(1, 1)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(12))
        self._grid.setVerticalSpacing(theme.px(4))
        self._grid.setColumnMinimumWidth(0, theme.px(84))
        for name, field in entry.record.fields().items():
            value = entry.body.get(name)
            if value is not None and name not in without and not isinstance(field, Photos):
                self._add(field, said(field, value, session.world))
        if self._masked:
            self._add_reveal()

    def is_bare(self) -> bool:
        return self._grid.count() == 0

    def _add(self, field: Field, text: str) -> None:
        row = self._grid.rowCount()
        label = Label(tr(field.label), tone="ink3", wrap=True)
        label.setFixedWidth(max(theme.px(84), min(text_width(label.text()) + 2, theme.px(150))))
        value = Label(text, wrap=True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if field.privacy >= Privacy.PERSONAL and mask_middle(text) != text:
            value.setText(mask_middle(text[:12]))
            self._masked.append((value, text))
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, row, 1, Qt.AlignmentFlag.AlignTop)

    def _add_reveal(self) -> None:
        button = Button(tr("Show in full"), "text", "small", "eye")
        button.setToolTip(tr("It is noted that you looked, and when"))
        button.clicked.connect(lambda _checked: self._reveal(button))
        self._grid.addWidget(button, self._grid.rowCount(), 1, Qt.AlignmentFlag.AlignLeft)

    def _reveal(self, button: Button) -> None:
        entry = self._entry
        button.setEnabled(False)

        def noted(_: None) -> None:
            for label, text in self._masked:
                label.setText(text)
            button.hide()

        def refused(error: Exception) -> None:
            button.setEnabled(True)
            self._session.failed.emit(error)

        run_for(self, self._session, lambda desk: reveal(desk, entry), noted, refused)


def said(field: Field, value: object, world: World) -> str:
    """A value as it is read on a page: lines under one another, long text whole."""
    if isinstance(field, Lines) and isinstance(value, list):
        if len(field.parts) == 1:
            return field.show(value, world)
        shown = [field.show_line(each, world) for each in value]
        rest = len(shown) - _MOST_LINES
        more = [tr("… and {count} more", count=rest)] if rest > 0 else []
        return "\n".join([*shown[:_MOST_LINES], *more])
    text = field.show(value, world)
    return text if isinstance(field, LongText) else text.replace("\n", " ")
