"""The photos of an entry in its detail: each with a mark that says where it is; a press shows one in full."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QImage, QPixmap

from gridapp.actions.standing import Standings
from gridapp.domain.entry import Entry
from gridapp.domain.fields import Photos
from gridapp.i18n import tr
from ui import words
from ui.pages.photo_viewer import PhotoViewer, small_picture
from ui.session import Session
from ui.waiting import run_for
from ui.widgets.photos import Photo, PhotoStrip


class EntryPhotos(PhotoStrip):
    """Reads the thumbnails by itself. `show_standing` changes the marks."""

    def __init__(self, session: Session, entry: Entry, standing: Standings, title: str) -> None:
        super().__init__()
        self._session, self._title = session, title
        self._stored = _photos_of(entry)
        self._standing = standing
        self._pictures: dict[str, QPixmap] = {}
        self._show()
        self.opened.connect(self._enlarge)
        stored = self._stored
        run_for(
            self,
            session,
            lambda desk: {sha: small_picture(desk, photo) for sha, photo in stored.items()},
            self._arrived,
        )

    @staticmethod
    def any_of(entry: Entry) -> bool:
        return bool(_photos_of(entry))

    def show_standing(self, standing: Standings) -> None:
        if standing != self._standing:
            self._standing = standing
            self._show()

    def _show(self) -> None:
        self.set_photos([self._photo(place, sha) for place, sha in enumerate(self._stored, 1)])

    def _photo(self, place: int, sha: str) -> Photo:
        mark, said = words.photo_standing(self._standing.of_photo(self._stored[sha]))
        name = tr("Photo {number}: {words}", number=place, words=said)
        return Photo(sha, self._pictures.get(sha, QPixmap()), name, mark)

    def _arrived(self, images: dict[str, QImage]) -> None:
        self._pictures = {sha: QPixmap.fromImage(image) for sha, image in images.items()}
        self._show()

    def _enlarge(self, sha: str) -> None:
        small = self._pictures.get(sha, QPixmap())
        PhotoViewer(self, self._session, self._title, self._stored[sha], small).open()


def _photos_of(entry: Entry) -> dict[str, dict[str, Any]]:
    """The stored photos by name, in the order of the fields, each once."""
    return {
        photo["sha"]: photo
        for name, field in entry.record.fields().items()
        if isinstance(field, Photos)
        for photo in entry.body.get(name) or []
    }
