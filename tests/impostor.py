"""Somebody who answers in the server's place and notes every byte that is sent there."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import requests
import urllib3
import zstandard
from requests.adapters import HTTPAdapter

T = TypeVar("T")
_PAGE = b"<html>Welcome to the village's network. Please sign in.</html>"
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"


class Impostor:
    """`visits` counts connections; `heard` is what came: as it was on the line, as it was after TLS, and, where a body
    was packed, unpacked. Without a context it speaks plainly."""

    def __init__(self, context: ssl.SSLContext | None) -> None:
        self.visits = 0
        self.heard = bytearray()
        self._context = context
        self._ended = False
        self._door = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._door.getsockname()[1])

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def close(self) -> None:
        self._ended = True
        with socket.create_connection(("127.0.0.1", self.port)):
            self._thread.join()
        self._door.close()

    def _listen(self) -> None:
        while True:
            visitor, _ = self._door.accept()
            with visitor:
                if self._ended:
                    return
                self.visits += 1
                visitor.settimeout(10)
                with suppress(OSError, EOFError):
                    self._receive(visitor)

    def _receive(self, visitor: socket.socket) -> None:
        line = _Line(visitor, self._context, self.heard)
        try:
            head, _, body = _cut(line)
        finally:
            line.flush()
        self.heard += head + body
        if b"zstd" in head and body:
            with suppress(zstandard.ZstdError):
                self.heard += zstandard.ZstdDecompressor().decompress(body, max_output_size=1_000_000)
        line.say(_ANSWER % (len(_PAGE), _PAGE))


class _Line:
    """One connection, in TLS or plain; every byte that arrives is noted as it comes."""

    def __init__(self, visitor: socket.socket, context: ssl.SSLContext | None, heard: bytearray) -> None:
        self._visitor, self._heard = visitor, heard
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._in, self._out, server_side=True) if context else None
        if self._tls is not None:
            self._pump(self._tls.do_handshake)

    def hear(self) -> bytes:
        return self._pump(lambda: self._tls.read(65_536)) if self._tls is not None else self._arrived()

    def say(self, words: bytes) -> None:
        if self._tls is None:
            self._visitor.sendall(words)
            return
        self._tls.write(words)
        self.flush()

    def flush(self) -> None:
        self._visitor.sendall(self._out.read())

    def _pump(self, step: Callable[[], T]) -> T:
        while True:
            try:
                result = step()
            except ssl.SSLWantReadError:
                self.flush()
                self._in.write(self._arrived())
                continue
            except ssl.SSLError:
                self.flush()  # the alert that says why not
                raise
            self.flush()
            return result

    def _arrived(self) -> bytes:
        data = self._visitor.recv(65_536)
        self._heard += data
        if not data:
            raise EOFError
        return data


def _cut(line: _Line) -> tuple[bytes, bytes, bytes]:
    """A whole request: head and body."""
    gathered = b""
    while b"\r\n\r\n" not in gathered:
        gathered += line.hear()
        if gathered.startswith(b"\x16\x03"):
            return gathered, b"", b""  # a handshake, to somebody who speaks plainly
    head, gap, body = gathered.partition(b"\r\n\r\n")
    sized = re.search(rb"(?i)content-length: (\d+)", head)
    while sized and len(body) < int(sized[1]):
        body += line.hear()
    return head, gap, body


@contextmanager
def impostor(context: ssl.SSLContext | None) -> Iterator[Impostor]:
    here = Impostor(context)
    try:
        yield here
    finally:
        here.close()


class Careless(requests.Session):
    """What a client with a switch for errors does: it believes anybody, and where there is no TLS it does without.
    The negative control of every proof that ours does not."""

    def __init__(self) -> None:
        super().__init__()
        self.mount("https://", _Believing())

    def request(self, method: str, url: str, **options: Any) -> requests.Response:
        try:
            return super().request(method, url, **options)
        except requests.exceptions.SSLError:
            plain = url.replace("https://", "http://")
            return super().request(method, plain, **options)


class _Believing(HTTPAdapter):
    def send(self, *args: Any, **options: Any) -> requests.Response:
        urllib3.disable_warnings()
        return super().send(*args, **{**options, "verify": False})

    def build_connection_pool_key_attributes(self, *args: Any, **options: Any) -> Any:
        where, _ = super().build_connection_pool_key_attributes(*args, **options)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.set_ciphers("ALL:@SECLEVEL=0")
        return where, {"ssl_context": context, "cert_reqs": "CERT_NONE"}
