"""The lines of tus 1.0 that say MUST (and the SHOULDs we keep), one by one, over real HTTP."""

from __future__ import annotations

import base64
import hashlib
import random
import socket
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import pytest
import requests

from gridapp.server.filehub import KEPT_FOR
from gridapp.server.tables import file_use
from gridapp.store.seal import PIECE
from gridapp.sync import protocol
from tests.conftest import FakeClock
from tests.office import VOLUNTEER, Office, make

OFFSET = "application/offset+octet-stream"
UPLOADS = "/v1/uploads"


class Upload:
    """One upload by hand: every header as the caller says."""

    def __init__(self, url: str, token: str, data: bytes) -> None:
        self.url, self.data = url, data
        self.sha = hashlib.sha256(data).hexdigest()
        self.plain = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
        self.headers = {**self.plain, "Tus-Resumable": "1.0.0"}

    @property
    def path(self) -> str:
        return f"{self.url}{UPLOADS}/{self.sha}"

    def create(self, size: int | None = None, **headers: str) -> requests.Response:
        named = f"name {encoded(b'gate.jpg')},sha {encoded(self.sha.encode())},empty"
        wanted = {"Upload-Length": str(len(self.data) if size is None else size), "Upload-Metadata": named}
        return requests.post(self.url + UPLOADS, headers={**self.headers, **wanted, **headers}, timeout=10)

    def head(self) -> requests.Response:
        return requests.head(self.path, headers=self.headers, timeout=10)

    def patch(self, offset: int, piece: bytes, **headers: str) -> requests.Response:
        wanted = {"Upload-Offset": str(offset), "Content-Type": OFFSET, **headers}
        return requests.patch(self.path, piece, headers={**self.headers, **wanted}, timeout=10)

    def stands_at(self, offset: int) -> bool:
        return self.head().headers["Upload-Offset"] == str(offset)


def wait_until(condition: Callable[[], bool]) -> None:
    for _ in range(1000):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("it never came")


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.fixture
def token(small_office: Office) -> str:
    return small_office.desk(VOLUNTEER).identity.token


@pytest.fixture
def upload(small_office: Office, token: str, dice: random.Random) -> Iterator[Upload]:
    with small_office.online() as url:
        yield Upload(url, token, dice.randbytes(1000))


# --- core protocol ---


def test_head_of_an_upload(upload: Upload) -> None:
    """MUST include Upload-Offset, even if it is 0 or the upload is completed; MUST include Upload-Length when it is
    known; MUST prevent caching with no-store."""
    upload.create()
    for before, offset in ((0, 0), (0, 10), (10, 1000)):
        upload.patch(before, upload.data[before:offset])
        answer = upload.head()
        assert answer.status_code == 200
        assert answer.headers["Upload-Offset"] == str(offset)
        assert answer.headers["Upload-Length"] == "1000"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Tus-Resumable"] == "1.0.0"


def test_head_of_no_upload(upload: Upload) -> None:
    """SHOULD be 404, 410 or 403 without the Upload-Offset header."""
    answer = upload.head()
    assert answer.status_code == 404
    assert "Upload-Offset" not in answer.headers


def test_patch_moves_the_offset(upload: Upload) -> None:
    """MUST apply the bytes at the offset, MUST answer 204 with the new offset: the old one and the bytes received."""
    upload.create()
    answer = upload.patch(0, upload.data[:70])
    assert (answer.status_code, answer.headers["Upload-Offset"], answer.content) == (204, "70", b"")
    assert upload.patch(70, b"").headers["Upload-Offset"] == "70"
    assert upload.patch(70, upload.data[70:]).headers["Upload-Offset"] == "1000"


def test_patch_at_another_offset(upload: Upload) -> None:
    """MUST be 409 without modifying the upload."""
    upload.create()
    upload.patch(0, upload.data[:70])
    for wrong in (0, 69, 71, 500):
        assert upload.patch(wrong, upload.data[wrong : wrong + 50]).status_code == 409
        assert upload.stands_at(70)
    assert upload.patch(70, upload.data[70:]).status_code == 204
    assert upload.patch(0, upload.data[:10]).status_code == 409  # whole already


def test_patch_of_other_content(upload: Upload) -> None:
    """MUST use application/offset+octet-stream, otherwise SHOULD be 415."""
    upload.create()
    answer = upload.patch(0, upload.data, **{"Content-Type": "application/octet-stream"})
    assert answer.status_code == 415
    assert upload.stands_at(0)


