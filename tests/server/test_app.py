"""The server over real HTTP: who may call what, resumable uploads, and answers that are words."""

from __future__ import annotations

import base64
import hashlib
import random
from collections.abc import Iterator

import msgspec
import pytest
import requests

from gridapp.actions import photos
from gridapp.domain.errors import Refused
from gridapp.domain.photo import Photo
from gridapp.server.app import ROUTES, create_app
from gridapp.sync import protocol
from gridapp.sync.client import Client
from gridapp.sync.engine import Direct, run_round
from gridapp.sync.enrolment import enrol
from gridapp.sync.protocol import Checkpoint, Enrol, Pull, PullAnswer, Push
from tests.office import COORDINATOR, VOLUNTEER, Office, make, signed

TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture
def url(small_office: Office) -> Iterator[str]:
    with small_office.online() as address:
        yield address


@pytest.fixture
def headers(small_office: Office) -> dict[str, str]:
    return {"Authorization": f"Bearer {small_office.desk(VOLUNTEER).identity.token}", "Accept-Language": "en"}


def test_every_route_is_in_the_policy_table(small_office: Office) -> None:
    app = create_app(small_office.centre)
    there = {(method, path) for path, item in app.openapi()["paths"].items() for method in item}
    assert there == {(route.method.lower(), route.path) for route in ROUTES}


@pytest.mark.parametrize(
    "route", [r for r in ROUTES if r.needs != "nothing"], ids=lambda r: f"{r.method} {r.path}"
)
@pytest.mark.parametrize("token", ["", "wrong"])
def test_without_a_token_no_door_opens(url: str, route: object, token: str) -> None:
    path = route.path.replace("{sha}", "a" * 64)  # type: ignore[attr-defined]
    answer = requests.request(
        route.method, url + path, headers={"Authorization": f"Bearer {token}"}, timeout=10
    )  # type: ignore[attr-defined]
    assert answer.status_code == 401


def test_the_whole_way_over_http(small_office: Office, dice: random.Random) -> None:
    with small_office.online() as url:
        volunteer = small_office.enrolled_over(url, VOLUNTEER)
        coordinator = small_office.enrolled_over(url, COORDINATOR)
        photo = photos.keep(volunteer, Photo(dice.randbytes(700_000), 100, 80))
        hazard = make(volunteer, "hazard", dice, photos=[photo])
        for desk in (volunteer, coordinator):
            report = run_round(Direct(desk.vault), Client(url, desk.identity.token))
            assert not report.file_problems
        assert photos.read(coordinator, photo["sha"]) == photos.read(volunteer, photo["sha"])
        assert coordinator.may("view", hazard)


def test_a_code_works_once_and_expires(small_office: Office, url: str) -> None:
    code = small_office.code(VOLUNTEER)
    enrolled = Client(url).enrol(Enrol(code, "office"))
    assert enrolled.name == VOLUNTEER[0]
    for bad in (code, "AAAAA-AAAAA", small_office.code(VOLUNTEER)[:-1]):
        with pytest.raises(Exception, match="not valid"):
            Client(url).enrol(Enrol(bad, "office"))
    late = small_office.code(VOLUNTEER)
    small_office.clock.pass_by(days=2)  # type: ignore[attr-defined]
    with pytest.raises(Exception, match="not valid"):
        Client(url).enrol(Enrol(late, "office"))


def test_garbage_is_refused_in_words(url: str, headers: dict[str, str]) -> None:
    for body, encoding in (
        (b"\x00garbage", "zstd"),
        (b"{", ""),
        (b"[]", ""),
        (b"\x1f\x8bxx", "gzip"),
        (b"{}", ""),
    ):
        answer = requests.post(
            f"{url}/v1/push", body, headers={**headers, "Content-Encoding": encoding}, timeout=10
        )
        assert answer.status_code == 422
        assert answer.json()["title"] == "The request cannot be read"
    chinese = {**headers, "Accept-Language": "zh-CN"}
    assert "请求" in requests.post(f"{url}/v1/push", b"{", headers=chinese, timeout=10).json()["title"]


def test_a_bomb_is_refused_before_it_unpacks(url: str, headers: dict[str, str]) -> None:
    import zstandard

    bomb = zstandard.ZstdCompressor().compress(b"[" * 200_000_000)
    answer = requests.post(
        f"{url}/v1/push", bomb, headers={**headers, "Content-Encoding": "zstd"}, timeout=30
    )
    assert answer.status_code == 413


