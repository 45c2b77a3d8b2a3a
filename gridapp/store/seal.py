"""Sealing a file's bytes so that they are unreadable without the key, piece by piece.

Format of a whole file: 16 bytes of salt, then for each piece of exactly `PIECE` bytes (the last may be shorter) its
sealed length (4 bytes) and AES-256-GCM ciphertext. The file's own key comes from the store's key and the salt
(HKDF-SHA256); the nonce is the piece's index. Because all pieces but the last are equally long, any of them is found
by its place alone. That nothing is missing at the end is checked by the content's SHA-256, which is the file's name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PIECE = 256 * 1024
SALT = 16
HEAD = 4
OVERHEAD = HEAD + 16  # the length before a piece, and GCM's tag behind it

Fetch = Callable[[int, int], bytes]
"""Gives the sealed bytes from a place on, at most so many: of a file on the disk, or in a bucket."""


class Sealer:
    """Seals and opens the pieces of one file. Opening raises InvalidTag when a byte was altered."""

    def __init__(self, key: bytes, salt: bytes) -> None:
        self.salt = salt
        self._cipher = AESGCM(HKDF(SHA256(), 32, salt, b"gridapp file").derive(key))

    def seal(self, nonce: bytes, piece: bytes) -> bytes:
        """`piece` with its length before it. One nonce is never used for two different pieces of one salt."""
        sealed = self._cipher.encrypt(nonce, piece, None)
        return len(sealed).to_bytes(HEAD) + sealed

    def open(self, nonce: bytes, sealed: bytes) -> bytes:
        """The piece behind its length."""
        return self._cipher.decrypt(nonce, sealed[HEAD:], None)

    def seal_all(self, data: bytes) -> bytes:
        """A whole file."""
        pieces = (data[start : start + PIECE] for start in range(0, len(data), PIECE))
        return self.salt + b"".join(
            self.seal(index_nonce(index), piece) for index, piece in enumerate(pieces)
        )


def index_nonce(index: int) -> bytes:
    return index.to_bytes(12)


def open_range(key: bytes, fetch: Fetch, first: int, most: int) -> bytes:
    """At most `most` bytes of a whole file from byte `first` on; fewer only at its end. Raises InvalidTag."""
    low, high = first // PIECE, (first + most - 1) // PIECE
    step = PIECE + OVERHEAD
    begin = SALT + low * step if low else 0  # the salt comes along with the first piece
    sealed = fetch(begin, SALT + (high + 1) * step - begin)
    salt = fetch(0, SALT) if low else sealed[:SALT]
    pieces = _pieces(Sealer(key, salt), low, sealed if low else sealed[SALT:])
    opened = b"".join(pieces)
    skip = first - low * PIECE
    return opened[skip : skip + most]


def plain_size(sealed: int) -> int:
    """How many bytes a whole file of `sealed` bytes holds."""
    body = max(sealed - SALT, 0)
    return body - -(-body // (PIECE + OVERHEAD)) * OVERHEAD


def _pieces(sealer: Sealer, low: int, sealed: bytes) -> Iterator[bytes]:
    step = PIECE + OVERHEAD
    for count, start in enumerate(range(0, len(sealed), step)):
        yield sealer.open(index_nonce(low + count), sealed[start : start + step])
