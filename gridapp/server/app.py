"""The HTTP face of a county's server: who, transaction, error → response, in one place.

Every route is a line of `ROUTES`, which says who may call it; a test holds the app to that list.
"""

from __future__ import annotations

import base64
import logging
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import msgspec
from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from gridapp import __version__
from gridapp.domain.errors import GridAppError, NotAllowed, NotFound, Refused, WorldFailed
from gridapp.domain.ids import Dice
from gridapp.domain.world import Clock, system_clock
from gridapp.i18n import N_, speaking, tr
from gridapp.server import accounts
from gridapp.server.accounts import Caller
from gridapp.server.bell import Bell
from gridapp.server.database import ServerDatabase
from gridapp.server.filehub import FileHub, TooLarge, WrongOffset
from gridapp.server.hub import Hub
from gridapp.server.journal import heads
from gridapp.store.files import FileStore
from gridapp.sync import protocol
from gridapp.sync.protocol import Checkpoint, Compare, Enrol, Failure, News, Pull, Push, Refetch
from gridapp.sync.receipts import Signer

_log = logging.getLogger("gridapp.server")
TUS = {"Tus-Resumable": "1.0.0", "Cache-Control": "no-store"}
Needs = Literal["nothing", "device"]
T = TypeVar("T")


@dataclass(frozen=True)
class Centre:
    """What a running server consists of."""

    database: ServerDatabase
    files: FileStore
    signer: Signer
    clock: Clock = system_clock
    dice: Dice = os.urandom


@dataclass(frozen=True)
class Call:
    """One request, read whole. `caller` is None only on routes that need nothing."""

    centre: Centre
    headers: dict[str, str]
    body: bytes
    sha: str
    caller: Caller | None

    @property
    def device(self) -> Caller:
        assert self.caller is not None, "the route needs a device"
        return self.caller

    def hub(self) -> Hub:
        centre = self.centre
        return Hub(centre.database, centre.files, centre.signer, self.device, centre.clock, centre.dice)

    def files(self) -> FileHub:
        return FileHub(self.centre.database, self.centre.files, self.device, self.centre.clock)

    def read(self, kind: Any) -> Any:
        try:
            return protocol.unpack(self.body, self.headers.get("content-encoding", ""), kind)
        except ValueError as error:
            raise Refused(tr("The request cannot be read"), str(error)[:200]) from error


@dataclass(frozen=True)
class Route:
    """A way in: who may use it, and the function that answers; None for the one that waits before it does."""

    method: str
    path: str
    needs: Needs
    answer: Callable[[Call], Response] | None
    summary: str


def hello(call: Call) -> Response:
    return _plain({"program": "gridapp", "version": __version__, "protocol": protocol.VERSION})


def enrol(call: Call) -> Response:
    asked: Enrol = call.read(Enrol)
    with call.centre.database.transaction() as connection:
        key = call.centre.signer.public
        return _packed(accounts.enrol(connection, asked, call.centre.clock(), call.centre.dice, key))


def renew(call: Call) -> Response:
    return _packed(call.hub().renew())


def push(call: Call) -> Response:
    return _packed(call.hub().push(call.read(Push)))


def pull(call: Call) -> Response:
    return _packed(call.hub().pull(call.read(Pull)))


def common(call: Call) -> Response:
    return _packed(call.hub().common(call.read(list[Checkpoint])))


def compare(call: Call) -> Response:
    return _packed(call.hub().compare(call.read(Compare)))


def refetch(call: Call) -> Response:
    return _packed(call.hub().refetch(call.read(Refetch)))


def snapshot(call: Call) -> Response:
    return _packed(call.hub().snapshot())


def chunk(call: Call) -> Response:
    headers = {"X-Packed": "zstd"}
    return Response(call.hub().packed_chunk(call.sha), media_type=protocol.MEDIA_TYPE, headers=headers)


def create_upload(call: Call) -> Response:
    metadata = dict(
        part.split(" ", 1) for part in call.headers.get("upload-metadata", "").split(",") if " " in part
    )
    try:
        sha = base64.b64decode(metadata.get("sha", "")).decode("ascii")
        size = int(call.headers.get("upload-length", ""))
    except ValueError as error:
        raise Refused(tr("The request cannot be read"), "Upload-Length, Upload-Metadata") from error
    offset = call.files().create(sha, size)
    location = {"Location": f"/v1/uploads/{sha}", "Upload-Offset": str(offset)}
    return Response(status_code=201, headers={**TUS, **location})


def upload_offset(call: Call) -> Response:
    return Response(headers={**TUS, "Upload-Offset": str(call.files().upload_offset(call.sha))})


def upload(call: Call) -> Response:
    try:
        offset = int(call.headers.get("upload-offset", ""))
    except ValueError as error:
        raise Refused(tr("The request cannot be read"), "Upload-Offset") from error
    reached = call.files().upload(call.sha, offset, call.body)
    return Response(status_code=204, headers={**TUS, "Upload-Offset": str(reached)})


def receipt(call: Call) -> Response:
    return _packed(call.files().receipt(call.sha))


def download(call: Call) -> Response:
    wanted = re.fullmatch(r"bytes=(\d+)-(\d+)", call.headers.get("range", "")) or (
        "",
        "0",
        str(protocol.MOST_FILE_BYTES),
    )
    first, last = int(wanted[1]), int(wanted[2])
    piece = call.files().download(call.sha, first, last - first + 1)
    return Response(piece, 206 if piece else 416, media_type="application/octet-stream")


