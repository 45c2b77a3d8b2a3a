"""tus 1.0, the protocol of resumable uploads (https://tus.io/protocols/resumable-upload): its headers and its door.

Spoken: core, creation, expiration, checksum (sha1, sha256) and termination. What a request asks of the files is in
`file_routes`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from datetime import datetime
from email.utils import format_datetime

from fastapi import Request
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gridapp.domain.errors import GridAppError, Refused
from gridapp.i18n import tr
from gridapp.server.filehub import Finished, TooLarge
from gridapp.store.parts import WrongOffset
from gridapp.store.seal import PIECE
from gridapp.sync.protocol import MOST_FILE_BYTES

VERSION = "1.0.0"
PATH = "/v1/uploads"
CONTENT_TYPE = "application/offset+octet-stream"
_CHECKSUMS = ("sha1", "sha256")
ABOUT = {
    "Tus-Version": VERSION,
    "Tus-Extension": "creation,expiration,checksum,termination",
    "Tus-Max-Size": str(MOST_FILE_BYTES),
    "Tus-Checksum-Algorithm": ",".join(_CHECKSUMS),
}


class BadHeader(Refused):
    """A header is missing or cannot be read; `message` names it."""


class OtherVersion(Refused):
    """The client speaks another version of tus: nothing was done."""


class OtherContent(Refused):
    """The bytes do not come as tus wants them."""


class ChecksumMismatch(Refused):
    """The piece is not what its checksum says: it was thrown away, the upload stands where it stood."""


STATUS: tuple[tuple[type[GridAppError], int], ...] = (
    (BadHeader, 400),
    (Finished, 403),
    (WrongOffset, 409),
    (OtherVersion, 412),
    (TooLarge, 413),
    (OtherContent, 415),
    (ChecksumMismatch, 460),
)


class Door:
    """What holds for every request about uploads: a method may stand in a header, where a proxy lets only the
    common ones through, and every answer says the version."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PATH):
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = {"Tus-Resumable": VERSION, "Cache-Control": "no-store"}
                if message["status"] == 412:
                    said["Tus-Version"] = VERSION
                pairs = [(name.lower().encode(), value.encode()) for name, value in said.items()]
                message = {**message, "headers": [*message["headers"], *pairs]}
            await send(message)

        meant = dict(scope["headers"]).get(b"x-http-method-override")
        if meant:
            scope = {**scope, "method": meant.decode("latin-1").upper()}
        await self._app(scope, receive, sending)


async def pieces(request: Request) -> AsyncIterator[bytes]:
    """The body of a PATCH as it arrives, in pieces that can be kept one by one: also the last bytes before the
    connection broke. A body with a checksum comes in one, so that a cut one fails its check. Raises TooLarge."""
    whole = "upload-checksum" in request.headers
    gathered, given = bytearray(), False
    with suppress(ClientDisconnect):
        async for part in request.stream():
            gathered += part
            if whole and len(gathered) > MOST_FILE_BYTES:
                raise TooLarge(tr("The request is too large"), tr("Please send less at once."))
            while not whole and len(gathered) >= PIECE:
                yield bytes(gathered[:PIECE])
                given = True
                del gathered[:PIECE]
    if gathered or not given:
        yield bytes(gathered)


def require_version(headers: Mapping[str, str]) -> None:
    """Raises OtherVersion."""
    if headers.get("tus-resumable") != VERSION:
        raise OtherVersion(tr("The request cannot be read"), f"Tus-Resumable: {VERSION}")


def require_content(headers: Mapping[str, str]) -> None:
    """Raises OtherContent."""
    if headers.get("content-type") != CONTENT_TYPE:
        raise OtherContent(tr("The request cannot be read"), f"Content-Type: {CONTENT_TYPE}")


def number(headers: Mapping[str, str], name: str) -> int:
    """A header that holds a number, zero or more. Raises BadHeader."""
    value = headers.get(name.lower(), "")
    if not (value.isascii() and value.isdigit() and len(value) < 16):
        raise BadHeader(tr("The request cannot be read"), name)
    return int(value)


def metadata(headers: Mapping[str, str], key: str) -> str:
    """A value of Upload-Metadata: pairs between commas, a key and its value in base64. Raises BadHeader."""
    for pair in headers.get("upload-metadata", "").split(","):
        name, _, value = pair.strip().partition(" ")
        if name == key:
            try:
                return base64.b64decode(value, validate=True).decode("ascii")
            except ValueError:
                break
    raise BadHeader(tr("The request cannot be read"), f"Upload-Metadata: {key}")


def require_checksum(headers: Mapping[str, str], body: bytes) -> None:
    """Check the body, when the client sent a checksum along. Raises BadHeader, or ChecksumMismatch."""
    if "upload-checksum" not in headers:
        return
    algorithm, _, value = headers["upload-checksum"].partition(" ")
    try:
        wanted = base64.b64decode(value, validate=True)
    except binascii.Error:
        wanted = b""
    if algorithm not in _CHECKSUMS or not wanted:
        raise BadHeader(tr("The request cannot be read"), "Upload-Checksum")
    if hashlib.new(algorithm, body, usedforsecurity=False).digest() != wanted:
        raise ChecksumMismatch(
            tr("The piece was altered on its way"), tr("It was thrown away and will be sent again.")
        )


def expires(at: datetime) -> str:
    """A moment as the header Upload-Expires wants it."""
    return format_datetime(at, usegmt=True)