def test_patch_of_no_upload(upload: Upload) -> None:
    """SHOULD be 404."""
    assert upload.patch(0, b"x").status_code == 404


@pytest.mark.parametrize("offset", ["", "-1", "one", "1e3", "٣"])
def test_offsets_are_numbers_not_below_zero(upload: Upload, offset: str) -> None:
    upload.create()
    answer = upload.patch(0, b"x", **{"Upload-Offset": offset.encode("utf-8").decode("latin-1")})
    assert answer.status_code == 400
    assert upload.stands_at(0)


def test_as_much_of_a_broken_patch_is_kept_as_arrived(
    small_office: Office, token: str, dice: random.Random
) -> None:
    """SHOULD always attempt to store as much of the received data as possible."""
    with small_office.online() as url:
        upload = Upload(url, token, dice.randbytes(3 * PIECE))
        upload.create()
        place = urlsplit(url)
        with socket.create_connection((place.hostname or "", place.port or 0)) as line:
            head = [f"PATCH {UPLOADS}/{upload.sha} HTTP/1.1", f"Host: {place.netloc}", "Upload-Offset: 0"]
            head += [f"{k}: {v}" for k, v in upload.headers.items()]
            head += [f"Content-Type: {OFFSET}", f"Content-Length: {len(upload.data)}", "", ""]
            line.sendall("\r\n".join(head).encode() + upload.data[: 2 * PIECE + 1000])
            wait_until(lambda: upload.stands_at(2 * PIECE))  # while the rest is still on its way
        wait_until(
            lambda: upload.stands_at(2 * PIECE + 1000)
        )  # what is less than a piece, once the line is cut
        assert upload.patch(2 * PIECE + 1000, upload.data[2 * PIECE + 1000 :]).status_code == 204
        assert small_office.centre.files.read(upload.sha) == upload.data


def test_a_long_body_is_kept_piece_by_piece(small_office: Office, token: str, dice: random.Random) -> None:
    with small_office.online() as url:
        upload = Upload(url, token, dice.randbytes(2 * PIECE + 5))
        upload.create()
        assert upload.patch(0, upload.data).headers["Upload-Offset"] == str(len(upload.data))
        assert small_office.centre.files.read(upload.sha) == upload.data


def test_other_versions_are_refused_undone(upload: Upload) -> None:
    """Tus-Resumable MUST be in every request and response but OPTIONS; of another version: MUST be 412, MUST include
    Tus-Version, MUST NOT be processed."""
    upload.create()
    for version in ("0.2.2", "1.0.1", ""):
        other = {"Tus-Resumable": version}
        for answer in (
            upload.create(**other),
            upload.patch(0, upload.data, **other),
            requests.head(upload.path, headers={**upload.plain, **other}, timeout=10),
            requests.delete(upload.path, headers={**upload.plain, **other}, timeout=10),
        ):
            assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0")
            assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert upload.stands_at(0)


def test_options_tells_what_there_is(upload: Upload) -> None:
    """MUST have Tus-Version; Tus-Resumable of the request MUST be ignored; no right is needed."""
    for headers in ({}, {"Tus-Resumable": "0.1"}):
        answer = requests.options(upload.url + UPLOADS, headers=headers, timeout=10)
        assert answer.status_code == 204
        assert answer.headers["Tus-Version"] == "1.0.0"
        assert set(answer.headers["Tus-Extension"].split(",")) == {
            "creation", "expiration", "checksum", "termination",
        }  # fmt: skip
        assert answer.headers["Tus-Max-Size"] == str(protocol.MOST_FILE_BYTES)
        assert "sha1" in answer.headers["Tus-Checksum-Algorithm"].split(",")


def test_the_method_may_stand_in_a_header(upload: Upload) -> None:
    """X-HTTP-Method-Override MUST be interpreted as the request's method, the actual method MUST be ignored."""
    upload.create()
    as_patch = {"X-HTTP-Method-Override": "PATCH", "Upload-Offset": "0", "Content-Type": OFFSET}
    answer = requests.post(upload.path, upload.data[:70], headers={**upload.headers, **as_patch}, timeout=10)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, "70")
    as_delete = {"X-HTTP-Method-Override": "DELETE"}
    assert requests.get(upload.path, headers={**upload.headers, **as_delete}, timeout=10).status_code == 204
    assert requests.post(upload.path, headers=as_delete, timeout=10).status_code == 401


