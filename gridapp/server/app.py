"""The HTTP face of a county's server: who, transaction, error → response, in one place.

Every route is a line of `ROUTES`, which says who may call it; a test holds the app to that list.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from gridapp import __version__
from gridapp.domain.errors import ConfirmationNeeded, GridAppError, NotAllowed, NotFound, Refused, WorldFailed
from gridapp.i18n import N_, speaking, tr
from gridapp.server import (
    accounts,
    audit,
    audited,
    computer_routes,
    courier,
    feed_routes,
    file_routes,
    papers,
    recovery,
    sights,
    totp,
    tus,
)
from gridapp.server.accounts import Caller, InQuarantine
from gridapp.server.bell import Bell
from gridapp.server.calls import Call, Centre, Needs, Route
from gridapp.server.filehub import TooLarge
from gridapp.server.journal import heads
from gridapp.server.marks import Marks
from gridapp.sync import packets, protocol
from gridapp.sync.protocol import (
    Checkpoint,
    Compare,
    Enrol,
    Failure,
    KeepRecovery,
    News,
    Pull,
    Push,
    Recover,
    Refetch,
    Renew,
)
from gridapp.sync.receipts import signed_key

_log = logging.getLogger("gridapp.server")
RETRY_AFTER = "30"  # seconds: what failed is the world's fault, and comes back by itself
T = TypeVar("T")


def hello(call: Call) -> Response:
    key = call.centre.signer.public
    return _plain({"program": "gridapp", "version": __version__, "protocol": protocol.VERSION, "key": key})


def enrol(call: Call) -> Response:
    asked: Enrol = call.read(Enrol)
    totp.confirm_holder(call.centre.database, asked.code, accounts.ENROL, asked.totp, call.now())
    with call.centre.database.transaction(sights.AT_THE_DOOR) as connection:
        key = call.centre.signer.public
        enrolled = accounts.enrol(connection, asked, call.centre.clock(), call.centre.dice, key)
        enrolled = msgspec.structs.replace(enrolled, courier_key=call.centre.opener.public)
        who = audit.Who(enrolled.county, enrolled.person, enrolled.role, enrolled.device_id)
        sights.look(connection, sights.in_county(enrolled.county))
        audit.write(connection, [audit.Line(who, "enrol", enrolled.device_id)], call.now())
    return _packed(enrolled)


def renew(call: Call) -> Response:
    asked: Renew = call.read(Renew)
    return _packed(call.hub().renew(asked.key))


def keep_recovery(call: Call) -> Response:
    call.hub().keep_recovery(call.read(KeepRecovery))
    return _packed({})


def recover(call: Call) -> Response:
    return _packed(recovery.recover(call.centre.database, call.read(Recover), call.now()))


def push(call: Call) -> Response:
    return _packed(call.hub().push(call.read(Push)))


def pull(call: Call) -> Response:
    asked: Pull = call.read(Pull)
    answer = call.hub().pull(asked)
    if answer.rows and not asked.checkpoint.seq:
        call.note("pull-all")
    return _packed(answer)


def common(call: Call) -> Response:
    return _packed(call.hub().common(call.read(list[Checkpoint])))


def compare(call: Call) -> Response:
    return _packed(call.hub().compare(call.read(Compare)))


def refetch(call: Call) -> Response:
    asked: Refetch = call.read(Refetch)
    answer = call.hub().refetch(asked)
    if answer.rows:
        call.note("refetch", asked.unit)
    return _packed(answer)


def day_marks(call: Call) -> Response:
    since = call.since or "0"
    if not (since.isascii() and since.isdigit() and len(since) < 16):
        raise Refused(tr("The request cannot be read"), "since")
    return _packed(call.hub().day_marks(int(since)))


def snapshot(call: Call) -> Response:
    answer = call.hub().snapshot()
    if answer.chunks:
        call.note("snapshot")
    return _packed(answer)


def chunk(call: Call) -> Response:
    headers = {"X-Packed": "zstd"}
    return Response(call.hub().packed_chunk(call.sha), media_type=protocol.MEDIA_TYPE, headers=headers)


def terminate_upload(call: Call) -> Response:
    answer = file_routes.terminate_upload(call)
    call.note("upload-dropped", call.sha)
    return answer


def sealing_key(call: Call) -> Response:
    return _packed(signed_key(call.centre.signer, call.centre.opener.public))


def carry(call: Call) -> Response:
    if len(call.body) > packets.MOST_CARRIED:
        raise packets.too_large(packets.MOST_CARRIED)
    answered = courier.answer(call.centre, call.body, packets.MOST_CARRIED)
    return Response(answered.packet, media_type="application/octet-stream")


def receipt(call: Call) -> Response:
    return _packed(call.files().receipt(call.sha))


ROUTES: tuple[Route, ...] = (
    Route("GET", "/v1/hello", "nothing", hello, N_("What this server is")),
    Route("POST", "/v1/enrol", "nothing", enrol, N_("Trade a one-time code for a device token")),
    Route("POST", "/v1/recovery", "device", keep_recovery, N_("Keep a computer's share of its second lock")),
    Route("POST", "/v1/recover", "nothing", recover, N_("Trade a one-time code for that share")),
    Route("POST", "/v1/push", "any device", push, N_("Send a batch of ops")),
    Route("POST", "/v1/pull", "device", pull, N_("Get what is new")),
    Route("POST", "/v1/common", "any device", common, N_("Find the newest place that both histories have")),
    Route("POST", "/v1/renew", "device", renew, N_("Make a copied computer a device of its own")),
    Route("POST", "/v1/compare", "device", compare, N_("Compare checksums of units")),
    Route("POST", "/v1/refetch", "device", refetch, N_("Get parts of a unit again")),
    Route("GET", "/v1/checkpoints", "device", day_marks, N_("The signed daily heads of journal and log")),
    Route("GET", "/v1/snapshot", "device", snapshot, N_("What a new computer starts from")),
    Route("GET", "/v1/snapshot/{sha}", "device", chunk, N_("One part of it")),
    Route("GET", "/v1/feed", "device", feed_routes.show, N_("Where the caller's own calendar is")),
    Route("POST", "/v1/feed", "device", feed_routes.make, N_("Make a new address for it")),
    Route("DELETE", "/v1/feed", "device", feed_routes.withdraw, N_("Withdraw that address")),
    Route("GET", "/feeds/{text}.ics", "nothing", feed_routes.calendar, N_("Somebody's appointments")),
    Route("GET", "/v1/courier", "device", sealing_key, N_("What packets to this server are sealed to")),
    Route("POST", "/v1/courier", "device", carry, N_("Hand a sealed packet over, whoever wrote it")),
    Route("GET", "/v1/computers", "device", computer_routes.listed, N_("The computers of one's own units")),
    Route("POST", "/v1/computers", "device", computer_routes.approve, N_("Approve a new computer")),
    Route("GET", "/v1/news/{seq}", "device", None, N_("Wait until there is news")),
    Route(
        "OPTIONS", "/v1/uploads", "nothing", file_routes.about_uploads, N_("What uploads can do (tus 1.0)")
    ),
    Route("POST", "/v1/uploads", "any device", file_routes.create_upload, N_("Begin an upload (tus 1.0)")),
    Route(
        "HEAD",
        "/v1/uploads/{sha}",
        "any device",
        file_routes.upload_offset,
        N_("How much of an upload is here"),
    ),
    Route(
        "PATCH",
        "/v1/uploads/{sha}",
        "any device",
        file_routes.upload,
        N_("Send the next bytes of an upload"),
        True,
    ),
    Route("DELETE", "/v1/uploads/{sha}", "device", terminate_upload, N_("Give an upload up")),
    Route("GET", "/v1/files/{sha}/receipt", "any device", receipt, N_("The receipt for a whole file")),
    Route("GET", "/v1/files/{sha}", "device", file_routes.download, N_("Bytes of a file")),
    Route("GET", "/verify/{text}", "nothing", papers.page, N_("Whether a signed paper still holds")),
)

_STATUS: tuple[tuple[type[GridAppError], int], ...] = (
    *tus.STATUS,
    *feed_routes.STATUS,
    (NotAllowed, 401),
    (NotFound, 404),
    (Refused, 422),
    (WorldFailed, 503),
)


def create_app(centre: Centre) -> FastAPI:
    app = FastAPI(title="GridApp", version=__version__, openapi_url=None, docs_url=None, redoc_url=None)
    bell = app.state.bell = Bell(lambda: heads(centre.database))
    for route in ROUTES:
        app.add_api_route(
            route.path,
            _way_in(centre, route, bell),
            methods=[route.method],
            summary=route.summary,
            name=route.answer.__name__ if route.answer else "news",
        )
    app.add_middleware(tus.Door)
    app.add_middleware(Marks)
    return app


def _way_in(centre: Centre, route: Route, bell: Bell) -> Callable[[Request], Any]:
    if route.answer is None:
        return _waiting(centre, route, bell)
    return _streamed(centre, route) if route.streams else _endpoint(centre, route)


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


def _streamed(centre: Centre, route: Route) -> Callable[[Request], Any]:
    """A cut loses only what never came: each piece is for good before the next is asked for, at its own offset."""

    async def endpoint(request: Request) -> Response:
        answer = Response(status_code=204)
        moved: dict[str, str] = {}
        try:
            async for piece in tus.pieces(request):
                answer = await run_in_threadpool(_answer, centre, route, request, piece, moved)
                if answer.status_code != 204:
                    break
                moved = {"upload-offset": answer.headers["upload-offset"]}
        except TooLarge as error:
            return _failure(error)
        return answer

    return endpoint


async def _body(request: Request) -> bytes | None:
    """The request's bytes, or None as soon as they are more than any request may have."""
    gathered = bytearray()
    async for piece in request.stream():
        gathered += piece
        if len(gathered) > protocol.MOST_REQUEST_BYTES:
            return None
    return bytes(gathered)


