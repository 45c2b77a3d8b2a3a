"""Both places for files behave alike: on the disk, and in a real bucket."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import obstore
import pytest
from cryptography.exceptions import InvalidTag

from gridapp.domain.errors import NotFound, Refused, WorldFailed
from gridapp.server import centre
from gridapp.server.storage.address import understand
from gridapp.server.storage.base import Storage, StorageDown
from gridapp.server.storage.bucket import Bucket
from gridapp.store.parts import WrongOffset
from gridapp.store.seal import PIECE
from tests.server.conftest import KEY

SEAL = bytes(range(32))


@pytest.fixture(params=["disk", "bucket"])
def storage(request: pytest.FixtureRequest, tmp_path: Path, dice: random.Random) -> Storage:
    url = "" if request.param == "disk" else request.getfixturevalue("bucket_url")
    return understand(url, tmp_path).open(SEAL, dice.randbytes)


def uploaded(storage: Storage, data: bytes, step: int = PIECE) -> str:
    sha = hashlib.sha256(data).hexdigest()
    for start in range(0, len(data), step):
        storage.append(sha, start, data[start : start + step])
    assert storage.finish(sha)
    return sha


@pytest.mark.parametrize("size", [1, PIECE, 3 * PIECE + 77])
def test_what_was_uploaded_is_read_whole_and_in_ranges(
    storage: Storage, dice: random.Random, size: int
) -> None:
    data = dice.randbytes(size)
    sha = uploaded(storage, data, step=100_003)
    assert (storage.size(sha), storage.arrived(sha), storage.read(sha)) == (size, 0, data)
    for first, most in (
        (0, 1),
        (0, size),
        (size - 1, 10),
        (size // 2, PIECE),
        (PIECE - 1, 2),
        (PIECE, PIECE),
    ):
        assert storage.read_range(sha, first, most) == data[first : first + most]
    assert storage.read_range(sha, size, 5) == b""


def test_what_was_made_here_is_kept_once(storage: Storage, dice: random.Random) -> None:
    data = dice.randbytes(PIECE + 1)
    assert storage.put(data) == storage.put(data) == hashlib.sha256(data).hexdigest()
    assert storage.read(storage.put(data)) == data


def test_an_upload_stands_at_the_byte(storage: Storage, dice: random.Random) -> None:
    data = dice.randbytes(1000)
    sha = hashlib.sha256(data).hexdigest()
    assert (storage.arrived(sha), storage.size(sha)) == (0, None)
    assert storage.append(sha, 0, data[:7]) == 7
    for wrong in (0, 6, 8):
        with pytest.raises(WrongOffset) as told:
            storage.append(sha, wrong, data[7:])
        assert told.value.here == 7
    assert storage.append(sha, 7, b"") == 7
    assert storage.append(sha, 7, data[7:]) == 1000
    with pytest.raises(NotFound):
        storage.read(sha)
    assert storage.finish(sha)
    assert storage.finish(sha)  # again, after an answer was lost
    assert storage.read(sha) == data


def test_what_is_not_what_its_name_says_is_thrown_away(storage: Storage) -> None:
    sha = hashlib.sha256(b"right").hexdigest()
    storage.append(sha, 0, b"wrong")
    assert not storage.finish(sha)
    assert (storage.arrived(sha), storage.size(sha)) == (0, None)
    assert uploaded(storage, b"right") == sha


def test_of_two_that_come_at_once_one_is_kept(storage: Storage, dice: random.Random) -> None:
    data = dice.randbytes(64_000)
    sha = hashlib.sha256(data).hexdigest()

    def send(worker: int) -> int:
        kept, offset = 0, 0
        while offset < len(data):
            try:
                size = 1000 + 500 * worker
                reached = storage.append(sha, offset, data[offset : offset + size])
                kept, offset = kept + reached - offset, reached
            except WrongOffset as told:
                offset = told.here
        return kept

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(send, range(4))) == len(data)
    assert storage.finish(sha)


def test_processes_take_turns_on_a_disk(tmp_path: Path) -> None:
    """Each process adds its bytes wherever the upload stands; were two let in, some would be lost."""
    script = (
        "import sys; from pathlib import Path; from gridapp.server.storage.address import understand\n"
        "from gridapp.store.parts import WrongOffset\n"
        "storage = understand('', Path(sys.argv[1])).open(bytes(range(32)), __import__('os').urandom)\n"
        "offset = done = 0\n"
        "while done < 60:\n"
        "    try: offset = storage.append('ab' * 32, offset, b'x' * 10); done += 1\n"
        "    except WrongOffset as told: offset = told.here\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", script, str(tmp_path)]) for _ in range(3)]
    assert [each.wait(60) for each in running] == [0, 0, 0]
    assert understand("", tmp_path).open(SEAL, os.urandom).arrived("ab" * 32) == 1800


def test_unfinished_uploads_expire(storage: Storage) -> None:
    sha = hashlib.sha256(b"never came whole").hexdigest()
    storage.append(sha, 0, b"never")
    now = datetime.now(UTC)
    assert storage.expire(sha[:2], now - timedelta(hours=1)) == []
    other = "00" if sha[:2] != "00" else "01"
    assert storage.expire(other, now + timedelta(hours=1)) == []
    assert storage.arrived(sha) == 5
    assert storage.expire(sha[:2], now + timedelta(hours=1)) == [sha]
    assert storage.arrived(sha) == 0


def test_a_probe_says_that_it_works(storage: Storage) -> None:
    storage.probe()


def test_nothing_is_readable_in_the_bucket(bucket_url: str, tmp_path: Path, dice: random.Random) -> None:
    bucket = understand(bucket_url, tmp_path).open(SEAL, dice.randbytes)
    assert isinstance(bucket, Bucket)
    bucket.append("ab" * 32, 0, b"secret words" * 10)
    uploaded(bucket, b"secret words" * 100)
    paths = [each["path"] for page in obstore.list(bucket._store) for each in page]  # below its own prefix
    assert len(paths) == 2
    for path in paths:
        assert b"secret words" not in obstore.get(bucket._store, path).bytes().to_bytes()
    other = understand(bucket_url, tmp_path).open(bytes(32), dice.randbytes)
    with pytest.raises(WorldFailed, match="damaged"):
        other.read(hashlib.sha256(b"secret words" * 100).hexdigest())


def test_a_part_altered_in_the_bucket_is_thrown_away(
    bucket_url: str, tmp_path: Path, dice: random.Random
) -> None:
    bucket = understand(bucket_url, tmp_path).open(SEAL, dice.randbytes)
    assert isinstance(bucket, Bucket)
    sha = hashlib.sha256(b"right").hexdigest()
    bucket.append(sha, 0, b"right")
    path = f"parts/{sha[:2]}/{sha}/{0:012d}"
    sealed = bytearray(obstore.get(bucket._store, path).bytes().to_bytes())
    sealed[-1] ^= 1
    obstore.put(bucket._store, path, bytes(sealed))
    with pytest.raises(InvalidTag):
        bucket._read_parts(sha)
    assert not bucket.finish(sha)
    assert bucket.arrived(sha) == 0


def test_a_bucket_without_conditions_still_ends_whole(
    bucket_url: str, tmp_path: Path, dice: random.Random
) -> None:
    """Two processes that put over each other make one of them send again, and no more."""
    data = dice.randbytes(10_000)
    sha = hashlib.sha256(data).hexdigest()
    bucket = understand(f"{bucket_url}&conditional=off", tmp_path).open(SEAL, dice.randbytes)
    assert isinstance(bucket, Bucket)
    bucket.append(sha, 0, data[:4000])
    before = bucket.arrived
    bucket.arrived = lambda name: 0  # type: ignore[method-assign]  # it looked before the other had put
    bucket.append(sha, 0, data[:1000])
    bucket.arrived = before  # type: ignore[method-assign]
    assert bucket.arrived(sha) == 1000
    with pytest.raises(WrongOffset):
        bucket.append(sha, 4000, data[4000:])
    bucket.append(sha, 1000, data[1000:])
    assert bucket.finish(sha)


def test_a_bucket_that_is_away_or_refuses_says_so(s3: str, bucket_url: str, tmp_path: Path) -> None:
    nobody = understand("s3://key:secret@127.0.0.1:9/box?tls=off", tmp_path).open(SEAL, os.urandom)
    with pytest.raises(StorageDown, match=r"s3://127\.0\.0\.1:9/box") as down:
        nobody.append("ab" * 32, 0, b"x")
    assert "secret" not in str(down.value)
    wrong = understand(f"s3://{KEY}:wrong@{s3}/box?tls=off", tmp_path).open(SEAL, os.urandom)
    with pytest.raises(StorageDown, match="does not accept the key"):
        wrong.probe()


@pytest.mark.parametrize(
    "url",
    [
        "ftp://host/x", "s3://host", "s3://host/", "s3:///bucket", "s3://host:port/box", "s3://host/box?tsl=off",
        "file://", "file:///", "file://host/x", "/srv/files",
    ],
)  # fmt: skip
def test_other_addresses_are_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no address for files"):
        understand(url, tmp_path)


def test_secrets_may_come_from_the_environment(
    s3: str, bucket_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.server.conftest import SECRET

    url = f"s3://{bucket_url.partition('@')[2]}"
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(Refused, match="missing"):
        understand(url, tmp_path).open(SEAL, os.urandom)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")  # what the address says goes before
    understand(url, tmp_path).open(SEAL, os.urandom).probe()


def test_the_place_is_remembered_and_never_changed_silently(bucket_url: str, tmp_path: Path) -> None:
    opened = centre.open_centre(tmp_path, files=bucket_url)
    sha = uploaded(opened.files, b"photo")
    opened.close()
    assert (tmp_path / "files.url").stat().st_mode & 0o077 == 0
    again = centre.open_centre(tmp_path)
    assert again.files.read(sha) == b"photo"
    again.database.close()
    with pytest.raises(Refused, match="another place"):
        centre.open_centre(tmp_path, files="file:///srv/other")
    with pytest.raises(
        WorldFailed, match="does not accept"
    ):  # the same place with other secrets is tried first
        centre.open_centre(tmp_path, files=bucket_url.replace("secret", "secreT"))
    kept = centre.open_centre(tmp_path)
    assert kept.files.read(sha) == b"photo"
    kept.database.close()


def test_files_on_the_disk_are_not_left_behind(bucket_url: str, tmp_path: Path) -> None:
    opened = centre.open_centre(tmp_path)
    uploaded(opened.files, b"photo")
    opened.close()
    with pytest.raises(Refused, match="another place"):
        centre.open_centre(tmp_path, files=bucket_url)


def test_another_folder(tmp_path: Path) -> None:
    opened = centre.open_centre(tmp_path / "server", files=f"file://{tmp_path}/else%20where")
    sha = uploaded(opened.files, b"photo")
    opened.close()
    assert (tmp_path / "else where" / sha[:2] / sha).is_file()
