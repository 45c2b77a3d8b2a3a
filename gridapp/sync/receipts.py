"""The server's signed word: Ed25519 over the bytes of a receipt, checked against the key learned at enrolment."""

from __future__ import annotations

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from gridapp.domain.errors import WorldFailed
from gridapp.i18n import tr
from gridapp.sync.protocol import (
    BatchReceipt,
    Checkpoint,
    DayMark,
    PushAnswer,
    Receipt,
    SealingKey,
    SignedGrant,
    SignedMark,
)


class OfflineGrant(msgspec.Struct, frozen=True):
    """How many days after `at` (the server's time) this device may show its person others' records without having
    reached the server."""

    county: str
    device: str
    person: str
    at: str
    days: int


class Signer:
    """Signs with the private key whose 32-byte seed is `seed`; `public` is the other half, hex."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._key.public_key().public_bytes_raw().hex()

    def sign(self, data: bytes) -> str:
        return self._key.sign(data).hex()


def signed_batch(signer: Signer, receipt: BatchReceipt) -> tuple[str, str]:
    """(the receipt's JSON, the signature over it)."""
    data = msgspec.json.encode(receipt)
    return data.decode(), signer.sign(data)


def signed_file(signer: Signer, receipt: Receipt) -> Receipt:
    return msgspec.structs.replace(receipt, signature=signer.sign(_of_file(receipt)))


def check_batch(key: str, answer: PushAnswer, batch: str, digest: str) -> BatchReceipt | None:
    """The receipt of an answer, when it is this server's word for exactly this batch; None from a server that
    gives none. Raises WorldFailed: then nothing of the answer may be believed."""
    if not key or not answer.receipt:
        _require(not key, "receipt")
        return None
    _verify(key, answer.signature, answer.receipt.encode())
    receipt = msgspec.json.decode(answer.receipt, type=BatchReceipt)
    _require((receipt.batch, receipt.digest) == (batch, digest), "batch")
    _require(Checkpoint(receipt.seq, receipt.hash) == answer.after, "checkpoint")
    return receipt


def check_file(key: str, receipt: Receipt, sha: str, size: int) -> None:
    """Raises WorldFailed unless the receipt is this server's word for this file."""
    _require((receipt.sha, receipt.size) == (sha, size), "file")
    if key:
        _verify(key, receipt.signature, _of_file(receipt))


def _of_file(receipt: Receipt) -> bytes:
    return msgspec.json.encode(msgspec.structs.replace(receipt, signature=""))


def signed_key(signer: Signer, key: str) -> SealingKey:
    return SealingKey(key, signer.sign(_of_key(key)))


def check_key(key: str, sealing: SealingKey) -> None:
    """Raises WorldFailed unless what packets are to be sealed to is this server's word."""
    _verify(key, sealing.signature, _of_key(sealing.key))


def _of_key(key: str) -> bytes:
    return f"gridapp courier {key}".encode()


def signed_mark(signer: Signer, mark: DayMark) -> SignedMark:
    data = msgspec.json.encode(mark)
    return SignedMark(data.decode(), signer.sign(data))


def mark_of(key: str, signed: SignedMark) -> DayMark | None:
    """What a signed mark says; None unless it is the word of the server with this key."""
    try:
        return msgspec.json.decode(signed.data, type=DayMark) if is_signed(key, signed) else None
    except msgspec.DecodeError:
        return None


def signed_grant(signer: Signer, grant: OfflineGrant) -> SignedGrant:
    data = msgspec.json.encode(grant)
    return SignedGrant(data.decode(), signer.sign(data))


def grant_of(key: str, signed: SignedGrant, device: str, person: str) -> OfflineGrant:
    """What a signed grant says. Raises WorldFailed unless it is this server's word for this device and person."""
    _verify(key, signed.signature, signed.data.encode())
    grant = msgspec.json.decode(signed.data, type=OfflineGrant)
    _require((grant.device, grant.person) == (device, person), "grant")
    return grant


def is_signed(key: str, signed: SignedMark) -> bool:
    return fits(key, signed.signature, signed.data.encode())


def _verify(key: str, signature: str, data: bytes) -> None:
    _require(fits(key, signature, data), "signature")


def fits(key: str, signature: str, data: bytes) -> bool:
    """Whether the owner of this public key (hex) signed these bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True


def _require(true: bool, what: str) -> None:
    if not true:
        raise WorldFailed(
            tr("The server's receipt is not right"),
            tr("It may not be the server this computer was enrolled at. Everything is safe on this computer; "
               "nothing counts as sent. ({what})", what=what),
        )  # fmt: skip
