"""A photo in full: from this computer, from the server when it is opened, and in words when there is no way."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from PIL import Image
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QWidget

from gridapp.actions import photos
from gridapp.actions.desk import Desk
from gridapp.domain.world import CHINA
from gridapp.interop.photos import prepare
from gridapp.sync.client import Client
from gridapp.sync.engine import Direct, run_round
from tests.office import COORDINATOR, VOLUNTEER, Office, make
from tests.ui.conftest import signed_in
from ui.pages.photo_viewer import PhotoViewer, small_picture
from ui.session import Session


@dataclass
class Scene:
    """A photo on the volunteer's computer, and a coordinator who has its thumbnail."""

    url: str
    volunteer: Desk
    coordinator: Desk
    session: Session
    photo: dict[str, Any]
    window: QWidget

    def open(self, small: QPixmap | None = None) -> PhotoViewer:
        viewer = PhotoViewer(self.window, self.session, "大门", self.photo, small or QPixmap())
        viewer.open()
        return viewer


@pytest.fixture
def scene(small_office: Office, qtbot) -> Iterator[Scene]:
    dice = random.Random(3)
    out = io.BytesIO()
    Image.frombytes("RGB", (800, 600), dice.randbytes(800 * 600 * 3)).save(out, "PNG")
    with small_office.online() as url:
        volunteer, coordinator = (small_office.enrolled_over(url, who) for who in (VOLUNTEER, COORDINATOR))
        photo = photos.keep(volunteer, prepare("gate.png", out.getvalue(), CHINA))
        make(volunteer, "hazard", dice, photos=[photo])
        for desk in (volunteer, coordinator):
            run_round(Direct(desk.vault), Client(url, desk.identity.token))
        session = signed_in(coordinator, qtbot)
        window = QWidget()
        qtbot.addWidget(window)
        window.resize(1000, 700)
        window.show()
        yield Scene(url, volunteer, coordinator, session, photo, window)
        session.close()


def shown(viewer: PhotoViewer) -> int:
    return viewer._picture._picture.width()


def test_an_original_is_fetched_when_it_is_opened(scene: Scene, qtbot) -> None:
    small = small_picture(scene.coordinator, scene.photo)
    assert max(small.width(), small.height()) == 320
    viewer = scene.open(QPixmap.fromImage(small))
    assert shown(viewer) == 320
    qtbot.waitUntil(lambda: shown(viewer) == 800, timeout=20_000)
    assert viewer.words.isHidden()
    assert photos.read(scene.coordinator, scene.photo["sha"]) == photos.read(
        scene.volunteer, scene.photo["sha"]
    )


def test_what_is_here_is_shown_at_once_and_without_words(scene: Scene, qtbot) -> None:
    scene.coordinator.vault.files.put(photos.read(scene.volunteer, scene.photo["sha"]))
    viewer = scene.open()
    qtbot.waitUntil(lambda: shown(viewer) == 800)
    assert viewer.words.text() == ""


def test_offline_it_says_so_and_the_next_round_brings_it(scene: Scene, qtbot, monkeypatch) -> None:
    real = Client.download

    def nobody(self: Client, sha: str, offset: int, most: int) -> bytes:
        return real(Client("http://127.0.0.1:9", "token"), sha, offset, most)

    monkeypatch.setattr(Client, "download", nobody)
    viewer = scene.open()
    qtbot.waitUntil(lambda: "No connection to the server" in viewer.words.text(), timeout=20_000)
    assert "comes by itself" in viewer.words.text()
    monkeypatch.undo()
    with qtbot.waitSignal(scene.session.synced, timeout=20_000) as heard:
        scene.session.sync(asked=True)
    assert heard.args[0].files_received == 1
    assert photos.read(scene.coordinator, scene.photo["sha"])


def test_a_photo_that_nobody_sent_yet(scene: Scene, qtbot) -> None:
    scene.photo = {**scene.photo, "sha": "ab" * 32}
    viewer = scene.open()
    qtbot.waitUntil(lambda: "has not sent it yet" in viewer.words.text(), timeout=20_000)


def test_a_viewer_that_was_closed_meanwhile_hears_nothing(scene: Scene, qtbot) -> None:
    viewer = scene.open()
    viewer.close_dialog()
    qtbot.waitUntil(lambda: scene.coordinator.vault.files.has(scene.photo["sha"]), timeout=20_000)
    answers: list[QImage] = []
    scene.session.run(lambda desk: small_picture(desk, scene.photo), answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    assert not answers[0].isNull()