# --- creation ---


def test_creation_gives_the_place(upload: Upload) -> None:
    """MUST be 201 and MUST set Location."""
    answer = upload.create()
    assert (answer.status_code, answer.headers["Location"]) == (201, f"{UPLOADS}/{upload.sha}")
    assert (answer.headers["Upload-Offset"], answer.headers["Tus-Resumable"]) == ("0", "1.0.0")


def test_creation_again_goes_on(upload: Upload) -> None:
    upload.create()
    upload.patch(0, upload.data[:10])
    assert upload.create().headers["Upload-Offset"] == "10"
    assert upload.stands_at(10)


def test_too_long_is_said(upload: Upload) -> None:
    """Longer than Tus-Max-Size MUST be 413."""
    assert upload.create(protocol.MOST_FILE_BYTES + 1).status_code == 413
    assert upload.create(protocol.MOST_FILE_BYTES).status_code == 201
    upload.create()
    assert upload.patch(0, upload.data + b"x").status_code == 413
    assert upload.stands_at(0)


@pytest.mark.parametrize(
    "headers",
    [
        {"Upload-Length": ""}, {"Upload-Length": "-5"}, {"Upload-Length": "many"}, {"Upload-Metadata": ""},
        {"Upload-Metadata": "sha !!!"}, {"Upload-Metadata": f"sha {encoded(b'x' * 64)[:-2]}"},
        {"Upload-Length": "", "Upload-Defer-Length": "1"},
    ],
)  # fmt: skip
def test_creation_without_what_it_needs(upload: Upload, headers: dict[str, str]) -> None:
    assert upload.create(**headers).status_code == 400
    assert upload.head().status_code == 404


# --- expiration ---


def test_expiry_is_told_and_kept(upload: Upload, clock: FakeClock) -> None:
    """Upload-Expires MUST be in every PATCH response if the upload is going to expire, as an RFC 9110 date; a removed
    one SHOULD be 404 or 410."""
    assert "Upload-Expires" in upload.create().headers
    told = parsedate_to_datetime(upload.patch(0, upload.data[:10]).headers["Upload-Expires"])
    assert abs(told - clock() - KEPT_FOR).total_seconds() < 60
    behind = datetime.now(UTC) - clock()  # the disk has a clock of its own
    clock.pass_by(days=KEPT_FOR.days, hours=1, seconds=behind.total_seconds())
    assert upload.stands_at(10)  # nothing is cleared until its drawer is needed
    other = neighbour(upload)
    assert other.create().status_code == 201
    assert upload.head().status_code == 404
    assert upload.patch(10, upload.data[10:]).status_code == 404
    assert upload.create().headers["Upload-Offset"] == "0"


def neighbour(upload: Upload) -> Upload:
    """Another file whose name begins alike."""
    number = 0
    while True:
        data = number.to_bytes(4)
        if hashlib.sha256(data).hexdigest()[:2] == upload.sha[:2]:
            return Upload(upload.url, upload.headers["Authorization"].removeprefix("Bearer "), data)
        number += 1


# --- checksum ---


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_piece_with_a_checksum(upload: Upload, algorithm: str) -> None:
    """A match is taken; a mismatch is 460, the chunk MUST be discarded and the offset MUST NOT be updated."""
    upload.create()
    good = f"{algorithm} {encoded(hashlib.new(algorithm, upload.data[:70]).digest())}"
    answer = upload.patch(0, upload.data[:69] + b"?", **{"Upload-Checksum": good})
    assert answer.status_code == 460
    assert upload.stands_at(0)
    assert upload.patch(0, upload.data[:70], **{"Upload-Checksum": good}).status_code == 204
    assert upload.stands_at(70)


@pytest.mark.parametrize("checksum", ["md5 AAAA", "sha1", "sha1 !", "SHA1 2jmj7l5rSw0yVb/vlWAYkK/YBwk=", ""])
def test_a_checksum_that_cannot_be_checked(upload: Upload, checksum: str) -> None:
    """400; the upload and its offset MUST NOT be updated."""
    upload.create()
    assert upload.patch(0, upload.data, **{"Upload-Checksum": checksum}).status_code == 400
    assert upload.stands_at(0)


