"""The key of a store, made once whatever happens while it is made."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from gridapp.store import keys
from gridapp.store.keys import key_for


def test_a_kill_while_a_key_is_written_leaves_no_half_of_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(keys.os, "fsync", killed)
    with pytest.raises(KeyboardInterrupt):
        key_for(tmp_path, "x", os.urandom)
    monkeypatch.undo()
    assert list(tmp_path.iterdir()) == []
    assert len(key_for(tmp_path, "x", os.urandom)) == 32


@pytest.mark.parametrize("links", [True, False])
def test_two_first_starts_share_the_key_of_the_quicker_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    if not links:
        monkeypatch.setattr(keys.os, "link", no_links)
    winner = bytes(32)

    def slow_dice(count: int) -> bytes:
        (tmp_path / "x.key").write_text(winner.hex(), "ascii")  # another program, just now
        return os.urandom(count)

    assert key_for(tmp_path, "x", slow_dice) == winner
    assert [each.name for each in tmp_path.iterdir()] == ["x.key"]


def no_links(source: Path, target: Path) -> None:
    raise PermissionError(1, "no links on this stick")


def test_many_at_once_get_one_key(tmp_path: Path) -> None:
    found: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: found.append(key_for(tmp_path, "x", os.urandom))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
