"""Files: on disk for good before they are named, sealed, resumable, checked by their names."""

from __future__ import annotations

import hashlib
import os
import random
from pathlib import Path

import pytest

from gridapp.domain.errors import NotFound, WorldFailed
from gridapp.store.files import PIECE, FileStore

KEY = bytes(range(32))


@pytest.fixture
def store(tmp_path: Path, dice: random.Random) -> FileStore:
    return FileStore(tmp_path / "files", KEY, dice.randbytes)


@pytest.mark.parametrize("size", [1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_what_is_put_is_read(store: FileStore, dice: random.Random, size: int) -> None:
    data = dice.randbytes(size)
    sha = store.put(data)
    assert sha == hashlib.sha256(data).hexdigest()
    assert store.read(sha) == data
    assert store.put(data) == sha
    assert store.names() == {sha}


def test_file_then_folder_are_synced_before_the_name_is_given(tmp_path: Path, dice: random.Random) -> None:
    synced: list[str] = []

    def watching(handle: int) -> None:
        synced.append(os.readlink(f"/proc/self/fd/{handle}"))
        os.fsync(handle)

    store = FileStore(tmp_path / "files", KEY, dice.randbytes, watching)
    sha = store.put(b"photo")
    assert [Path(each).name for each in synced] == ["files", f".{sha}.part", sha[:2]]


def test_a_failing_disk_gives_no_name_away(tmp_path: Path, dice: random.Random) -> None:
    def failing(handle: int) -> None:
        raise OSError(5, "Input/output error")

    store = FileStore(tmp_path / "files", KEY, dice.randbytes, failing)
    with pytest.raises(WorldFailed, match="Input/output"):
        store.put(b"photo")
    assert store.names() == set()


def test_a_download_goes_on_where_it_stopped(store: FileStore, dice: random.Random) -> None:
    data = dice.randbytes(2 * PIECE + 77)
    sha = hashlib.sha256(data).hexdigest()
    store.append(sha, data[:PIECE])
    assert store.arrived(sha) == PIECE
    part = store.folder / sha[:2] / f".{sha}.part"
    part.write_bytes(part.read_bytes() + b"\x00\x04\x00\x10half a piece")  # a cut in the middle of a write
    assert store.arrived(sha) == PIECE


def test_wrong_content_is_thrown_away(store: FileStore) -> None:
    sha = hashlib.sha256(b"right").hexdigest()
    store.append(sha, b"wrong")
    assert not store.finish(sha)
    assert store.arrived(sha) == 0
    store.append(sha, b"right")
    assert store.finish(sha)
    assert store.read(sha) == b"right"


def test_a_changed_byte_is_noticed(store: FileStore) -> None:
    sha = store.put(b"photo" * 100)
    file = store.folder / sha[:2] / sha
    data = bytearray(file.read_bytes())
    data[60] ^= 1
    file.write_bytes(data)
    with pytest.raises(WorldFailed, match="damaged"):
        store.read(sha)


def test_what_is_not_here_is_said(store: FileStore) -> None:
    with pytest.raises(NotFound):
        store.read("a" * 64)