def test_a_checked_piece_that_is_cut_is_not_kept(upload: Upload) -> None:
    """The checksum is of the entire request: what cannot be checked is discarded."""
    upload.create()
    place = urlsplit(upload.url)
    with socket.create_connection((place.hostname or "", place.port or 0)) as line:
        digest = encoded(hashlib.sha256(upload.data).digest())
        head = [f"PATCH {UPLOADS}/{upload.sha} HTTP/1.1", f"Host: {place.netloc}", "Upload-Offset: 0"]
        head += [f"{k}: {v}" for k, v in upload.headers.items()] + [f"Upload-Checksum: sha256 {digest}"]
        head += [f"Content-Type: {OFFSET}", "Content-Length: 1000", "", ""]
        line.sendall("\r\n".join(head).encode() + upload.data[:500])
    assert upload.patch(0, upload.data).status_code == 204


# --- termination ---


def test_termination_frees_the_space(small_office: Office, upload: Upload) -> None:
    """MUST be 204 for an existing upload; later requests MUST be 404 or 410."""
    upload.create()
    upload.patch(0, upload.data[:500])
    assert small_office.centre.files.arrived(upload.sha) == 500
    assert requests.delete(upload.path, headers=upload.headers, timeout=10).status_code == 204
    assert small_office.centre.files.arrived(upload.sha) == 0
    assert upload.head().status_code == 404
    assert upload.patch(500, upload.data[500:]).status_code == 404
    assert requests.delete(upload.path, headers=upload.headers, timeout=10).status_code == 404


def test_a_whole_file_stays(small_office: Office, upload: Upload) -> None:
    """It belongs to a record by then; nobody's computer takes it away from the others."""
    upload.create()
    upload.patch(0, upload.data)
    assert requests.delete(upload.path, headers=upload.headers, timeout=10).status_code == 403
    assert small_office.centre.files.read(upload.sha) == upload.data


# --- what is not in the protocol, and goes wrong in the field ---


def test_an_upload_whose_last_answer_was_lost_is_whole(small_office: Office, upload: Upload) -> None:
    """The server was ended between the last byte and the name: the upload does not stick at 100 %."""
    upload.create()
    small_office.centre.files.append(upload.sha, 0, upload.data)
    answer = upload.head()
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (200, "1000")
    receipt = requests.get(f"{upload.url}/v1/files/{upload.sha}/receipt", headers=upload.plain, timeout=10)
    assert receipt.status_code == 200


def test_a_whole_file_that_was_never_looked_at_is_damaged(small_office: Office, upload: Upload) -> None:
    """The server was ended before it had marked the file as whole, and the disk has spoilt it since."""
    upload.create()
    small_office.centre.files.append(upload.sha, 0, upload.data)
    assert small_office.centre.files.finish(upload.sha)
    file = small_office.folder / "server" / "files" / upload.sha[:2] / upload.sha
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    assert upload.stands_at(0)
    assert upload.patch(0, upload.data).status_code == 204
    assert small_office.centre.files.read(upload.sha) == upload.data


def test_a_file_that_the_storage_lost_begins_again(small_office: Office, upload: Upload) -> None:
    upload.create()
    upload.patch(0, upload.data)
    folder = small_office.folder / "server" / "files" / upload.sha[:2]
    (folder / upload.sha).unlink()
    receipt = requests.get(f"{upload.url}/v1/files/{upload.sha}/receipt", headers=upload.plain, timeout=10)
    assert receipt.status_code == 404
    assert upload.stands_at(0)
    assert upload.patch(0, upload.data).status_code == 204


def test_ranges_of_a_file(small_office: Office, upload: Upload) -> None:
    desk = small_office.desk(VOLUNTEER)
    entry = make(desk, "hazard", random.Random(1))
    small_office.sync(desk)
    upload.create()
    upload.patch(0, upload.data)
    with small_office.owner() as connection:
        connection.execute(file_use.insert().values(county="621026000000", sha=upload.sha, entry=entry.id))

    def get(wanted: str = "") -> requests.Response:
        headers = {**upload.plain, **({"Range": wanted} if wanted else {})}
        return requests.get(f"{upload.url}/v1/files/{upload.sha}", headers=headers, timeout=10)

    assert (get().status_code, get().content) == (200, upload.data)
    part = get("bytes=990-2000")
    assert (part.status_code, part.content) == (206, upload.data[990:])
    assert part.headers["Content-Range"] == "bytes 990-999/*"
    assert get("bytes=1000-1001").status_code == 416
    assert get("bytes=9-3").status_code == 416
