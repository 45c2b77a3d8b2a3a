"""What the HTTP app answers about files: uploads as tus 1.0 has them, and bytes of whole files."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Protocol

from fastapi import Response

from gridapp.server import tus
from gridapp.server.filehub import KEPT_FOR, FileHub
from gridapp.sync.protocol import MOST_FILE_BYTES


class FileCall(Protocol):
    """What of a request these answers need. `body` is one piece of it where it comes in pieces."""

    @property
    def headers(self) -> dict[str, str]: ...
    @property
    def body(self) -> bytes: ...
    @property
    def sha(self) -> str: ...
    def files(self) -> FileHub: ...
    def now(self) -> datetime: ...


def about_uploads(call: FileCall) -> Response:
    """OPTIONS: what this server can do."""
    return Response(status_code=204, headers=tus.ABOUT)


def create_upload(call: FileCall) -> Response:
    """POST: announce a file by its SHA-256 and size."""
    tus.require_version(call.headers)
    size = tus.number(call.headers, "Upload-Length")
    sha = tus.metadata(call.headers, "sha")
    offset = call.files().create(sha, size)
    headers = {"Location": f"{tus.PATH}/{sha}", "Upload-Offset": str(offset)}
    return Response(status_code=201, headers=headers | (_expiry(call) if offset < size else {}))


def upload_offset(call: FileCall) -> Response:
    """HEAD: how much of it is here."""
    tus.require_version(call.headers)
    offset, size = call.files().standing(call.sha)
    return Response(headers={"Upload-Offset": str(offset), "Upload-Length": str(size)})


def upload(call: FileCall) -> Response:
    """PATCH: the next bytes."""
    tus.require_version(call.headers)
    tus.require_content(call.headers)
    tus.require_checksum(call.headers, call.body)
    reached = call.files().upload(call.sha, tus.number(call.headers, "Upload-Offset"), call.body)
    return Response(status_code=204, headers={"Upload-Offset": str(reached), **_expiry(call)})


def terminate_upload(call: FileCall) -> Response:
    """DELETE: give an unfinished upload up."""
    tus.require_version(call.headers)
    call.files().terminate(call.sha)
    return Response(status_code=204)


def download(call: FileCall) -> Response:
    """GET: bytes of a whole file, all of them or a range."""
    wanted = re.fullmatch(r"bytes=(\d{1,15})-(\d{1,15})", call.headers.get("range", ""))
    first, last = (int(wanted[1]), int(wanted[2])) if wanted else (0, MOST_FILE_BYTES - 1)
    piece = call.files().download(call.sha, first, last - first + 1)
    media = "application/octet-stream"
    if not wanted:
        return Response(piece, 200, media_type=media)
    if not piece:
        return Response(status_code=416, media_type=media)
    headers = {"Content-Range": f"bytes {first}-{first + len(piece) - 1}/*"}
    return Response(piece, 206, headers, media_type=media)


def _expiry(call: FileCall) -> dict[str, str]:
    return {"Upload-Expires": tus.expires((call.now() + KEPT_FOR).astimezone(UTC))}
