"""A photo in full, over the window: at once when it is here, else its thumbnail until it came from the server."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from gridapp.actions import photos
from gridapp.actions.desk import Desk
from gridapp.domain.errors import GridAppError, NotFound
from gridapp.i18n import tr
from ui.pictures import stored_picture
from ui.session import Session
from ui.widgets.dialog import AppDialog
from ui.widgets.labels import Label, PictureLabel

_LARGEST = 1600  # px; a photo is kept no larger than this while it is looked at


def small_picture(desk: Desk, photo: dict[str, Any]) -> QImage:
    """The thumbnail of a stored photo; nothing while it has not arrived."""
    try:
        return _scaled(stored_picture(photos.read_small(desk, photo)))
    except GridAppError:
        return QImage()


class PhotoViewer(AppDialog):
    """Shows one stored photo; `small` is its thumbnail, which may be empty."""

    def __init__(
        self, window: QWidget, session: Session, title: str, photo: dict[str, Any], small: QPixmap
    ) -> None:
        super().__init__(window, title, width=800)
        self._session, self._sha = session, photo["sha"]
        fits = QSize(photo["width"], photo["height"]).scaled(720, 460, Qt.AspectRatioMode.KeepAspectRatio)
        self._picture = PictureLabel(small, fits.width(), fits.height())
        self.add_widget(self._picture)
        self.words = Label("", tone="ink2", wrap=True)
        self.words.hide()
        self.add_widget(self.words)
        self.add_button("close", tr("Back"))
        session.run(partial(_whole_picture, sha=self._sha), self._show, self._fetch)

    def _show(self, image: QImage) -> None:
        if isValid(self):
            self._picture.set_pixmap(QPixmap.fromImage(image))
            self.words.hide()

    def _fetch(self, error: Exception) -> None:
        """It is not on this computer: ask for it, and say so."""
        if not isinstance(error, NotFound):
            self._say(error)
            return
        self._tell(tr("Fetching the photo from the server…"))
        again = partial(self._session.run, partial(_whole_picture, sha=self._sha), self._show, self._say)
        self._session.fetch(self._sha, again, self._say)

    def _say(self, error: Exception) -> None:
        if isinstance(error, NotFound):
            self._tell(
                tr("The computer that took this photo has not sent it yet. It is fetched once it is there.")
            )
        elif isinstance(error, GridAppError):
            self._tell(
                tr("The photo is at the server and comes by itself with the next connection. ({words})",
                   words=error.title)
            )  # fmt: skip
        else:
            self._session.failed.emit(error)

    def _tell(self, words: str) -> None:
        if isValid(self):
            self.words.setText(words)
            self.words.show()


def _whole_picture(desk: Desk, sha: str) -> QImage:
    return _scaled(stored_picture(photos.read(desk, sha)))


def _scaled(image: QImage) -> QImage:
    if max(image.width(), image.height()) <= _LARGEST:
        return image
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(_LARGEST, _LARGEST, keep, smooth)
