"""The bucket is away for a while: words and a time to come again, nothing lost, no receipt before it has the bytes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from gridapp.actions import entries, photos, status
from gridapp.domain.photo import Photo
from gridapp.server import serve
from gridapp.server.storage.address import understand
from gridapp.server.storage.base import Storage
from gridapp.store.seal import PIECE
from gridapp.sync.client import Client
from gridapp.sync.engine import Direct, run_round
from tests.office import COORDINATOR, VOLUNTEER, Office, make
from tests.server.test_tus import Upload

KEY = bytes(range(32))


class Places:
    """The bucket while it is there, and the same bucket while nobody answers."""

    def __init__(self, url: str, folder: Path, dice: random.Random) -> None:
        self.there = understand(url, folder).open(KEY, dice.randbytes)
        self.away = understand("s3://key:secret@127.0.0.1:9/box?tls=off", folder).open(KEY, dice.randbytes)


@pytest.fixture
def places(bucket_url: str, tmp_path: Path, dice: random.Random) -> Places:
    return Places(bucket_url, tmp_path, dice)


@contextmanager
def online(office: Office, storage: Storage) -> Iterator[str]:
    with serve.running(replace(office.centre, files=storage)) as url:
        yield url


def test_uploads_wait_for_the_bucket(small_office: Office, places: Places, dice: random.Random) -> None:
    upload = Upload("", small_office.desk(VOLUNTEER).identity.token, dice.randbytes(PIECE + 50))
    with online(small_office, places.there) as upload.url:
        upload.create()
        assert upload.patch(0, upload.data[:PIECE]).status_code == 204
    with online(small_office, places.away) as upload.url:
        for answer in (
            upload.create(),
            upload.patch(PIECE, upload.data[PIECE:]),
            requests.get(f"{upload.url}/v1/files/{upload.sha}/receipt", headers=upload.plain, timeout=30),
        ):
            if answer.request.path_url.endswith("/receipt"):
                assert answer.status_code == 404  # it was never whole
                continue
            assert answer.status_code == 503
            assert int(answer.headers["Retry-After"]) > 0
            assert answer.json()["title"] == "The storage of files cannot be used now"
            assert "secret" not in answer.text
    with online(small_office, places.there) as upload.url:
        assert upload.stands_at(PIECE)
        assert upload.patch(PIECE, upload.data[PIECE:]).status_code == 204
    assert places.there.read(upload.sha) == upload.data
    with online(small_office, places.away) as upload.url:
        receipt = requests.get(
            f"{upload.url}/v1/files/{upload.sha}/receipt", headers=upload.plain, timeout=30
        )
        assert receipt.status_code == 503  # no word for what cannot be seen


def test_a_bucket_that_keeps_something_else_gets_no_receipt(
    small_office: Office, places: Places, dice: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    import obstore

    upload = Upload("", small_office.desk(VOLUNTEER).identity.token, dice.randbytes(5000))
    real = obstore.put

    def careless(store: object, path: str, data: bytes, **rest: object) -> object:
        return real(store, path, data if path.startswith("parts/") else data[:-1] + b"?", **rest)  # type: ignore[call-overload]

    with online(small_office, places.there) as upload.url:
        upload.create()
        monkeypatch.setattr(obstore, "put", careless)
        assert upload.patch(0, upload.data).status_code == 503
        monkeypatch.undo()
        receipt = requests.get(
            f"{upload.url}/v1/files/{upload.sha}/receipt", headers=upload.plain, timeout=30
        )
        assert receipt.status_code == 404
        assert upload.stands_at(5000)  # it looks again, and puts what arrived there once more
        receipt = requests.get(
            f"{upload.url}/v1/files/{upload.sha}/receipt", headers=upload.plain, timeout=30
        )
        assert receipt.status_code == 200
    assert places.there.read(upload.sha) == upload.data


def test_text_goes_on_while_the_bucket_is_away(
    small_office: Office, places: Places, dice: random.Random
) -> None:
    with online(small_office, places.there) as url:
        volunteer = small_office.enrolled_over(url, VOLUNTEER)
        coordinator = small_office.enrolled_over(url, COORDINATOR)
    photo = photos.keep(volunteer, Photo(dice.randbytes(300_000), 100, 80))
    hazard = make(volunteer, "hazard", dice, photos=[photo])
    with online(small_office, places.away) as url:
        for desk in (volunteer, coordinator):
            report = run_round(Direct(desk.vault), Client(url, desk.identity.token))
        assert entries.get(coordinator, hazard.id).body["photos"] == [photo]
        assert status.status(volunteer).unsent_files == 1
        assert report.files_received == 0
    with online(small_office, places.there) as url:
        for desk in (volunteer, coordinator):
            report = run_round(Direct(desk.vault), Client(url, desk.identity.token))
            assert not report.file_problems
    assert status.status(volunteer).unsent_files == 0
    assert photos.read(coordinator, photo["sha"]) == photos.read(volunteer, photo["sha"])