def test_an_altered_batch_is_refused_whole(small_office: Office, url: str) -> None:
    desk = small_office.enrolled_over(url, VOLUNTEER)
    headers = {"Authorization": f"Bearer {desk.identity.token}", "Accept-Language": "en"}
    push = signed(desk, Push("b" * 32, "0" * 64, [], Checkpoint(), ""))
    answer = requests.post(f"{url}/v1/push", msgspec.json.encode(push), headers=headers, timeout=10)
    assert answer.status_code == 422
    assert "altered" in answer.json()["title"]


def test_gzip_and_plain_json_are_understood(url: str, headers: dict[str, str]) -> None:
    import gzip

    body = msgspec.json.encode(Pull(Checkpoint()))
    for data, encoding in (
        (body, ""),
        (gzip.compress(body), "gzip"),
        (protocol.pack(Pull(Checkpoint())), "zstd"),
    ):
        answer = requests.post(
            f"{url}/v1/pull", data, headers={**headers, "Content-Encoding": encoding}, timeout=10
        )
        assert protocol.unpack(answer.content, answer.headers["X-Packed"], PullAnswer).rows == []


class Upload:
    """One tus upload by hand."""

    def __init__(self, url: str, headers: dict[str, str], data: bytes) -> None:
        self.url, self.headers, self.data = url, {**headers, **TUS}, data
        self.sha = hashlib.sha256(data).hexdigest()

    def create(self, size: int | None = None) -> requests.Response:
        metadata = f"sha {base64.b64encode(self.sha.encode()).decode()}"
        wanted = {"Upload-Length": str(len(self.data) if size is None else size), "Upload-Metadata": metadata}
        return requests.post(f"{self.url}/v1/uploads", headers={**self.headers, **wanted}, timeout=10)

    def head(self) -> requests.Response:
        return requests.head(f"{self.url}/v1/uploads/{self.sha}", headers=self.headers, timeout=10)

    def patch(self, offset: int, piece: bytes) -> requests.Response:
        wanted = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
        return requests.patch(
            f"{self.url}/v1/uploads/{self.sha}", piece, headers={**self.headers, **wanted}, timeout=10
        )


def test_an_upload_is_resumed_at_the_byte(url: str, headers: dict[str, str], dice: random.Random) -> None:
    upload = Upload(url, headers, dice.randbytes(300_000))
    assert upload.head().status_code == 404
    created = upload.create()
    assert (created.status_code, created.headers["Location"]) == (201, f"/v1/uploads/{upload.sha}")
    assert upload.patch(0, upload.data[:100_001]).headers["Upload-Offset"] == "100001"
    assert upload.head().headers["Upload-Offset"] == "100001"
    assert upload.head().headers["Cache-Control"] == "no-store"
    wrong = upload.patch(50, upload.data[50:])
    assert wrong.status_code == 409
    assert upload.head().headers["Upload-Offset"] == "100001"
    assert upload.patch(100_001, upload.data[100_001:]).status_code == 204
    assert (
        requests.get(f"{url}/v1/files/{upload.sha}/receipt", headers=headers, timeout=10).status_code == 200
    )
    assert upload.create().headers["Upload-Offset"] == "300000"


def test_uploads_too_large_or_false_are_refused(url: str, headers: dict[str, str]) -> None:
    upload = Upload(url, headers, b"x" * 100)
    assert upload.create(protocol.MOST_FILE_BYTES + 1).status_code == 413
    upload.create()
    assert upload.patch(0, b"x" * 101).status_code == 413
    assert upload.patch(0, b"y" * 100).status_code == 422
    assert upload.head().headers["Upload-Offset"] == "0"
    assert (
        requests.get(f"{url}/v1/files/{upload.sha}/receipt", headers=headers, timeout=10).status_code == 404
    )
    upload.sha = "../../etc/passwd"
    assert upload.create().status_code == 422


def test_hello_tells_nothing_but_what_it_is(url: str) -> None:
    assert set(requests.get(f"{url}/v1/hello", timeout=10).json()) == {
        "program",
        "version",
        "protocol",
        "key",
    }


def test_a_store_that_is_somebodys_is_not_given_to_another(small_office: Office, url: str) -> None:
    volunteer = small_office.enrolled_over(url, VOLUNTEER)
    before = volunteer.vault.identity()
    with pytest.raises(Refused, match="somebody else"):
        enrol(volunteer.vault, Client(url), small_office.code(COORDINATOR), "office")
    assert volunteer.vault.identity() == before
    again = enrol(volunteer.vault, Client(url), small_office.code(VOLUNTEER), "office")
    assert again.person == before.person
