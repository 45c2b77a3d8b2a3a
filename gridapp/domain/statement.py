"""What a signed paper says, small enough for a square code: `GA1.<statement>.<signature>`, both base64url."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Any

import msgspec

from gridapp.domain.errors import Refused
from gridapp.i18n import tr

_MARK = "GA1"
_LONGEST = 2_000  # characters


class Statement(msgspec.Struct, frozen=True, array_like=True):
    """Who served how much, by whose word. `entry` and `number` name the paper, `content` is the hash of its lines."""

    county: str
    entry: str
    number: str
    name: str
    id_last4: str
    first_day: str
    last_day: str
    hours: str
    times: int
    issuer: str
    issued_on: str
    content: str

    def words(self) -> str:
        """The first half of the text: what the signature is over."""
        return f"{_MARK}.{_as_text(msgspec.json.encode(self))}"


def with_signature(words: str, signature: bytes) -> str:
    """The whole text."""
    return f"{words}.{_as_text(signature)}"


def parts(text: str) -> tuple[Statement, str, bytes]:
    """(statement, what was signed, signature) of such a text, or of a web address that ends in one. Raises Refused."""
    mark, _, rest = text.strip()[-_LONGEST:].rpartition("/")[2].partition(".")
    body, _, signature = rest.partition(".")
    try:
        if mark != _MARK:
            raise ValueError(mark)
        statement = msgspec.json.decode(_as_bytes(body), type=Statement)
        return statement, f"{mark}.{body}", _as_bytes(signature)
    except (ValueError, msgspec.DecodeError, binascii.Error):
        raise Refused(
            tr("This is no certificate’s code"), tr("Please scan or copy the whole square code once more.")
        ) from None


def content_hash(lines: Any) -> str:
    """SHA-256 of a paper's lines in their stored form, hex."""
    return hashlib.sha256(_canonical.encode(lines)).hexdigest()


_canonical = msgspec.json.Encoder(order="deterministic")


def _as_text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _as_bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
