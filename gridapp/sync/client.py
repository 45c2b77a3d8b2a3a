"""The conversation over HTTP. Every failure becomes words that say what is wrong and what is safe."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from email.utils import parsedate_to_datetime
from functools import partial
from typing import TypeVar

import msgspec
import requests

from gridapp import __version__
from gridapp.domain.errors import ConfirmationNeeded, Refused, WorldFailed
from gridapp.i18n import language, tr
from gridapp.store.vault import Identity
from gridapp.sync import distrust, protocol, tls, transport
from gridapp.sync.feed import Feed
from gridapp.sync.known_computers import Approve, SeenComputer
from gridapp.sync.protocol import (
    Checkpoint,
    Compare,
    Compared,
    Enrol,
    Enrolled,
    Failure,
    KeepRecovery,
    News,
    Pull,
    PullAnswer,
    Push,
    PushAnswer,
    Receipt,
    Recover,
    Recovered,
    Refetch,
    Refetched,
    Renew,
    Row,
    SealingKey,
    SignedMark,
    Snapshot,
)

T = TypeVar("T")
_TIMEOUT = (5, 60)  # seconds to connect, seconds without a byte
_TUS = {"Tus-Resumable": "1.0.0"}


class Client:
    """A `HubProtocol` over `requests`. Raises WorldFailed (`ServerRefused` when the server answered), or Refused.

    `authorities` (PEM) are those that alone may vouch for the server; without any, the public ones may.
    """

    def __init__(
        self, server: str, token: str = "", session: requests.Session | None = None, authorities: str = ""
    ) -> None:
        self.server = server.rstrip("/")
        self.authorities = authorities
        self._session = session or transport.session(partial(tls.believing, authorities))
        self._headers = {"User-Agent": f"gridapp/{__version__}", "Accept-Encoding": "zstd, gzip"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"

    @classmethod
    def of(cls, identity: Identity) -> Client:
        """For whoever is enrolled here, believing what was given at enrolment."""
        return cls(identity.server, identity.token, authorities=identity.authorities)

    def hello(self) -> dict[str, str | int]:
        """What program answers, of which version, and the public half of the key that it signs with."""
        return self._decoded(self._send("GET", "/v1/hello"), dict[str, str | int])

    def common(self, known: Sequence[Checkpoint]) -> Checkpoint:
        return self._exchange("/v1/common", list(known), Checkpoint)

    def renew(self, key: str) -> Enrolled:
        """This computer becomes a device of its own, with this public key; from now on this client speaks for it."""
        renewed = self._exchange("/v1/renew", Renew(key), Enrolled)
        self._headers["Authorization"] = f"Bearer {renewed.token}"
        return renewed

    def compare(self, compare: Compare) -> Compared:
        return self._exchange("/v1/compare", compare, Compared)

    def refetch(self, refetch: Refetch) -> Refetched:
        return self._exchange("/v1/refetch", refetch, Refetched)

    def snapshot(self) -> Snapshot:
        return self._decoded(self._send("GET", "/v1/snapshot"), Snapshot)

    def chunk(self, sha: str) -> list[Row]:
        answer = self._send("GET", f"/v1/snapshot/{sha}")
        if hashlib.sha256(answer.content).hexdigest() != sha:
            raise no_connection(self.server, ConnectionError("sha256"))
        return self._decoded(answer, list[Row])

    def day_marks(self, since: int) -> list[SignedMark]:
        """The signed daily heads of the server's chains from this number on; with 0 the newest alone."""
        return self._decoded(self._send("GET", f"/v1/checkpoints?since={since}"), list[SignedMark])

    def sealing_key(self) -> SealingKey:
        return self._decoded(self._send("GET", "/v1/courier"), SealingKey)

    def feed(self) -> Feed:
        return self._decoded(self._send("GET", "/v1/feed"), Feed)

    def make_feed(self) -> Feed:
        return self._decoded(self._send("POST", "/v1/feed"), Feed)

    def withdraw_feed(self) -> Feed:
        return self._decoded(self._send("DELETE", "/v1/feed"), Feed)

    def carry(self, packet: bytes) -> bytes:
        """Hand somebody's sealed packet over; give the sealed answer."""
        return self._send("POST", "/v1/courier", packet, {"Content-Type": "application/octet-stream"}).content

    def wait(self, seq: int) -> int:
        """The newest number of the county's journal, as soon as it is not `seq`; after a while also when it is."""
        patience = (5, protocol.WAIT_SECONDS + 10)
        return self._decoded(self._send("GET", f"/v1/news/{seq}", timeout=patience), News).seq

    def enrol(self, enrol: Enrol) -> Enrolled:
        return self._exchange("/v1/enrol", enrol, Enrolled)

    def keep_recovery(self, asked: KeepRecovery) -> None:
        self._exchange("/v1/recovery", asked, dict)

    def recover(self, asked: Recover) -> Recovered:
        return self._exchange("/v1/recover", asked, Recovered)

    def computers(self) -> list[SeenComputer]:
        """The computers of the people in the caller's units. Raises what the server refuses."""
        return self._decoded(self._send("GET", "/v1/computers"), list[SeenComputer])

    def approve(self, asked: Approve) -> SeenComputer:
        """Have a new computer trusted from now on."""
        return self._exchange("/v1/computers", asked, SeenComputer)

    def push(self, push: Push) -> PushAnswer:
        return self._exchange("/v1/push", push, PushAnswer)

    def pull(self, pull: Pull) -> PullAnswer:
        return self._exchange("/v1/pull", pull, PullAnswer)

    def upload_offset(self, sha: str, size: int) -> int:
        """How much of the file the server has; makes the upload when there is none (tus 1.0 creation)."""
        found = self._send("HEAD", f"/v1/uploads/{sha}", headers=_TUS, accept=(200, 404))
        if found.status_code == 404:
            headers = {**_TUS, "Upload-Length": str(size), "Upload-Metadata": f"sha {_base64(sha)}"}
            self._send("POST", "/v1/uploads", headers=headers, accept=(201,))
            return 0
        return _number(found, "Upload-Offset")

    def upload(self, sha: str, offset: int, piece: bytes) -> int:
        headers = {**_TUS, "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
        sent = self._send("PATCH", f"/v1/uploads/{sha}", piece, headers, accept=(204, 409))
        return self.upload_offset(sha, 0) if sent.status_code == 409 else _number(sent, "Upload-Offset")

    def receipt(self, sha: str) -> Receipt:
        return self._decoded(self._send("GET", f"/v1/files/{sha}/receipt"), Receipt)

    def download(self, sha: str, offset: int, most: int) -> bytes:
        headers = {"Range": f"bytes={offset}-{offset + most - 1}", "Accept-Encoding": "identity"}
        answer = self._send("GET", f"/v1/files/{sha}", headers=headers, accept=(206, 416))
        return answer.content if answer.status_code == 206 else b""

    def _exchange(self, path: str, message: object, kind: type[T]) -> T:
        headers = {"Content-Type": protocol.MEDIA_TYPE, "Content-Encoding": "zstd"}
        return self._decoded(self._send("POST", path, protocol.pack(message), headers), kind)

    def _send(
        self,
        method: str,
        path: str,
        data: bytes | None = None,
        headers: dict[str, str] | None = None,
        accept: tuple[int, ...] = (200,),
        timeout: tuple[int, int] = _TIMEOUT,
    ) -> requests.Response:
        wanted = {**self._headers, "Accept-Language": language().replace("_", "-"), **(headers or {})}
        try:
            answer = self._session.request(
                method, self.server + path, data=data, headers=wanted, timeout=timeout, allow_redirects=False
            )
        except (requests.RequestException, ValueError) as error:
            raise failed_on_the_way(self.server, error, bool(self.authorities)) from error
        if _is_cut(answer):
            raise no_connection(self.server, ConnectionError("cut"))
        if answer.status_code not in accept:
            raise _failed(answer)
        return answer

    def _decoded(self, answer: requests.Response, kind: type[T]) -> T:
        try:
            # requests itself undoes gzip; zstd it does only where the interpreter brings a decoder
            encoding = answer.headers.get("X-Packed", "")
            return protocol.unpack(answer.content, encoding, kind)
        except ValueError as error:
            raise not_our_server(str(error)) from error


class ServerRefused(WorldFailed):
    """The server answered, but not with what was asked for: `status` is HTTP's number; `retry_after` the seconds
    it asks to be left alone for; `code` one of those of `protocol.Failure`."""

    def __init__(
        self, title: str, message: str, status: int, retry_after: float = 0.0, code: str = ""
    ) -> None:
        super().__init__(title, message)
        self.status = status
        self.retry_after = retry_after
        self.code = code


def failed_on_the_way(server: str, error: Exception, own_authorities: bool) -> WorldFailed:
    """Why nobody could be asked: somebody else was there, or nobody."""
    return distrust.in_words(server, error, own_authorities) or no_connection(server, error)


def no_connection(server: str, error: Exception) -> WorldFailed:
    return WorldFailed(
        tr("No connection to the server"),
        tr("{server} cannot be reached now. Everything is safe on this computer and goes out later. ({error})",
           server=server, error=type(error).__name__),
    )  # fmt: skip


def not_our_server(words: str) -> WorldFailed:
    return WorldFailed(
        tr("This network wants something first"),
        tr("Something else than our server answered, perhaps a sign-in page of this network. "
           "Everything is safe on this computer. ({words})", words=words[:120]),
    )  # fmt: skip


def _is_cut(answer: requests.Response) -> bool:
    """Whether the connection ended within the head, which then looks whole (see server.marks)."""
    head = answer.headers
    sized = "Content-Length" in head or "Transfer-Encoding" in head
    has_body = answer.status_code in (200, 206) and answer.request.method != "HEAD"
    return (protocol.FIRST_MARK in head and protocol.LAST_MARK not in head) or (has_body and not sized)


def _failed(answer: requests.Response) -> WorldFailed | Refused:
    retry_after = _seconds(answer.headers.get("Retry-After", ""), answer.headers.get("Date", ""))
    try:
        failure = msgspec.json.decode(answer.content, type=Failure)
    except msgspec.DecodeError:
        return _failed_without_words(answer, retry_after)
    if failure.code == protocol.CONFIRMATION_NEEDED:
        return ConfirmationNeeded(failure.title, failure.message)
    if failure.code == "refused" and protocol.FIRST_MARK not in answer.headers:
        return _older(answer.status_code)  # what an older server cannot read is nobody's fault
    if failure.code == "refused":
        return Refused(failure.title, failure.message)
    return ServerRefused(failure.title, failure.message, answer.status_code, retry_after, failure.code)


def _failed_without_words(answer: requests.Response, retry_after: float) -> WorldFailed:
    """A proxy on the way, a server too ill to speak, or one that does not know the question."""
    status = answer.status_code
    if status in (404, 405) and answer.headers.get("Content-Type", "").startswith(protocol.MEDIA_TYPE):
        return _older(status)
    if status in (408, 413, 429) or status >= 500:
        return ServerRefused(
            tr("The server cannot answer now"),
            tr("Everything is safe on this computer and goes out later. (HTTP {status})", status=status),
            status,
            retry_after,
        )
    return not_our_server(f"HTTP {status}")


def _older(status: int) -> ServerRefused:
    return ServerRefused(
        tr("The server is older than your program"),
        tr("It does not understand this yet. Everything is safe on this computer and goes out once the server was "
           "brought up to date."),
        status,
    )  # fmt: skip


def _seconds(retry_after: str, now: str) -> float:
    """What a Retry-After header asks for: so many seconds, or until a date by the answer's own clock; at most an
    hour of it."""
    try:
        seconds = float(retry_after)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(retry_after) - parsedate_to_datetime(now)).total_seconds()
        except (ValueError, TypeError):
            return 0.0
    return max(0.0, min(seconds, 3600.0))


def _number(answer: requests.Response, header: str) -> int:
    try:
        return int(answer.headers[header])
    except (KeyError, ValueError) as error:
        raise not_our_server(f"{header} is missing") from error


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