def _answer(
    centre: Centre, route: Route, request: Request, body: bytes, moved: dict[str, str] | None = None
) -> Response:
    def work(caller: Caller | None) -> Response:
        assert route.answer is not None, "the one that waits is answered elsewhere"
        headers = {name.lower(): value for name, value in request.headers.items()} | (moved or {})
        sha, since = request.path_params.get("sha", ""), request.query_params.get("since", "")
        return route.answer(
            Call(centre, headers, body, sha, since, caller, request.path_params.get("text", ""))
        )

    return _guarded(centre, route, request, work)


def _guarded(centre: Centre, route: Route, request: Request, work: Callable[[Any], T]) -> T | Response:
    """What `work` gives for the caller, or the answer that says in words why not."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    caller: Caller | None = None
    with speaking(headers.get("accept-language", "")):
        try:
            caller = _caller(centre, headers, route.needs) if route.needs != "nothing" else None
            return work(caller)
        except GridAppError as error:
            _note_refusal(centre, route, request, caller, error)
            return _failure(error)
        except (
            Exception
        ):  # our own mistake: said in words to the computer, in full to whoever runs the server
            _log.exception("%s %s", route.method, route.path)
            words = tr("Everything is safe on this computer and goes out later.")
            failure = Failure(tr("The server made a mistake"), words)
            return Response(msgspec.json.encode(failure), 500, media_type=protocol.MEDIA_TYPE)


def _note_refusal(
    centre: Centre, route: Route, request: Request, caller: Caller | None, error: GridAppError
) -> None:
    if not isinstance(error, Refused):
        return
    if route.needs != "nothing" and caller is None:
        centre.refusals.note(None, audited.UNKNOWN_CALLER, audited.reason_of(error))
        return
    way = audited.ROUTES[f"{route.method} {route.path}"]
    reason = audited.reason_of(error)
    if isinstance(way, audited.Audited) and way.refused and reason:
        who = audit.of(caller) if caller is not None else None
        centre.refusals.note(who, way.refused, reason, request.path_params.get("sha", ""))


def _caller(centre: Centre, headers: dict[str, str], needs: Needs) -> Caller:
    token = headers.get("authorization", "").removeprefix("Bearer ")
    with centre.database.transaction(sights.AT_THE_DOOR) as connection:
        return accounts.caller(connection, token, centre.clock(), handing_in=needs == "any device")


def _code(error: GridAppError, status: int) -> str:
    """What a program goes by, where the number of the answer says too little."""
    if isinstance(error, InQuarantine):
        return error.code
    if isinstance(error, ConfirmationNeeded):
        return protocol.CONFIRMATION_NEEDED
    return "refused" if status == 422 else ""


def _failure(error: GridAppError) -> Response:
    status = next(number for kind, number in _STATUS if isinstance(error, kind))
    failure = Failure(error.title, error.message, _code(error, status))
    later = {"Retry-After": RETRY_AFTER} if status in (429, 503) else None
    return Response(msgspec.json.encode(failure), status, later, media_type=protocol.MEDIA_TYPE)


def _packed(message: object) -> Response:
    return Response(protocol.pack(message), media_type=protocol.MEDIA_TYPE, headers={"X-Packed": "zstd"})


def _plain(message: dict[str, Any]) -> Response:
    return Response(msgspec.json.encode(message), media_type=protocol.MEDIA_TYPE)