ROUTES: tuple[Route, ...] = (
    Route("GET", "/v1/hello", "nothing", hello, N_("What this server is")),
    Route("POST", "/v1/enrol", "nothing", enrol, N_("Trade a one-time code for a device token")),
    Route("POST", "/v1/push", "device", push, N_("Send a batch of ops")),
    Route("POST", "/v1/pull", "device", pull, N_("Get what is new")),
    Route("POST", "/v1/common", "device", common, N_("Find the newest place that both histories have")),
    Route("POST", "/v1/renew", "device", renew, N_("Make a copied computer a device of its own")),
    Route("POST", "/v1/compare", "device", compare, N_("Compare checksums of units")),
    Route("POST", "/v1/refetch", "device", refetch, N_("Get parts of a unit again")),
    Route("GET", "/v1/snapshot", "device", snapshot, N_("What a new computer starts from")),
    Route("GET", "/v1/snapshot/{sha}", "device", chunk, N_("One part of it")),
    Route("GET", "/v1/news/{seq}", "device", None, N_("Wait until there is news")),
    Route("POST", "/v1/uploads", "device", create_upload, N_("Begin an upload (tus 1.0)")),
    Route("HEAD", "/v1/uploads/{sha}", "device", upload_offset, N_("How much of an upload is here")),
    Route("PATCH", "/v1/uploads/{sha}", "device", upload, N_("Send the next bytes of an upload")),
    Route("GET", "/v1/files/{sha}/receipt", "device", receipt, N_("The receipt for a whole file")),
    Route("GET", "/v1/files/{sha}", "device", download, N_("Bytes of a file")),
)

_STATUS: tuple[tuple[type[GridAppError], int], ...] = (
    (WrongOffset, 409),
    (TooLarge, 413),
    (NotAllowed, 401),
    (NotFound, 404),
    (Refused, 422),
    (WorldFailed, 503),
)


def create_app(centre: Centre) -> FastAPI:
    app = FastAPI(title="GridApp", version=__version__, docs_url=None, redoc_url=None)
    bell = Bell(lambda: heads(centre.database))
    for route in ROUTES:
        app.add_api_route(
            route.path,
            _endpoint(centre, route) if route.answer else _waiting(centre, route, bell),
            methods=[route.method],
            summary=route.summary,
            name=route.answer.__name__ if route.answer else "news",
        )
    return app


def _endpoint(centre: Centre, route: Route) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        try:
            body = await _body(request)
        except ClientDisconnect:
            return Response()  # nobody hears it
        if body is None:
            return _failure(TooLarge(tr("The request is too large"), tr("Please send less at once.")))
        return await run_in_threadpool(_answer, centre, route, request, body)

    return endpoint


def _waiting(centre: Centre, route: Route, bell: Bell) -> Callable[[Request], Any]:
    """The way in that keeps no thread busy while nothing happens."""

    async def endpoint(request: Request) -> Response:
        seen = await run_in_threadpool(_guarded, centre, route, request, lambda caller: caller)
        if isinstance(seen, Response):
            return seen
        try:
            seq = int(request.path_params["seq"])
        except ValueError:
            return _failure(Refused(tr("The request cannot be read"), "seq"))
        return _packed(News(await bell.wait(seen.county, seq, protocol.WAIT_SECONDS)))

    return endpoint


async def _body(request: Request) -> bytes | None:
    """The request's bytes, or None as soon as they are more than any request may have."""
    gathered = bytearray()
    async for piece in request.stream():
        gathered += piece
        if len(gathered) > protocol.MOST_REQUEST_BYTES:
            return None
    return bytes(gathered)


def _answer(centre: Centre, route: Route, request: Request, body: bytes) -> Response:
    def work(caller: Caller | None) -> Response:
        assert route.answer is not None, "the one that waits is answered elsewhere"
        headers = {name.lower(): value for name, value in request.headers.items()}
        return route.answer(Call(centre, headers, body, request.path_params.get("sha", ""), caller))

    return _guarded(centre, route, request, work)


def _guarded(centre: Centre, route: Route, request: Request, work: Callable[[Any], T]) -> T | Response:
    """What `work` gives for the caller, or the answer that says in words why not."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    with speaking(headers.get("accept-language", "")):
        try:
            return work(_caller(centre, headers) if route.needs == "device" else None)
        except GridAppError as error:
            return _failure(error)
        except (
            Exception
        ):  # our own mistake: said in words to the computer, in full to whoever runs the server
            _log.exception("%s %s", route.method, route.path)
            words = tr("Everything is safe on this computer and goes out later.")
            failure = Failure(tr("The server made a mistake"), words)
            return Response(msgspec.json.encode(failure), 500, media_type=protocol.MEDIA_TYPE)


def _caller(centre: Centre, headers: dict[str, str]) -> Caller:
    token = headers.get("authorization", "").removeprefix("Bearer ")
    with centre.database.transaction() as connection:
        return accounts.caller(connection, token, centre.clock())


def _failure(error: GridAppError) -> Response:
    status = next(number for kind, number in _STATUS if isinstance(error, kind))
    failure = Failure(error.title, error.message, "refused" if status == 422 else "")
    return Response(msgspec.json.encode(failure), status, media_type=protocol.MEDIA_TYPE)


def _packed(message: object) -> Response:
    return Response(protocol.pack(message), media_type=protocol.MEDIA_TYPE, headers={"X-Packed": "zstd"})


def _plain(message: dict[str, Any]) -> Response:
    return Response(msgspec.json.encode(message), media_type=protocol.MEDIA_TYPE)
