"""Files: on disk for good before they are named, sealed, resumable, checked by their names."""

from __future__ import annotations

import hashlib
import os
import random
from pathlib import Path

import pytest

from gridapp.domain.errors import NotFound, WorldFailed
from gridapp.store.files import PIECE, FileStore
from gridapp.store.parts import WrongOffset
from gridapp.store.seal import Sealer

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
    folder, part, named = (Path(each).name for each in synced)
    assert (folder, named) == ("files", sha[:2])
    assert part.startswith(f".{sha}.")


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
    assert store.append(sha, 0, data[:1]) == 1
    assert store.append(sha, 1, data[1:PIECE]) == PIECE
    part = store.folder / sha[:2] / f".{sha}.arriving"
    whole = part.read_bytes()
    part.write_bytes(whole + b"\x00\x04\x00\x10half a piece")  # a cut in the middle of a write
    assert store.arrived(sha) == PIECE
    assert store.append(sha, PIECE, data[PIECE:]) == len(data)
    assert store.finish(sha)
    assert store.read(sha) == data
    assert store.names() == {sha}


def test_a_damaged_end_is_sent_again_and_nothing_before_it(store: FileStore, dice: random.Random) -> None:
    data = dice.randbytes(3000)
    sha = hashlib.sha256(data).hexdigest()
    for start in (0, 1000, 2000):
        store.append(sha, start, data[start : start + 1000])
    part = store.folder / sha[:2] / f".{sha}.arriving"
    whole = part.read_bytes()
    part.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert store.arrived(sha) == 2000
    with pytest.raises(WrongOffset) as told:
        store.append(sha, 3000, b"more")
    assert told.value.here == 2000
    store.append(sha, 2000, data[2000:])
    assert store.finish(sha)


def test_what_was_altered_further_up_comes_out_at_the_end(store: FileStore, dice: random.Random) -> None:
    data = dice.randbytes(2000)
    sha = hashlib.sha256(data).hexdigest()
    store.append(sha, 0, data[:1000])
    store.append(sha, 1000, data[1000:])
    part = store.folder / sha[:2] / f".{sha}.arriving"
    altered = bytearray(part.read_bytes())
    altered[40] ^= 1
    part.write_bytes(altered)
    assert not store.finish(sha)
    assert store.arrived(sha) == 0


def test_appending_reads_only_the_end(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[int] = []
    real = Sealer.open

    def watching(self: Sealer, nonce: bytes, sealed: bytes) -> bytes:
        opened.append(len(sealed))
        return real(self, nonce, sealed)

    monkeypatch.setattr(Sealer, "open", watching)
    for number in range(20):
        store.append("ab" * 32, number * 1000, b"x" * 1000)
    assert len(opened) == 19  # each looks at the one before it


def test_a_range_reads_only_its_pieces(
    store: FileStore, dice: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = dice.randbytes(10 * PIECE)
    sha = store.put(data)
    opened: list[int] = []
    real = Sealer.open
    monkeypatch.setattr(Sealer, "open", lambda *each: opened.append(1) or real(*each))
    assert store.read_range(sha, 7 * PIECE + 5, PIECE) == data[7 * PIECE + 5 : 8 * PIECE + 5]
    assert len(opened) == 2
    assert store.size(sha) == len(data)


def test_wrong_content_is_thrown_away(store: FileStore) -> None:
    sha = hashlib.sha256(b"right").hexdigest()
    store.append(sha, 0, b"wrong")
    assert not store.finish(sha)
    assert store.arrived(sha) == 0
    store.append(sha, 0, b"right")
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


def test_a_damaged_file_is_replaced_when_it_comes_again(store: FileStore) -> None:
    sha = store.put(b"photo" * 100)
    file = store.folder / sha[:2] / sha
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    assert not store.finish(sha)
    store.append(sha, 0, b"photo" * 100)
    assert store.finish(sha)
    assert store.read(sha) == b"photo" * 100


def test_what_is_not_here_is_said(store: FileStore) -> None:
    with pytest.raises(NotFound):
        store.read("a" * 64)
