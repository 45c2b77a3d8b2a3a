"""Sealing a file's bytes so that they are unreadable without the vault's key, piece by piece.

Format: 16 bytes of salt, then for each piece of at most `PIECE` bytes its sealed length (4 bytes) and AES-256-GCM
ciphertext. The file's own key comes from the vault's key and the salt (HKDF-SHA256); the nonce is the piece's
place. Pieces can be appended, so an interrupted download goes on where it stopped; that nothing is missing at
the end is checked by the content's SHA-256, which is the file's name.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PIECE = 256 * 1024
SALT = 16
TAG = 16


class Sealer:
    """Seals and opens the pieces of one file."""

    def __init__(self, key: bytes, salt: bytes) -> None:
        self.salt = salt
        self._cipher = AESGCM(HKDF(SHA256(), 32, salt, b"gridapp file").derive(key))

    def seal(self, index: int, piece: bytes) -> bytes:
        sealed = self._cipher.encrypt(index.to_bytes(12), piece, None)
        return len(sealed).to_bytes(4) + sealed

    def seal_all(self, data: bytes) -> bytes:
        pieces = [data[start : start + PIECE] for start in range(0, len(data), PIECE)]
        return self.salt + b"".join(self.seal(index, piece) for index, piece in enumerate(pieces))

    def whole(self, sealed: bytes) -> tuple[int, int]:
        """How many pieces are there whole, and where in `sealed` the last of them ends."""
        pieces = list(self.open_all(sealed))
        overhead = 4 + TAG
        return len(pieces), SALT + sum(len(piece) + overhead for piece in pieces)

    def open_all(self, sealed: bytes) -> Iterator[bytes]:
        """The pieces in order, up to the first that is not whole. Raises InvalidTag when one was altered."""
        stream = io.BytesIO(sealed[SALT:])
        index = 0
        while len(head := stream.read(4)) == 4:
            piece = stream.read(int.from_bytes(head))
            if len(piece) < int.from_bytes(head):
                return
            yield self._cipher.decrypt(index.to_bytes(12), piece, None)
            index += 1
