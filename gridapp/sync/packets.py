"""A sealed packet: one file that only one server, or only one person's vault, can open, whoever carries it.

Format: "GRIDPACK", a byte for the version, two for the length of the head; the head, JSON that everybody can read; then
the contents, sealed by HPKE (RFC 9180, base mode: X25519, HKDF-SHA256, AES-256-GCM) with everything before them bound
in as its info. A packet is opened whole or not at all.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from gridapp.domain.errors import BadFile, Refused
from gridapp.i18n import tr

MOST_LEFT = 10_000_000  # bytes of a packet that is written while somebody wants to leave
MOST_CARRIED = 30_000_000  # of one that goes over the network
MOST_ON_STICK = 100_000_000  # a packet is sealed and opened whole, in memory
SUFFIX = ".gridpack"

_MAGIC = b"GRIDPACK"
_VERSION = 1
_MOST_HEAD = 1000
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_OVERHEAD = 48  # HPKE's own key before the contents, and GCM's tag behind them


class Head(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What everybody can read: `id` is the packet's own; `to` the fingerprint of a server's key, or the id of a device;
    `answers` the id of the packet that this one answers; `size` how many bytes are sealed behind it."""

    kind: Literal["to-server", "to-computer"]
    id: str
    to: str
    size: int
    answers: str = ""


class Opener:
    """Opens what was sealed to `public` (hex), the other half of the X25519 key whose 32 bytes are `seed`."""

    def __init__(self, seed: bytes) -> None:
        self._key = X25519PrivateKey.from_private_bytes(seed)
        self.public = self._key.public_key().public_bytes_raw().hex()

    def open(self, data: bytes) -> bytes:
        """What is sealed in a packet whose head was looked at before. Raises Refused."""
        head, start = _split(data)
        if len(data) - start < head.size:
            raise cut_short()
        try:
            return _SUITE.decrypt(data[start:], self._key, data[:start])
        except (InvalidTag, ValueError) as error:
            raise altered() from error


def fingerprint(public: str) -> str:
    """32 hex digits that stand for a server's key in the open head."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()[:32]


def to_server(server_key: str, id_: str, contents: bytes) -> bytes:
    """A packet that only the server with this key (hex) can open."""
    return _sealed(
        Head("to-server", id_, fingerprint(server_key), len(contents) + _OVERHEAD), contents, server_key
    )


def to_computer(device: str, reply_to: str, id_: str, answers: str, contents: bytes) -> bytes:
    """The answer to packet `answers`, for whoever holds the other half of `reply_to` (hex). Raises Refused."""
    head = Head("to-computer", id_, device, len(contents) + _OVERHEAD, answers)
    try:
        return _sealed(head, contents, reply_to)
    except ValueError as error:  # what came along as a key is none
        raise altered() from error


def read_head(data: bytes) -> Head:
    """What a packet says openly; true only once it could be opened. Raises Refused."""
    return _split(data)[0]


def read_file(file: Path, most: int = MOST_ON_STICK) -> bytes:
    """The bytes of a packet that somebody chose. Raises BadFile, or Refused when it is too large for one."""
    try:
        with file.open("rb") as stream:
            data = stream.read(most + 1)
    except OSError as error:
        raise BadFile(file.name, error.strerror or str(error)) from error
    if len(data) > most:
        raise too_large(most)
    return data


def too_large(most: int) -> Refused:
    return Refused(
        tr("The packet is too large"), tr("At most {most} MB are taken at once.", most=most // 1_000_000)
    )


def altered() -> Refused:
    return Refused(
        tr("The packet was altered or damaged"),
        tr("Nothing of it was taken, and nothing is lost: please have it written once more."),
    )


def cut_short() -> Refused:
    return Refused(
        tr("The packet was cut short"),
        tr("Its end is missing. Nothing of it was taken, and nothing is lost: please copy it once more."),
    )


def _sealed(head: Head, contents: bytes, public: str) -> bytes:
    key = X25519PublicKey.from_public_bytes(bytes.fromhex(public))
    words = msgspec.json.encode(head)
    before = _MAGIC + bytes([_VERSION]) + len(words).to_bytes(2) + words
    return before + _SUITE.encrypt(contents, key, before)


def _split(data: bytes) -> tuple[Head, int]:
    """The head, and where what is sealed begins."""
    first = len(_MAGIC) + 3
    if data[: len(_MAGIC)] != _MAGIC[: len(data)] or not data:
        raise Refused(
            tr("This is not a packet of GridApp"), tr("Nothing was taken in. Please choose another file.")
        )
    if len(data) < first:
        raise cut_short()
    if data[len(_MAGIC)] != _VERSION:
        raise Refused(
            tr("This packet was written by a newer program"),
            tr("Please bring this program up to date, then take the packet in. Nothing is lost."),
        )
    start = first + int.from_bytes(data[first - 2 : first])
    if start - first > _MOST_HEAD:
        raise altered()
    if len(data) < start:
        raise cut_short()
    try:
        return msgspec.json.decode(data[first:start], type=Head), start
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise altered() from error
