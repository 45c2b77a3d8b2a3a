"""The server's signature under a statement that stands on paper: checked with its public key, without any network."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from gridapp.domain.errors import Refused
from gridapp.domain.statement import Statement, parts, with_signature
from gridapp.i18n import tr
from gridapp.sync.receipts import Signer

_PURPOSE = b"gridapp statement\n"
"""Before what is signed, so that no receipt or mark of the same key can be taken for a statement."""


def signed(signer: Signer, statement: Statement) -> str:
    """The text that goes into the square code."""
    words = statement.words()
    return with_signature(words, bytes.fromhex(signer.sign(_PURPOSE + words.encode())))


def checked(text: str, key: str) -> Statement:
    """What a text says, when whoever holds the private half of `key` (Ed25519, hex) signed exactly that. Raises
    Refused."""
    statement, words, signature = parts(text)
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, _PURPOSE + words.encode())
    except (InvalidSignature, ValueError):
        raise Refused(
            tr("This certificate is not genuine"),
            tr("What it says was not signed by the county’s server, or was changed since."),
        ) from None
    return statement
