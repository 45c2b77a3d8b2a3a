"""Recording a patrol: the route, who, when, the points; or taken over from a recorded track."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QSizePolicy

from gridapp.actions.desk import Desk
from gridapp.domain import fields
from gridapp.domain.errors import BadFile
from gridapp.domain.record import RecordType
from gridapp.i18n import N_, tr
from gridapp.interop.tracks import read_track
from ui.forms.context import words_of
from ui.forms.entry_form import EntryForm
from ui.forms.layout import FormBody, RowStack, card
from ui.targets import New
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.widgets.toggle import CheckBox

_HANDLED_HERE = "track"


class Form(EntryForm):
    """A track is a convenience, never needed; the way itself is kept only when the person ticks it."""

    title_words = N_("Record a patrol")

    def lay_out(self, body: FormBody) -> None:
        stack = RowStack()
        stack.add(self.row("route"))
        stack.add(self.row("mode"))
        stack.add(self.row("period"))
        stack.add(self.row("members"))
        stack.add(self.row("checkpoints"))
        body.left.addWidget(card(stack))
        self.import_button = Button(tr("Take over a GPX or KML file"), "outlined", "normal", "route")
        self.import_button.clicked.connect(lambda _checked: self._choose())
        self.keep_way = CheckBox(tr("Keep the way itself, coarse (100 m, 30 days)"))
        self.way = Label("", "caption", "ink2", wrap=True)
        self.forget_way = Button(tr("Leave the way out"), "text", "small")
        self.forget_way.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.forget_way.clicked.connect(lambda _checked: self.type_in({_HANDLED_HERE: None}))
        self.track_words = Label("", "caption", "ink2", wrap=True)
        parts = (self.import_button, self.keep_way, self.track_words, self.way, self.forget_way)
        body.right.addWidget(card(*parts, title=tr("Recorded track")))
        body.right.addWidget(card(self.row("photos")))
        body.right.addWidget(card(self.row("handover_note")))
        self._say("")

    def shown_fields(self) -> dict[str, fields.Field]:
        """The way has no row: hundreds of points are nothing to type."""
        return {name: field for name, field in super().shown_fields().items() if name != _HANDLED_HERE}

    def start_values(self) -> dict[str, Any]:
        values = super().start_values()
        if isinstance(self.target, New):
            values["members"] = [{"person": self.session.person.author.stored()}]
        return values

    def filled_in(self) -> None:
        way = self.values().get(_HANDLED_HERE) or []
        self.way.setText(tr("The way itself is kept: {count} points, rounded to 100 m", count=len(way)))
        for each in (self.way, self.forget_way):
            each.setVisible(bool(way))

    def take_track(self, path: Path) -> None:
        """Read this GPX or KML file in the background and fill in what it says."""
        action = partial(
            _from_file,
            path=path,
            record=self.record,
            author=self.session.person.author.stored(),
            keep=self.keep_way.isChecked(),
        )
        self.context.run(self, action, self._took, lambda error: self._say(words_of(error), "red"))

    def _took(self, values: dict[str, Any]) -> None:
        """Only what is still empty is filled: nothing typed is replaced."""
        empty = {name: each for name, each in values.items() if self._is_free(name)}
        self.type_in(empty)
        left = [name for name in values if name not in empty and name != "members"]
        self._say(
            tr("Filled in from the track. What you had typed was left as it was.")
            if left
            else tr("Filled in from the track.")
        )

    def _is_free(self, name: str) -> bool:
        return name not in self.editors or self.editors[name].is_empty()

    def _say(self, words: str, tone: str = "ink2") -> None:
        self.track_words.setText(words)
        self.track_words.set_tone(tone)
        self.track_words.setVisible(bool(words))

    def _choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, tr("Choose a track"), "", "GPX, KML (*.gpx *.kml)")
        if name:
            self.take_track(Path(name))


def _from_file(
    desk: Desk, path: Path, record: RecordType, author: dict[str, str], keep: bool
) -> dict[str, Any]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadFile(path.name, tr("cannot be opened ({words})", words=error.strerror or "")) from error
    return record.clean(record.from_track(read_track(path.name, data), author, keep), desk.world)
