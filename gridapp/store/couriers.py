"""Sealed packets that wait on a computer for somebody to carry them, and the answers that came for who is absent.

couriers/<vault>.gridpack   couriers/<vault>.answer      one of each per person at most; nobody here can read them
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gridapp.store.fsync import disk_in_words, write_durably

_PACKET, _ANSWER = ".gridpack", ".answer"


class Couriers:
    """The folder of a computer's packets. Writing is durable, and raises WorldFailed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def leave(self, vault: str, packet: bytes) -> None:
        """In place of the one that was left before."""
        self._write(vault + _PACKET, packet)

    def left(self) -> Iterator[tuple[str, bytes]]:
        """Each person's vault and packet."""
        for file in sorted(self._folder.glob(f"*{_PACKET}")):
            if data := _read(file):
                yield file.stem, data

    def withdraw(self, vault: str, packet: bytes | None = None) -> None:
        """Nothing of this person's is to be carried any more; or not this packet, if it is still the one left."""
        file = self._folder / (vault + _PACKET)
        if packet is None or _read(file) == packet:
            _remove(file)

    def answer(self, vault: str, answer: bytes) -> None:
        """Keep what came for a person, until they are back."""
        self._write(vault + _ANSWER, answer)

    def answered(self, vault: str) -> bytes | None:
        """What came for this person."""
        return _read(self._folder / (vault + _ANSWER))

    def forget_answer(self, vault: str) -> None:
        _remove(self._folder / (vault + _ANSWER))

    def _write(self, name: str, data: bytes) -> None:
        with disk_in_words():
            self._folder.mkdir(exist_ok=True)
        write_durably(self._folder / name, data)


def _read(file: Path) -> bytes | None:
    with disk_in_words():
        try:
            return file.read_bytes()
        except FileNotFoundError:
            return None


def _remove(file: Path) -> None:
    with disk_in_words():
        file.unlink(missing_ok=True)
