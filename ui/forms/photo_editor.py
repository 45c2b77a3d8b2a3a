"""The editor of photos: thumbs, a place to drop files on, and a button to choose them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFileDialog, QSizePolicy, QVBoxLayout

from gridapp.domain import fields
from gridapp.domain.fields import Json
from gridapp.i18n import tr
from ui import theme
from ui.forms.context import FormContext, PhotoFacts, words_of
from ui.forms.editor import Editor
from ui.forms.photo_intake import Taken, take_in, thumb
from ui.widgets.buttons import Button
from ui.widgets.drop_zone import DropZone
from ui.widgets.field import Field
from ui.widgets.labels import Label
from ui.widgets.photos import Photo, PhotoStrip

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif")  # the last two are refused, with what to do


class PhotoEditor(Editor):
    """Photos are read one by one in the background; what goes wrong with one is said, and the others are kept."""

    inner: PhotoField
    declared: fields.Photos

    def __init__(self, declared: fields.Photos, context: FormContext) -> None:
        super().__init__(declared, PhotoField(declared.most))
        self._context = context
        self._waiting = 0
        self._facts: PhotoFacts | None = None
        self.inner.zone.files_dropped.connect(self.take)
        self.inner.zone.choose_clicked.connect(self._choose)
        self.inner.offer.clicked.connect(lambda _checked: self._use_facts())

    def busy(self) -> bool:
        return self._waiting > 0

    def take(self, paths: Sequence[Path]) -> None:
        """Begin to take in these files."""
        self.inner.clear_problems()
        room = self.declared.most - len(self.inner.value()) - self._waiting
        for path in paths[room:] if room < len(paths) else []:
            self.inner.add_problem(
                tr(
                    "{name} was left out: at most {most} photos fit here",
                    name=path.name,
                    most=self.declared.most,
                )
            )
        for path in paths[: max(0, room)]:
            self._waiting += 1
            self._context.run(
                self,
                partial(take_in, path=path),
                self._took,
                partial(self._refused, path),
            )
        self._say_waiting()

    def _took(self, taken: Taken) -> None:
        self.inner.add(taken.stored, taken.thumb)
        facts = taken.facts
        if self._context.use_facts is not None and (facts.taken_at or facts.lat is not None):
            self._facts = facts
            self.inner.offer.show()
        self._touch()
        self._one_done()

    def _refused(self, path: Path, error: Exception) -> None:
        words = words_of(error)
        self.inner.add_problem(words if path.name in words else f"{path.name}: {words}")
        self._one_done()

    def _one_done(self) -> None:
        self._waiting -= 1
        self._say_waiting()
        if not self._waiting:
            self.settled.emit()

    def _say_waiting(self) -> None:
        self.inner.say(tr("Preparing {count} photos…", count=self._waiting) if self._waiting else "")

    def _use_facts(self) -> None:
        if self._facts is not None and self._context.use_facts is not None:
            self._context.use_facts(self._facts)
        self.inner.offer.hide()

    def _show(self, value: Json) -> None:
        photos = [each for each in value or [] if isinstance(each, dict) and "sha" in each]
        self.inner.set_value(photos)
        for photo in photos:
            self._context.run(
                self,
                partial(thumb, photo=photo),
                partial(self.inner.show_thumb, photo["sha"]),
                lambda error: None,  # it has not arrived from the server yet: its grey place stays
            )

    def _choose(self) -> None:
        pattern = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        names, _ = QFileDialog.getOpenFileNames(self, tr("Choose photos"), "", f"{tr('Photos')} ({pattern})")
        if names:
            self.take([Path(name) for name in names])


class PhotoField(Field):
    """The widgets; `value()` is the list of stored photos."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._photos: list[dict[str, Json]] = []
        self._thumbs: dict[str, QPixmap] = {}
        self._most = most
        self.corner = self._counter = Label("", "caption", "ink3")
        self.strip = PhotoStrip(tr("Remove"), small=True)
        self.zone = DropZone(
            tr("Drop photos here"),
            tr("From a phone or a USB stick; they are made smaller by themselves"),
            tr("Choose photos"),
            suffixes=SUFFIXES,
        )
        self.offer = Button(tr("Use the photo's time and place"), "text", "small", "map-pin")
        self.offer.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._waiting = Label("", "caption", "ink3")
        self.problems = Label("", "caption", "red", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        for each in (self.strip, self.zone, self._waiting, self.problems, self.offer):
            column.addWidget(each)
        for quiet in (self._waiting, self.problems, self.offer):
            quiet.hide()
        self.strip.remove_clicked.connect(self._remove)
        self.setFocusProxy(self.zone.button)
        self._refresh()

    def value(self) -> list[dict[str, Json]]:
        return list(self._photos)

    def set_value(self, value: Json) -> None:
        self._photos = list(value or [])
        self._refresh()

    def add(self, stored: dict[str, Json], image: QImage) -> None:
        self._thumbs[stored["sha"]] = QPixmap.fromImage(image)
        if stored["sha"] not in [each["sha"] for each in self._photos]:
            self._photos.append(stored)
        self._refresh()

    def show_thumb(self, sha: str, image: QImage) -> None:
        self._thumbs[sha] = QPixmap.fromImage(image)
        self._refresh()

    def say(self, words: str) -> None:
        self._waiting.setText(words)
        self._waiting.setVisible(bool(words))

    def add_problem(self, words: str) -> None:
        self.problems.setText(f"{self.problems.text()}\n{words}".strip())
        self.problems.show()

    def clear_problems(self) -> None:
        self.problems.setText("")
        self.problems.hide()

    def _remove(self, sha: object) -> None:
        self._photos = [each for each in self._photos if each["sha"] != sha]
        self._refresh()
        self.changed.emit()

    def _refresh(self) -> None:
        empty = QPixmap()
        self.strip.set_photos(
            [
                Photo(each["sha"], self._thumbs.get(each["sha"], empty), tr("photo {number}", number=number))
                for number, each in enumerate(self._photos, start=1)
            ]
        )
        self.strip.setVisible(bool(self._photos))
        self._counter.setText(tr("{count} of at most {most}", count=len(self._photos), most=self._most))
