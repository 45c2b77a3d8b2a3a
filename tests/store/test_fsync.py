"""A disk that fails in the middle: nothing stays that could be taken for saved, and it is said in words."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from gridapp.domain.errors import WorldFailed
from gridapp.store.fsync import Fsync, append_durably, write_durably


def failing_at(number: int, code: int = errno.EIO) -> Fsync:
    """An fsync whose `number`th call fails."""
    calls = []

    def fsync(handle: int) -> None:
        calls.append(handle)
        if len(calls) == number:
            raise OSError(code, os.strerror(code))
        os.fsync(handle)

    return fsync


@pytest.mark.parametrize("number", [1, 2])
def test_a_file_that_did_not_reach_the_disk_has_no_name(tmp_path: Path, number: int) -> None:
    with pytest.raises(WorldFailed, match="disk failed"):
        write_durably(tmp_path / "photo", b"x" * 9000, failing_at(number))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [1, 2])
def test_what_stood_under_the_name_is_never_lost(tmp_path: Path, number: int) -> None:
    file = tmp_path / "address"
    file.write_bytes(b"old")
    with pytest.raises(WorldFailed):
        write_durably(file, b"new", failing_at(number))
    assert file.read_bytes() in (b"old", b"new")
    assert list(tmp_path.iterdir()) == [file]


def test_a_full_disk_is_called_full(tmp_path: Path) -> None:
    with pytest.raises(WorldFailed, match="make room"):
        write_durably(tmp_path / "photo", b"x", failing_at(1, errno.ENOSPC))


def test_a_piece_that_did_not_reach_the_disk_is_not_counted(tmp_path: Path) -> None:
    file = tmp_path / "part"
    file.write_bytes(b"12345half")
    with pytest.raises(WorldFailed):
        append_durably(file, b"678", failing_at(1), keep=5)
    assert file.read_bytes() == b"12345"
    append_durably(file, b"678", keep=5)
    assert file.read_bytes() == b"12345678"
